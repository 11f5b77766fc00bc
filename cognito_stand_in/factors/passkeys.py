"""Options for the browser to register passkeys and to sign in with them (WebAuthn Level 3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from ..signing import base64url
from .ceremonies import CEREMONY_SECONDS, Ceremony
from .settings import WEB_AUTHN

if TYPE_CHECKING:
    from ..pool import Pool, User
    from ..service import Service
    from .ceremonies import Kind
    from .settings import Passkey

MOST_PASSKEYS = 20
ALGORITHMS = (-7, -257)
"""ES256 and RS256, which Cognito accepts."""
_TIMEOUT_MILLISECONDS = 60_000


class PasskeyRefused(Exception):
    """A passkey is refused.

    Args:
        reason: `not-enabled`, `no-domain`, `too-many`, `no-challenge`, `other-client`,
            `other-user`, `origin`, `relying-party`, `not-supported`, `unknown` or `invalid`.
        message: The message for people.
    """

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


def relying_party_id(pool: Pool) -> str:
    """Return the RP ID of a pool's passkeys: the configured one, or the host of the domain."""
    return pool.factors.relying_party_id or urlsplit(pool.domain).hostname or ""


def passkeys_of(pool: Pool, user: User) -> list[Passkey]:
    """Return the passkeys of a user that belong to the pool's present RP ID."""
    rp_id = relying_party_id(pool)
    return [passkey for passkey in user.passkeys if passkey.relying_party_id == rp_id]


def require_enabled(pool: Pool) -> None:
    """Check that people may register passkeys in a pool.

    Raises:
        PasskeyRefused: they may not.
    """
    if WEB_AUTHN not in pool.factors.first or not pool.has_paid_features:
        raise PasskeyRefused("not-enabled", "WebAuthn is not enabled for this user pool.")
    if not relying_party_id(pool):
        raise PasskeyRefused("no-domain", "The user pool has no relying party ID and no domain.")


def creation_options(service: Service, user: User, client_id: str, name: str) -> dict[str, Any]:
    """Return the options for `navigator.credentials.create`, as JSON has them.

    Args:
        service: The stand-in.
        user: Who registers a passkey.
        client_id: The client that the ceremony is for.
        name: The name that the authenticator shows.

    Raises:
        PasskeyRefused: the pool has no passkeys, or the user has too many.
    """
    pool = service.pool
    require_enabled(pool)
    refuse_too_many(user)
    rp_id = relying_party_id(pool)
    return {
        "rp": {"id": rp_id, "name": rp_id},
        "user": {"id": base64url(user.sub.encode()), "name": name, "displayName": name},
        "challenge": _challenge(service, "create", user, client_id),
        "pubKeyCredParams": [{"type": "public-key", "alg": one} for one in ALGORITHMS],
        "timeout": _TIMEOUT_MILLISECONDS,
        "excludeCredentials": [_descriptor(one) for one in passkeys_of(pool, user)],
        "authenticatorSelection": {
            "requireResidentKey": True,
            "residentKey": "required",
            "userVerification": pool.factors.user_verification,
        },
        "attestation": "none",
    }


def request_options(service: Service, user: User, client_id: str) -> dict[str, Any]:
    """Return the options for `navigator.credentials.get`, as JSON has them."""
    pool = service.pool
    return {
        "challenge": _challenge(service, "get", user, client_id),
        "timeout": _TIMEOUT_MILLISECONDS,
        "rpId": relying_party_id(pool),
        "allowCredentials": [_descriptor(one) for one in passkeys_of(pool, user)],
        "userVerification": pool.factors.user_verification,
    }


def refuse_too_many(user: User) -> None:
    """Check that a user may have one more passkey.

    Raises:
        PasskeyRefused: the user may not.
    """
    if len(user.passkeys) >= MOST_PASSKEYS:
        raise PasskeyRefused("too-many", f"A user can have {MOST_PASSKEYS} passkeys at most.")


def _challenge(service: Service, kind: Kind, user: User, client: str) -> str:
    expires_at = service.now() + CEREMONY_SECONDS
    ceremony = Ceremony(kind=kind, username=user.username, client_id=client, expires_at=expires_at)
    return service.ceremonies.start(ceremony, service.now())


def _descriptor(passkey: Passkey) -> dict[str, Any]:
    described: dict[str, Any] = {"type": "public-key", "id": passkey.credential_id}
    return {**described, "transports": passkey.transports} if passkey.transports else described
