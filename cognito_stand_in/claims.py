"""Build the claims of tokens and of userInfo (Cognito: ID token, access token, userInfo)."""

from __future__ import annotations

import hashlib
import json
import uuid
from typing import TYPE_CHECKING, Any

from .pre_token_generation import GROUPS
from .signing import base64url

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from .grants import TokenFamily
    from .pool import AppClient, Group, User

EMAIL = ("email", "email_verified")
PHONE = ("phone_number", "phone_number_verified")
PROFILE = (
    "name",
    "family_name",
    "given_name",
    "middle_name",
    "nickname",
    "preferred_username",
    "profile",
    "picture",
    "website",
    "gender",
    "birthdate",
    "zoneinfo",
    "locale",
    "address",
    "updated_at",
)
_BOOLEANS = ("email_verified", "phone_number_verified")
_BY_SCOPE = {"email": EMAIL, "phone": PHONE, "profile": PROFILE}


def id_token_claims(
    issuer: str,
    groups: Mapping[str, Group],
    client: AppClient,
    user: User,
    family: TokenFamily,
    *,
    access_token: str | None,
    nonce: str | None,
    now: float,
) -> dict[str, Any]:
    """Return the claims of an ID token.

    Args:
        issuer: The value of `iss`.
        groups: The groups of the pool.
        client: The client that the token is issued to.
        user: The person.
        family: The sign-in that the token comes from.
        access_token: What `at_hash` is computed from; None leaves it out.
        nonce: The nonce of the authorization request; None leaves it out.
        now: The time, in epoch seconds.
    """
    claims: dict[str, Any] = {} if access_token is None else {"at_hash": half_hash(access_token)}
    claims |= {"sub": user.sub, **_group_claims(user, groups, with_roles=True)}
    claims |= {"iss": issuer, "cognito:username": user.username}
    if nonce is not None:
        claims["nonce"] = nonce
    claims |= {"aud": client.client_id, **identity_claim(user), **_token_ids(client, family)}
    claims |= {"event_id": family.event_id, "token_use": "id", "auth_time": int(family.auth_time)}
    claims |= {"exp": int(now) + client.id_token_seconds, "iat": int(now)}
    claims |= _authentication_claims(family)
    attributes = readable_attributes(user, client, family.scopes).items()
    return claims | {
        name: value == "true" if name in _BOOLEANS else value for name, value in attributes
    }


def access_token_claims(
    issuer: str,
    groups: Mapping[str, Group],
    client: AppClient,
    user: User,
    family: TokenFamily,
    *,
    now: float,
) -> dict[str, Any]:
    """Return the claims of a person's access token; `aud` only for a bound resource.

    Args:
        issuer: The value of `iss`.
        groups: The groups of the pool.
        client: The client that the token is issued to.
        user: The person.
        family: The sign-in that the token comes from.
        now: The time, in epoch seconds.
    """
    claims: dict[str, Any] = {"sub": user.sub, **_group_claims(user, groups, with_roles=False)}
    if family.resource is not None:
        claims["aud"] = family.resource
    claims |= {**_token_ids(client, family), **_authentication_claims(family)}
    return claims | {
        "iss": issuer,
        "version": 2,
        "client_id": client.client_id,
        "event_id": family.event_id,
        "token_use": "access",
        "scope": " ".join(family.scopes),
        "auth_time": int(family.auth_time),
        "exp": int(now) + client.access_token_seconds,
        "iat": int(now),
        "username": user.username,
    }


def machine_token_claims(
    issuer: str, client: AppClient, scopes: Collection[str], *, now: float
) -> dict[str, Any]:
    """Return the claims of an access token for client credentials, whose subject is the client."""
    return {
        "sub": client.client_id,
        "token_use": "access",
        "scope": " ".join(scopes),
        "auth_time": int(now),
        "iss": issuer,
        "exp": int(now) + client.access_token_seconds,
        "iat": int(now),
        "version": 2,
        "jti": str(uuid.uuid4()),
        "client_id": client.client_id,
    }


def user_info(user: User, client: AppClient, scopes: Collection[str]) -> dict[str, str]:
    """Return the userInfo document, in which all values are strings."""
    identities = {name: json.dumps(value) for name, value in identity_claim(user).items()}
    return {
        "sub": user.sub,
        **identities,
        **readable_attributes(user, client, scopes),
        "username": user.username,
    }


def readable_attributes(user: User, client: AppClient, scopes: Collection[str]) -> dict[str, str]:
    """Return the attributes for these scopes: all for openid alone, fewer with other scopes."""
    readable = {name: value for name, value in user.attributes.items() if client.may_read(name)}
    asked = [scope for scope in _BY_SCOPE if scope in scopes]
    if not asked:
        return readable
    names = {name for scope in asked for name in _BY_SCOPE[scope]}
    shows_custom = "profile" in asked
    return {
        name: value
        for name, value in readable.items()
        if name in names or (shows_custom and name.startswith("custom:"))
    }


def lacks_read_permission(client: AppClient, scopes: Collection[str]) -> bool:
    """Return whether a scope needs an attribute that the client may not read."""
    needed = (name for scope in ("email", "phone") if scope in scopes for name in _BY_SCOPE[scope])
    return not all(client.may_read(name) for name in needed)


def half_hash(token: str) -> str:
    """Return the left half of a token's SHA-256 hash (OpenID Connect Core 3.1.3.6)."""
    return base64url(hashlib.sha256(token.encode("ascii")).digest()[:16])


def _token_ids(client: AppClient, family: TokenFamily) -> dict[str, str]:
    # Cognito adds both only where tokens can be revoked or refresh tokens rotate.
    if not client.revocation_enabled and not client.rotation_enabled:
        return {}
    return {"origin_jti": family.origin_jti, "jti": str(uuid.uuid4())}


def _authentication_claims(family: TokenFamily) -> dict[str, Any]:
    claims: dict[str, Any] = {} if family.acr is None else {"acr": family.acr}
    return claims if family.amr is None else {**claims, "amr": family.amr}


def _group_claims(user: User, groups: Mapping[str, Group], *, with_roles: bool) -> dict[str, Any]:
    details = user.pre_token_generation.get(GROUPS, {})
    names = list(details.get("groupsToOverride", user.groups))
    members = [groups[name] for name in names if name in groups]
    ranked = [group.role_arn for group in sorted(members, key=_rank) if group.role_arn]
    roles = list(details.get("iamRolesToOverride", ranked))
    preferred = details.get("preferredRole", roles[0] if roles else None)
    claims: dict[str, Any] = {"cognito:groups": names} if names else {}
    if with_roles and roles:
        claims["cognito:roles"] = roles
    if with_roles and preferred is not None:
        claims["cognito:preferred_role"] = preferred
    return claims


def _rank(group: Group) -> float:
    return float("inf") if group.precedence is None else group.precedence


def identity_claim(user: User) -> dict[str, Any]:
    """Return the claim `identities` of a federated user; nothing for other users."""
    if user.identity is None:
        return {}
    identity = {
        "userId": user.identity.user_id,
        "providerName": user.identity.provider_name,
        "providerType": user.identity.provider_type,
        "issuer": user.identity.issuer,
        "primary": "true",
        "dateCreated": str(int(user.identity.created_at * 1000)),
    }
    return {"identities": [identity]}
