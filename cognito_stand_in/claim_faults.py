"""Change claims so that a client must refuse them (OpenID Connect Core 3.1.3.7)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .claims import half_hash

if TYPE_CHECKING:
    from collections.abc import Callable

    from .faults import Faults

Claims = dict[str, Any]
OTHER_CLIENT = "3evilexample6standin0other"
_HOUR = 3600


def apply_claim_faults(claims: Claims, faults: Faults) -> Claims:
    """Return a copy of the claims, changed by the active faults."""
    claims = dict(claims)
    for name, change in _BREAKS.items():
        if faults.is_on(name):
            change(claims)
    return claims


def _other_client(claims: Claims) -> None:
    claims["aud" if claims["token_use"] == "id" else "client_id"] = OTHER_CLIENT


def _many_audiences(claims: Claims) -> None:
    if claims["token_use"] == "id":
        claims["aud"] = [claims["aud"], OTHER_CLIENT]


def _wrong_azp(claims: Claims) -> None:
    if claims["token_use"] == "id":
        claims["azp"] = OTHER_CLIENT


def _wrong_nonce(claims: Claims) -> None:
    if "nonce" in claims:
        claims["nonce"] = "another-nonce"


def _wrong_at_hash(claims: Claims) -> None:
    if claims["token_use"] == "id":
        claims["at_hash"] = half_hash("another.access.token")


def _wrong_token_use(claims: Claims) -> None:
    claims["token_use"] = "access" if claims["token_use"] == "id" else "id"


def _wrong_subject(claims: Claims) -> None:
    if claims["token_use"] == "id":
        claims["sub"] = "00000000-0000-0000-0000-000000000000"


def _moved(seconds: int) -> Callable[[Claims], None]:
    def move(claims: Claims) -> None:
        for name in ("iat", "exp", "auth_time"):
            claims[name] += seconds

    return move


def _expired(claims: Claims) -> None:
    lifetime = claims["exp"] - claims["iat"]
    _moved(-lifetime - _HOUR)(claims)


_BREAKS: dict[str, Callable[[Claims], object]] = {
    "wrong-issuer": lambda claims: claims.update(iss=f"{claims['iss']}X"),
    "many-audiences": _many_audiences,
    "wrong-audience": _other_client,
    "wrong-azp": _wrong_azp,
    "wrong-nonce": _wrong_nonce,
    "missing-nonce": lambda claims: claims.pop("nonce", None),
    "wrong-at-hash": _wrong_at_hash,
    "wrong-subject": _wrong_subject,
    "expired-tokens": _expired,
    "future-tokens": _moved(_HOUR),
    "missing-expiry": lambda claims: claims.pop("exp"),
    # Last, because the others read token_use.
    "wrong-token-use": _wrong_token_use,
}
