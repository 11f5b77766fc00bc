"""User pools in code: the example's, with the app client that an app's settings name."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from cognito_stand_in import example_pool
from cognito_stand_in.pool import COGNITO_SCOPES, Group, IdentityPool
from cognito_stand_in.predefined_users import predefined_user

from ..config import AuthConfig

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from cognito_stand_in import Pool, User

PASSWORD = "Correct-Horse-8"


def person(
    username: str,
    *,
    groups: Sequence[str] = (),
    password: str = PASSWORD,
    pool: Pool | None = None,
    attributes: Mapping[str, str] | None = None,
    **more: str,
) -> User:
    """Build a person who can sign in.

    Args:
        username: The user name.
        groups: The user pool groups.
        password: The password.
        pool: The user pool, on which `sub` depends; by default the example's.
        attributes: The user attributes, such as `custom:department`.
        more: The same, as keyword arguments: `email`, `name`, `email_verified="true"`.
    """
    all_attributes = {**(attributes or {}), **more}
    return predefined_user(
        pool or example_pool(), username, password, attributes=all_attributes, groups=groups
    )


def pool_for(config: AuthConfig, people: Iterable[User] = ()) -> Pool:
    """Return the example pool, at the addresses and with the app client of an app's settings.

    Args:
        config: The settings. The pool's client may request their scopes, and their redirect and
            sign-out URIs are registered.
        people: People besides `ada` and `grace`, or in their place.
    """
    pool = example_pool(domain=config.domain_origin)
    pool.pool_id = config.issuer.rpartition("/")[2]
    pool.issuer = config.issuer
    pool.replica_issuer = next(iter(config.replica_issuers), None)
    [client] = pool.clients.values()
    pool.clients = {
        config.client_id: dataclasses.replace(
            client,
            client_id=config.client_id,
            callback_urls=(config.redirect_uri,),
            logout_urls=(config.logout_uri,),
            scopes=tuple(dict.fromkeys([*client.scopes, *config.scopes])),
        )
    }
    pool.resource_servers |= _servers_of(config.scopes)
    if config.aws is not None:
        pool.identity_pool = IdentityPool(
            pool_id=config.aws.identity_pool_id, client_ids=(config.client_id,)
        )
    for one in people:
        add_person(pool, one)
    return pool


def add_person(pool: Pool, one: User) -> None:
    """Add a person to a pool, and the groups that the pool does not have yet."""
    pool.users[one.username] = one
    for name in one.groups:
        pool.groups.setdefault(name, Group(name=name))


def password_of(pool: Pool, username: str) -> str:
    """Return the public password of a person.

    Raises:
        LookupError: The pool has no such person, or the password is not public.
    """
    user = pool.users.get(username)
    if user is None or user.development_password is None:
        names = ", ".join(sorted(pool.users))
        raise LookupError(f"user: got {username!r}, expected one of {names}, or a `person(...)`")
    return user.development_password


def example_settings(page_origin: str = "http://localhost:8000") -> AuthConfig:
    """Return the settings of an app of the example pool, whose page is at `page_origin`."""
    return AuthConfig.from_mapping(settings_of(example_pool(), f"{page_origin}/"))


def settings_of(pool: Pool, redirect_uri: str, *, logout_uri: str = "") -> dict[str, object]:
    """Return the `[auth]` table of an app of a pool's first client.

    Args:
        pool: The user pool.
        redirect_uri: Where the page is.
        logout_uri: Where the page after a sign-out is; by default the same.
    """
    client = next(iter(pool.clients.values()))
    return {
        "domain": pool.domain.partition("://")[2],
        "issuer": pool.issuer,
        "client_id": client.client_id,
        "redirect_uri": redirect_uri,
        "logout_uri": logout_uri or redirect_uri,
        "scopes": ["openid", "email", "profile", "api/read"],
    }


def _servers_of(scopes: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return the resource servers that custom scopes belong to, with all of their scopes."""
    found: dict[str, tuple[str, ...]] = {}
    for scope in scopes:
        server, slash, name = scope.rpartition("/")
        if slash and scope not in COGNITO_SCOPES:
            found[server] = (*found.get(server, ()), name)
    if "api" in found:
        found["api"] = tuple(dict.fromkeys(["read", "write", *found["api"]]))
    return found
