"""The verifier's wiring: which key, which rules, which clock, and whose error a caller sees.

The tokens that it must refuse are in tests/security/api, one attack a file.
"""

import asyncio
from typing import Any

import pytest

from auth.backend import AccessTokenClaims, AccessTokenVerifier, KeyCache, verifier
from auth.errors import (
    AudienceMismatch,
    IssuerMismatch,
    KeyUnknown,
    SignatureInvalid,
    SubjectMismatch,
    TokenExpired,
    TokenInvalid,
    TokenMalformed,
    TokenNotYetValid,
    TransportFailed,
)
from tests.unit.backend.issuer import CLIENT, ISSUER, KID, NOW, jwk, key_set, make_token

API = "https://api.example"


def verify(token: str, *keys: dict[str, object], **rules: Any) -> AccessTokenClaims:
    """Verify `token` against an issuer that publishes `keys`."""
    published = key_set(*(keys or (jwk("issuer", KID), jwk("other", "other"))))

    async def fetch() -> bytes:
        return published

    settings = {"keys": KeyCache(fetch), "now": lambda: NOW, **rules}
    checked = AccessTokenVerifier(issuer=ISSUER, client_ids=[CLIENT], **settings)
    return asyncio.run(checked.verify(token))


def test_a_sound_token_gives_its_claims() -> None:
    """The claims of a sound token are believed."""
    caller = verify(make_token())
    assert (caller.username, caller.client_id, caller.groups) == ("ada", CLIENT, ["admins"])
    assert caller.scopes == ["openid", "email", "api/read"]
    assert caller.expires_at == NOW + 3540


def test_the_kid_chooses_the_key() -> None:
    """Each key of the issuer verifies the tokens that name it, and no others."""
    assert verify(make_token({"kid": "other"}, "other")).username == "ada"
    with pytest.raises(SignatureInvalid):
        verify(make_token({"kid": "other"}))


def test_a_token_without_a_kid_is_refused_even_if_there_is_one_key() -> None:
    """Cognito always names the key: a token that does not is not Cognito's."""
    with pytest.raises(KeyUnknown):
        verify(make_token({"kid": ...}), jwk("issuer", KID))


REFUSALS: list[tuple[str, type[TokenInvalid]]] = [
    ("a.b.c", TokenMalformed),
    (make_token({"alg": "none"}), TokenMalformed),
    (make_token({"kid": "unknown"}), KeyUnknown),
    (make_token(signer="attacker"), SignatureInvalid),
    (make_token(signer="attacker", exp=NOW - 9999), SignatureInvalid),
    (make_token(exp=NOW - 9999), TokenExpired),
    (make_token(iss="https://attacker.example"), IssuerMismatch),
]


@pytest.mark.parametrize(("token", "error"), REFUSALS, ids=range(len(REFUSALS)))
def test_each_layers_refusal_reaches_the_caller(token: str, error: type[TokenInvalid]) -> None:
    """Its shape, its key, its signature, then its claims: the first that is wrong is named."""
    with pytest.raises(error):
        verify(token)


def test_silence_of_the_issuer_is_not_the_tokens_fault() -> None:
    """What keeps the keys away comes out as it is."""

    async def fetch() -> bytes:
        raise TransportFailed("down")

    with pytest.raises(TransportFailed):
        verify(make_token(), keys=KeyCache(fetch))


def test_keys_come_from_the_issuer_and_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Unless another source is named; one fetch serves many tokens."""
    fetched: list[str] = []

    def fetch_over_https(url: str) -> object:
        async def fetch() -> bytes:
            fetched.append(url)
            return key_set(jwk("issuer", KID))

        return fetch

    monkeypatch.setattr(verifier, "fetch_over_https", fetch_over_https)
    checked = AccessTokenVerifier(issuer=ISSUER, client_ids=[CLIENT], now=lambda: NOW)

    async def several() -> list[str]:
        return [(await checked.verify(make_token(sub=sub))).sub for sub in ("ada", "eve", "bob")]

    assert asyncio.run(several()) == ["ada", "eve", "bob"]
    assert fetched == [f"{ISSUER}/.well-known/jwks.json"]
    assert checked.issuer == ISSUER


@pytest.mark.parametrize(
    ("rules", "changes", "error"),
    [
        ({"audience": API}, {"aud": API}, AudienceMismatch),
        ({"allow_client_credentials": True}, {"sub": CLIENT}, SubjectMismatch),
        ({"leeway_seconds": 60}, {"exp": NOW - 59}, TokenExpired),
        ({"leeway_seconds": 60}, {"iat": NOW + 60}, TokenNotYetValid),
    ],
)
def test_a_rule_can_let_more_in(
    rules: dict[str, Any], changes: dict[str, Any], error: type[TokenInvalid]
) -> None:
    """With the setting a token passes that is refused without it."""
    assert verify(make_token(**changes), **rules).client_id == CLIENT
    with pytest.raises(error):
        verify(make_token(**changes))


@pytest.mark.parametrize(
    ("rules", "changes", "error"),
    [
        ({"audience": API}, {}, AudienceMismatch),
        ({"leeway_seconds": 0}, {"exp": NOW}, TokenExpired),
        ({"leeway_seconds": 0}, {"nbf": NOW + 1}, TokenNotYetValid),
        ({"max_lifetime_seconds": 3599}, {}, TokenMalformed),
    ],
)
def test_a_rule_can_keep_more_out(
    rules: dict[str, Any], changes: dict[str, Any], error: type[TokenInvalid]
) -> None:
    """With the setting a token is refused that passes without it."""
    assert verify(make_token(**changes)).client_id == CLIENT
    with pytest.raises(error):
        verify(make_token(**changes), **rules)


@pytest.mark.parametrize(("seconds", "passes"), [(3569, True), (3570, False)])
def test_the_clock_is_asked_for_each_token(seconds: float, passes: bool) -> None:  # noqa: FBT001
    """A token ends by the verifier's own clock, to the second of the leeway."""
    token = make_token()
    if passes:
        assert verify(token, now=lambda: NOW + seconds).username == "ada"
    else:
        with pytest.raises(TokenExpired):
            verify(token, now=lambda: NOW + seconds)
