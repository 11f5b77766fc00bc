"""Check what authenticators answer: new passkeys and sign-ins (WebAuthn Level 3, 7.1 and 7.2)."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from ..signing import base64url, base64url_decode
from .first import needs_verification
from .passkeys import (
    ALGORITHMS,
    PasskeyRefused,
    passkeys_of,
    refuse_too_many,
    relying_party_id,
    require_enabled,
)
from .settings import Passkey

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fido2.server import Fido2Server
    from fido2.webauthn import AttestedCredentialData, AuthenticatorData

    from ..pool import Pool, User
    from ..service import Service
    from .ceremonies import Ceremony, Kind

# What the library raises for members that are missing, of a wrong type or with a wrong value.
_MALFORMED = (ValueError, TypeError, KeyError, AttributeError, IndexError, AssertionError)


def register(
    service: Service, user: User, client_id: str, credential: Mapping[str, Any]
) -> Passkey:
    """Add a passkey to a user, after the checks of WebAuthn 7.1.

    Args:
        service: The stand-in.
        user: Who registers it.
        client_id: The client that the request is from.
        credential: What `PublicKeyCredential.toJSON` returned.

    Raises:
        PasskeyRefused: a check fails.
    """
    require_enabled(service.pool)
    challenge = _checked_client_data(service, "create", user, client_id, credential)
    data, attested = _registered(service.pool, challenge, credential)
    credential_id = base64url(attested.credential_id)
    if any(one.credential_id == credential_id for one in _all_passkeys(service.pool)):
        raise PasskeyRefused("invalid", "The passkey has been registered already.")
    refuse_too_many(user)
    passkey = Passkey(
        credential_id=credential_id,
        data=base64url(bytes(attested)),
        name=f"Passkey {len(user.passkeys) + 1}",
        relying_party_id=relying_party_id(service.pool),
        attachment=_attachment(credential),
        transports=_transports(credential["response"]),
        created_at=service.now(),
        sign_count=data.counter,
    )
    user.passkeys = [*user.passkeys, passkey]
    user.modified_at = passkey.created_at
    return passkey


def _registered(
    pool: Pool, challenge: str, credential: Mapping[str, Any]
) -> tuple[AuthenticatorData, AttestedCredentialData]:
    try:
        data = _server(pool).register_complete(_state(pool, challenge), credential)
        attested = data.credential_data
    except _MALFORMED as mistake:
        raise _refused_by_library(mistake) from None
    if attested is None or attested.public_key.ALGORITHM not in ALGORITHMS:
        raise PasskeyRefused("not-supported", "The algorithm of the passkey is not supported.")
    if credential["id"] != base64url(attested.credential_id):
        raise _refused_by_library(ValueError())
    return data, attested


def _attachment(credential: Mapping[str, Any]) -> str | None:
    given = credential.get("authenticatorAttachment")
    return given if given in ("platform", "cross-platform") else None


def _transports(response: Mapping[str, Any]) -> list[str]:
    given = response.get("transports")
    return [one for one in given if isinstance(one, str)] if isinstance(given, list) else []


def authenticate(
    service: Service, user: User, client_id: str, credential: Mapping[str, Any]
) -> Passkey:
    """Return the passkey that somebody has signed in with, after the checks of WebAuthn 7.2.

    Args:
        service: The stand-in.
        user: Who signs in.
        client_id: The client that the user signs in to.
        credential: What `PublicKeyCredential.toJSON` returned.

    Raises:
        PasskeyRefused: a check fails, or one factor is not enough and the passkey has not verified
            the user.
        DirectoryError: the user may not sign in.
    """
    # Most stand-ins have no passkeys, and the library takes as long to import as all the rest.
    from fido2.webauthn import AttestedCredentialData, AuthenticationResponse  # noqa: PLC0415

    challenge = _checked_client_data(service, "get", user, client_id, credential)
    known = {one.credential_id: one for one in passkeys_of(service.pool, user)}
    try:
        used = _server(service.pool).authenticate_complete(
            _state(service.pool, challenge),
            [AttestedCredentialData(base64url_decode(one.data)) for one in known.values()],
            credential,
        )
        data = AuthenticationResponse.from_dict(credential).response.authenticator_data
    except _MALFORMED as mistake:
        raise _refused_by_library(mistake) from None
    passkey = known[base64url(used.credential_id)]
    # A counter that does not grow belongs to a copy (WebAuthn 7.2 step 22).
    if (data.counter or passkey.sign_count) and data.counter <= passkey.sign_count:
        raise PasskeyRefused("invalid", "The passkey's signature counter has not increased.")
    passkey.sign_count = data.counter
    service.directory.refuse_blocked(user)
    if not data.is_user_verified() and needs_verification(service.pool, user):
        raise PasskeyRefused("invalid", "The passkey has not verified the user.")
    return passkey


def _checked_client_data(
    service: Service, kind: Kind, user: User, client_id: str, credential: Mapping[str, Any]
) -> str:
    """Return the challenge in a response, after checks that Cognito has exceptions for."""
    if credential.get("type") != "public-key":
        raise _refused_by_library(ValueError())
    try:
        response = credential["response"]
        client_data = json.loads(base64url_decode(response["clientDataJSON"]))
        challenge, origin = str(client_data["challenge"]), str(client_data["origin"])
        rp_id_hash = _rp_id_hash(response) if kind == "get" else None
    except _MALFORMED as mistake:
        raise _refused_by_library(mistake) from None
    ceremony = service.ceremonies.find(challenge, kind, service.now())
    _require_own(ceremony, user, client_id)
    service.ceremonies.end(challenge)
    if not is_origin_allowed(relying_party_id(service.pool), origin):
        raise PasskeyRefused("origin", f"The origin {origin} is not allowed.")
    expected = hashlib.sha256(relying_party_id(service.pool).encode()).digest()
    if rp_id_hash is not None and rp_id_hash != expected:
        raise PasskeyRefused("relying-party", "The passkey belongs to another relying party.")
    return challenge


def _require_own(ceremony: Ceremony | None, user: User, client_id: str) -> None:
    if ceremony is None:
        raise PasskeyRefused("no-challenge", "The challenge is unknown, used, or has expired.")
    if ceremony.username != user.username:
        raise PasskeyRefused("other-user", "The challenge belongs to another user.")
    if ceremony.client_id != client_id:
        raise PasskeyRefused("other-client", "The challenge belongs to another app client.")


def _rp_id_hash(response: Mapping[str, Any]) -> bytes:
    return base64url_decode(response["authenticatorData"])[:32]


def is_origin_allowed(rp_id: str, origin: str) -> bool:
    """Check whether passkeys of an RP ID work at an origin: over https, or at localhost."""
    parts = urlsplit(origin)
    host = parts.hostname or ""
    is_local = host == "localhost" or host.endswith(".localhost")
    is_secure = parts.scheme == "https" or (parts.scheme == "http" and is_local)
    return is_secure and (host == rp_id or host.endswith(f".{rp_id}"))


def _server(pool: Pool) -> Fido2Server:
    from fido2.server import Fido2Server  # noqa: PLC0415 - most stand-ins have no passkeys
    from fido2.webauthn import PublicKeyCredentialRpEntity  # noqa: PLC0415

    rp_id = relying_party_id(pool)
    party = PublicKeyCredentialRpEntity(id=rp_id, name=rp_id)
    return Fido2Server(party, verify_origin=lambda origin: is_origin_allowed(rp_id, origin))


def _state(pool: Pool, challenge: str) -> dict[str, Any]:
    return {"challenge": challenge, "user_verification": pool.factors.user_verification}


def _refused_by_library(mistake: Exception) -> PasskeyRefused:
    text = str(mistake)
    if "RP ID" in text:
        return PasskeyRefused("relying-party", "The passkey belongs to another relying party.")
    if "verification required" in text.lower():
        return PasskeyRefused("not-supported", "The passkey does not verify the user.")
    if "Unknown credential" in text:
        return PasskeyRefused("unknown", "The passkey is unknown.")
    return PasskeyRefused("invalid", "The credential is malformed, or its signature is wrong.")


def _all_passkeys(pool: Pool) -> list[Passkey]:
    return [passkey for user in pool.users.values() for passkey in user.passkeys]
