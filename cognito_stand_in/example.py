"""An example pool in code, for tests and for apps without a template."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from . import made_up_ids
from .access_tokens import USER_ADMIN
from .pool import AppClient, Group, IdentityPool, PasswordPolicy, Pool
from .predefined_users import predefined_user

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .pool import User

POOL_ID = "eu-west-1_StandIn01"
REPLICA_REGION = "eu-central-1"
CLIENT_ID = "2hd8example7standin0client"
PAGE_ORIGIN = "http://localhost:8000"
IDENTITY_POOL_ID = "eu-west-1:5c1b7a9e-0000-4000-8000-57a4d1401001"


def example_pool(
    *,
    domain: str = "http://localhost:8001",
    issuer_origin: str = "http://localhost:8002",
    page_origins: Sequence[str] = ("http://localhost:8000",),
    callback_urls: Sequence[str] = (),
    pool_id: str = POOL_ID,
) -> Pool:
    """Return a pool with two people, `ada` and `grace`, and one public app client.

    It is the pool of `infra/cognito.yaml` and `infra/development.toml` without the client for
    machines and the other identity provider. Its client may also sign people in by the JSON API,
    with a password, and use the scope for that API.

    Args:
        domain: Origin of the user pool's domain: sign-in pages, token endpoint.
        issuer_origin: Origin of the issuer, which serves discovery and keys.
        page_origins: Origins of the app's pages. The client accepts each with a final slash, as
            callback URL and as sign-out URL.
        callback_urls: More callback and sign-out URLs, accepted exactly as they are.
        pool_id: The id of the pool.
    """
    client = _client((*(f"{origin}/" for origin in page_origins), *callback_urls))
    pool = Pool(
        pool_id=pool_id,
        domain=domain,
        issuer=f"{issuer_origin}/{pool_id}",
        replica_issuer=f"{issuer_origin}/{REPLICA_REGION}/{pool_id}",
        clients={client.client_id: client},
        users={},
        alias_attributes=("email",),
        groups={
            "admins": Group(
                name="admins", precedence=1, description="People who may change things"
            ),
            "editors": Group(name="editors", precedence=10, description="People who may write"),
        },
        resource_servers={"api": ("read", "write")},
        identity_pool=IdentityPool(pool_id=IDENTITY_POOL_ID, client_ids=(CLIENT_ID,)),
        password_policy=PasswordPolicy(
            minimum_length=12, lowercase=True, uppercase=True, numbers=True
        ),
    )
    pool.users = {user.username: user for user in _people(pool)}
    return pool


def _client(urls: Sequence[str]) -> AppClient:
    accepted = tuple(dict.fromkeys(urls))
    return AppClient(
        client_id=CLIENT_ID,
        name="SinglePageApp",
        callback_urls=accepted,
        logout_urls=accepted,
        oauth_enabled=True,
        flows=("code",),
        scopes=("openid", "email", "profile", "phone", "api/read", "api/write", USER_ADMIN),
        auth_flows=(
            "ALLOW_USER_AUTH",
            "ALLOW_USER_SRP_AUTH",
            "ALLOW_USER_PASSWORD_AUTH",
            "ALLOW_ADMIN_USER_PASSWORD_AUTH",
        ),
        rotation_enabled=True,
        retry_grace_seconds=30,
    )


def client_of(pool: Pool, usual: AppClient, name: str, secret: str | None) -> AppClient:
    """Return an app client like the usual one, with an id that its name determines.

    Args:
        pool: The user pool.
        usual: The app client of the example.
        name: Its name.
        secret: Its secret; `secret` for one that is made up, None for a public client.
    """
    made_up = made_up_ids.client_secret(pool.pool_id, name)
    return replace(
        usual,
        client_id=made_up_ids.client_id(pool.pool_id, name),
        name=name,
        secret=made_up if secret == "secret" else secret,
        flows=("code",),
    )


def not_rotating(client: AppClient) -> AppClient:
    """Return an app client like another one, whose refresh tokens do not rotate.

    It is what AWS makes of an app client without further settings, and what older clients expect,
    which refresh with `InitiateAuth`.
    """
    return replace(
        client,
        rotation_enabled=False,
        retry_grace_seconds=0,
        auth_flows=(*client.auth_flows, "ALLOW_REFRESH_TOKEN_AUTH"),
    )


def machine_of(pool: Pool, name: str) -> AppClient:
    """Return an app client for the client credentials grant."""
    return AppClient(
        client_id=made_up_ids.client_id(pool.pool_id, name),
        name=name,
        secret=made_up_ids.client_secret(pool.pool_id, name),
        oauth_enabled=True,
        flows=("client_credentials",),
        scopes=tuple(sorted(pool.custom_scopes)),
    )


def _people(pool: Pool) -> tuple[User, User]:
    ada = {
        "email": "ada@example.com",
        "email_verified": "true",
        "name": "Ada Lovelace",
        "given_name": "Ada",
        "family_name": "Lovelace",
        "custom:department": "Engines",
    }
    grace = {
        "email": "grace@example.com",
        "email_verified": "true",
        "name": "Grace Hopper",
        "given_name": "Grace",
        "family_name": "Hopper",
        "phone_number": "+15550100",
        "phone_number_verified": "true",
    }
    return (
        predefined_user(pool, "ada", "Analytical-Engine-1843", attributes=ada, groups=["admins"]),
        predefined_user(pool, "grace", "First-Actual-Bug-1947", attributes=grace),
    )
