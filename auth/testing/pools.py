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


def pool_for(config: AuthConfig) -> Pool:
    """Return the example pool, at the addresses and with the app client of an app's settings."""
    pool = example_pool(domain=config.domain_origin)
    pool.pool_id = config.issuer.rpartition("/")[2]
    pool.issuer = config.issuer
    pool.replica_issuer = next(iter(config.replica_issuers), None)
    [client] = pool.clients.values()
    own = dataclasses.replace(client, client_id=config.client_id, callback_urls=(), logout_urls=())
    pool.clients = {config.client_id: own}
    register(pool, config)
    return pool


def register(pool: Pool, config: AuthConfig) -> None:
    """Let an app use a pool: register its URIs, scopes and identity pool.

    Args:
        pool: The pool, which has the client of `config`.
        config: The app's settings.
    """
    client = pool.clients[config.client_id]
    pool.clients[config.client_id] = dataclasses.replace(
        client,
        callback_urls=_with(client.callback_urls, config.redirect_uri),
        logout_urls=_with(client.logout_urls, config.logout_uri),
        scopes=_with(client.scopes, *config.scopes),
    )
    for scope in config.scopes:
        server, slash, name = scope.rpartition("/")
        if slash and scope not in COGNITO_SCOPES:
            known = pool.resource_servers.get(server, ())
            pool.resource_servers[server] = _with(known, name)
    if config.aws is not None:
        pool.identity_pool = IdentityPool(
            pool_id=config.aws.identity_pool_id, client_ids=(config.client_id,)
        )


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


def example_settings() -> AuthConfig:
    """Return the settings of an app of the example pool."""
    return AuthConfig.from_mapping(settings_of(example_pool(), "http://localhost:8000/"))


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


def _with(known: Iterable[str], *more: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys([*known, *more]))
