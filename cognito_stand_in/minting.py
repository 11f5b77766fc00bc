"""Mint tokens: build the claims, apply the faults, sign (RFC 7519)."""

from __future__ import annotations

import hashlib
import hmac
import uuid
from typing import TYPE_CHECKING, Any

from .claim_faults import apply_claim_faults
from .claims import access_token_claims, id_token_claims, machine_token_claims
from .pre_token_generation import ACCESS_TOKEN, ID_TOKEN, overridden
from .quotas import extended_groups, extended_user
from .signing import SigningKey, compact_jws, unpublished_key, unsigned_jws

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .grants import TokenFamily
    from .pool import AppClient, User
    from .service import Service


def mint_pair(
    service: Service, client: AppClient, user: User, family: TokenFamily, *, refreshed: bool
) -> dict[str, str]:
    """Return the access token and the ID token of a sign-in or a refresh.

    At the domain, an ID token needs the scope `openid`; those of the JSON API have no `at_hash`.

    Args:
        service: The stand-in.
        client: The client that the tokens are issued to.
        user: The person.
        family: The sign-in that the tokens come from.
        refreshed: Whether a refresh token was exchanged.
    """
    now, issuer = service.now(), service.issuers.signing
    user, groups = (
        extended_user(user, service.switches),
        extended_groups(service.pool, service.switches),
    )
    claims = access_token_claims(issuer.url, groups, client, user, family, now=now)
    if service.switches.access_token_aud:
        claims.setdefault("aud", client.client_id)
    access_token = mint_access_token(service, overridden(claims, user, ACCESS_TOKEN))
    if "openid" not in family.scopes and not family.from_api:
        return {"access_token": access_token}
    has_hash = not family.from_api and (service.switches.refreshed_at_hash or not refreshed)
    hashed = access_token if has_hash else None
    nonce = _nonce(service, user, family, refreshed=refreshed)
    claims = id_token_claims(
        issuer.url, groups, client, user, family, access_token=hashed, nonce=nonce, now=now
    )
    id_token = _mint(service, overridden(claims, user, ID_TOKEN), issuer.keys.id_key)
    return {"id_token": id_token, "access_token": access_token}


def mint_machine_token(service: Service, client: AppClient, scopes: Sequence[str]) -> str:
    """Return an access token for client credentials."""
    issuer = service.issuers.signing.url
    return mint_access_token(
        service, machine_token_claims(issuer, client, scopes, now=service.now())
    )


def mint_access_token(service: Service, claims: dict[str, Any]) -> str:
    """Sign claims with the key for access tokens."""
    return _mint(service, claims, service.issuers.signing.keys.access_key)


def _nonce(service: Service, user: User, family: TokenFamily, *, refreshed: bool) -> str | None:
    if refreshed and not service.switches.refreshed_nonce:
        return None
    if family.nonce is None and user.identity is not None and service.switches.federated_nonce:
        return uuid.uuid4().hex
    return family.nonce


def _mint(service: Service, claims: dict[str, Any], key: SigningKey) -> str:
    faults = service.faults
    if service.switches.extra_claims:
        claims |= {"x:unheard_of": {"nested": [1, None, True]}, "x:list": ["a", "b"]}
    claims = apply_claim_faults(claims, faults)
    if faults.is_on("unpublished-key"):
        key = unpublished_key()
    header = {"kid": key.kid, "alg": "RS256"}
    if faults.is_on("missing-kid"):
        del header["kid"]
    if faults.is_on("alg-none"):
        return unsigned_jws({**header, "alg": "none"}, claims)
    if faults.is_on("alg-hs256"):
        return _algorithm_confusion(header, claims, key)
    if faults.is_on("bad-signature"):
        return unsigned_jws(header, claims, bytes(256))
    return compact_jws(header, claims, key)


def _algorithm_confusion(header: dict[str, str], claims: dict[str, Any], key: SigningKey) -> str:
    header = {**header, "alg": "HS256"}
    signing_input = unsigned_jws(header, claims).rstrip(".").encode()
    return unsigned_jws(
        header, claims, hmac.digest(key.public_pem(), signing_input, hashlib.sha256)
    )
