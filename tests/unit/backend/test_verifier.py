"""The verifier: keys, rules, clock, replicas, and the error that a caller gets.

Tokens that it must refuse are in tests/security/api, one attack a file.
"""

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from auth.backend import AccessTokenClaims, AccessTokenVerifier, KeyCache, verifier
from auth.errors import (
    AudienceMismatch,
    ConfigurationError,
    IssuerMismatch,
    KeyUnknown,
    SignatureInvalid,
    SubjectMismatch,
    TokenExpired,
    TokenInvalid,
    TokenMalformed,
    TokenNotYetValid,
    TokenTooLarge,
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


def test_the_claims_of_a_valid_token_are_returned() -> None:
    """The claims of a valid token are returned."""
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
    """Cognito's tokens always have a `kid`."""
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
    """Shape, key, signature, claims: the error names the first that is wrong."""
    with pytest.raises(error):
        verify(token)


def test_an_unreachable_issuer_is_a_transport_failure() -> None:
    """TransportFailed of the source of keys is not changed."""

    async def fetch() -> bytes:
        raise TransportFailed("down")

    with pytest.raises(TransportFailed):
        verify(make_token(), keys=KeyCache(fetch))


def test_keys_come_from_the_issuer_and_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """One fetch serves many tokens."""
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
    """A token expires by the verifier's clock, to the second of the leeway."""
    token = make_token()
    if passes:
        assert verify(token, now=lambda: NOW + seconds).username == "ada"
    else:
        with pytest.raises(TokenExpired):
            verify(token, now=lambda: NOW + seconds)


REPLICA = "https://cognito-idp.us-east-1.amazonaws.com/eu-west-1_Example01"
UPDATED = "https://issuer-cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Example01"


class Endpoints:
    """Key endpoints instead of the network: a key set or a status for each URL."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.responses: dict[str, bytes | int] = {}
        self.asked: list[str] = []
        transport, client = httpx.MockTransport(self._respond), httpx.AsyncClient
        monkeypatch.setattr(
            httpx, "AsyncClient", lambda **options: client(transport=transport, **options)
        )

    def publish(self, issuer: str, response: bytes | int) -> None:
        """Set the response of an issuer's own endpoint."""
        self.responses[f"{issuer}/.well-known/jwks.json"] = response

    def _respond(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(str(request.url))
        response = self.responses[str(request.url)]
        if isinstance(response, bytes):
            return httpx.Response(200, content=response)
        return httpx.Response(response, headers={"Location": "https://attacker.example/"})


@pytest.fixture
def endpoints(monkeypatch: pytest.MonkeyPatch) -> Endpoints:
    """Return the endpoints of an issuer and its replica, each with its own key of the same name."""
    found = Endpoints(monkeypatch)
    found.publish(ISSUER, key_set(jwk("issuer", KID)))
    found.publish(REPLICA, key_set(jwk("replica", KID)))
    return found


def replicated(*replicas: str, **rules: Any) -> AccessTokenVerifier:
    """Return the verifier of a replicated pool."""
    return AccessTokenVerifier(
        issuer=ISSUER,
        client_ids=[CLIENT],
        replica_issuers=replicas or [REPLICA],
        now=lambda: NOW,
        **rules,
    )


def test_a_replica_signs_under_its_own_issuer(endpoints: Endpoints) -> None:
    """The tokens of all issuers of the pool are accepted, each with the keys of its own."""
    checked = replicated()
    assert checked.issuers == (ISSUER, REPLICA)
    assert asyncio.run(checked.verify(make_token())).issuer == ISSUER
    assert asyncio.run(checked.verify(make_token(signer="replica", iss=REPLICA))).issuer == REPLICA
    assert sorted(endpoints.asked) == sorted(endpoints.responses)


@pytest.mark.parametrize(
    "token",
    [
        make_token(iss=REPLICA),
        make_token(signer="replica"),
        make_token(iss="https://attacker.example/eu-west-1_Example01"),
        make_token(signer="replica", iss=UPDATED),
        make_token(iss=...),
        make_token(iss=[ISSUER]),
    ],
    ids=range(6),
)
def test_no_issuer_can_sign_for_another(endpoints: Endpoints, token: str) -> None:
    """Keys of one issuer are invalid for another of the same pool."""
    with pytest.raises((SignatureInvalid, IssuerMismatch)):
        asyncio.run(replicated().verify(token))
    assert len(endpoints.asked) <= 1


@pytest.mark.parametrize("failure", [403, 404, 500, 302, b"<html>"])
def test_one_issuers_outage_breaks_no_other(endpoints: Endpoints, failure: bytes | int) -> None:
    """Cognito returns 403 for an issuer that the pool does not use; the others work."""
    endpoints.publish(UPDATED, failure)
    checked = replicated(REPLICA, UPDATED)
    for _ in range(2):
        assert asyncio.run(checked.verify(make_token())).issuer == ISSUER
        asyncio.run(checked.verify(make_token(signer="replica", iss=REPLICA)))
        with pytest.raises(TransportFailed):
            asyncio.run(checked.verify(make_token(iss=UPDATED)))


@pytest.mark.parametrize(
    ("replicas", "expected"),
    [
        (REPLICA, "a list of strings"),
        ([None], "non-empty strings"),
        (["http://replica.example/eu-west-1_Example01"], "a complete https URL"),
        ([f"{REPLICA}/"], "no trailing slash"),
        (["https://app.auth.eu-west-1.amazoncognito.com"], "the issuer of the tokens"),
        (["https://cognito-idp.us-east-1.amazonaws.com/us-east-1_Other"], "the same user pool"),
        ([REPLICA, REPLICA], "each once"),
        ([ISSUER], "each once"),
    ],
)
def test_a_replica_is_another_issuer_of_the_same_pool(replicas: object, expected: str) -> None:
    """Anything else raises at the start."""
    settings = {"issuer": ISSUER, "client_ids": [CLIENT], "replica_issuers": replicas}
    with pytest.raises(ConfigurationError) as caught:
        AccessTokenVerifier(**settings)  # type: ignore[arg-type]
    assert caught.value.key == "replica_issuers"
    assert expected in caught.value.expected


def test_each_issuer_has_its_own_source_of_keys() -> None:
    """One source for all is refused, because one issuer could then sign for another."""

    async def fetch() -> bytes:
        return key_set(jwk("replica", KID))

    cache = KeyCache(fetch)
    for keys in (cache, {ISSUER: cache}, {REPLICA: cache, "other": cache}):
        with pytest.raises(ConfigurationError, match="keys"):
            replicated(keys=keys)
    checked = replicated(keys={ISSUER: cache, REPLICA: KeyCache(fetch)})
    asyncio.run(checked.verify(make_token(signer="replica", iss=REPLICA)))


JWKS = "https://keys.example/set.json"


def test_keys_may_be_elsewhere_than_the_issuer(endpoints: Endpoints) -> None:
    """The key set of `issuer` comes from `jwks_uri`, that of a replica from the replica."""
    endpoints.responses[JWKS] = key_set(jwk("elsewhere", KID))
    checked = replicated(jwks_uri=JWKS)
    assert asyncio.run(checked.verify(make_token(signer="elsewhere"))).issuer == ISSUER
    with pytest.raises(SignatureInvalid):
        asyncio.run(checked.verify(make_token()))
    assert endpoints.asked == [JWKS]
    asyncio.run(checked.verify(make_token(signer="replica", iss=REPLICA)))


def test_a_redirect_of_the_keys_is_not_followed(endpoints: Endpoints) -> None:
    """A redirect could otherwise choose the keys."""
    endpoints.responses[JWKS] = 302
    checked = AccessTokenVerifier(issuer=ISSUER, client_ids=[CLIENT], jwks_uri=JWKS)
    with pytest.raises(TransportFailed):
        asyncio.run(checked.verify(make_token()))
    assert endpoints.asked == [JWKS]


@pytest.mark.parametrize(
    "jwks_uri",
    [
        "http://keys.example/set.json",
        "ftp://keys.example/",
        "https://user@keys.example/",
        "keys",
        "",
        5,
        f"{JWKS}#a",
    ],
)
def test_keys_come_over_https(jwks_uri: object) -> None:
    """An unsafe address raises at the start."""
    with pytest.raises(ConfigurationError) as caught:
        AccessTokenVerifier(issuer=ISSUER, client_ids=[CLIENT], jwks_uri=jwks_uri)  # type: ignore[arg-type]
    assert caught.value.key == "jwks_uri"


LOCAL = "http://localhost:8002/eu-west-1_StandIn01"


def test_a_container_reaches_the_stand_in_under_another_name(endpoints: Endpoints) -> None:
    """If the issuer is on this machine, its keys may come over http from another host."""
    inside = "http://stand-in:8002/eu-west-1_StandIn01/.well-known/jwks.json"
    endpoints.responses[inside] = key_set(jwk("issuer", KID))
    checked = AccessTokenVerifier(
        issuer=LOCAL, client_ids=[CLIENT], jwks_uri=inside, now=lambda: NOW
    )
    assert asyncio.run(checked.verify(make_token(iss=LOCAL))).issuer == LOCAL
    for wrong in ("ftp://stand-in/", "http://stand in/", "http://user@stand-in/", f"{inside}#a"):
        with pytest.raises(ConfigurationError, match="jwks_uri"):
            AccessTokenVerifier(issuer=LOCAL, client_ids=[CLIENT], jwks_uri=wrong)


def test_keys_have_one_source() -> None:
    """`jwks_uri` beside `keys` is refused, because it would not be used."""
    with pytest.raises(ConfigurationError, match="jwks_uri"):
        verify(make_token(), jwks_uri=JWKS)


def test_the_longest_token_is_a_setting() -> None:
    """A longer token is refused before anything in it is read."""
    token = make_token(filler="x" * 400_000)
    with pytest.raises(TokenTooLarge, match="expected at most 8192"):
        verify(token, max_token_bytes=8192)
    assert verify(token, max_token_bytes=1_048_576).username == "ada"
    with pytest.raises(TokenTooLarge, match="expected at most 524288"):
        verify(token)


@pytest.mark.parametrize("size", [1023, 1_048_577, "8192", True, None])
def test_the_longest_token_has_bounds(size: object) -> None:
    """A limit out of range raises."""
    with pytest.raises(ConfigurationError, match="max_token_bytes"):
        verify(make_token(), max_token_bytes=size)


NAMES = {
    "ASCII": [f"tenant-{number:03d}-".ljust(128, "x") for number in range(100)],
    "escaped": [f"{number:03d}".ljust(128, "\u00e9") for number in range(100)],
    "in 4 bytes": [f"{number:03d}".ljust(64, "\U0001f600") for number in range(100)],
}
ROLE = "arn:aws:iam::123456789012:role/tenants/"


def token_with(claims: dict[str, Any]) -> str:
    """Return a token with claims whose names are no Python identifiers."""
    return make_token(None, "issuer", **claims)


@pytest.mark.parametrize("names", NAMES.values(), ids=NAMES)
def test_everybody_within_cognitos_quotas_is_served(names: list[str]) -> None:
    """100 groups with names of 128 characters, in any script, and what a trigger adds to them."""
    caller = verify(token_with({"cognito:groups": names}))
    assert caller.groups == names
    roles = [{"group": name, "role": f"{ROLE}{name[:3]}"} for name in names]
    attributes = {f"custom:{number}": "x" * 2048 for number in range(50)}
    token = token_with({"cognito:groups": names, "roles": roles, **attributes})
    assert verify(token).get("roles") == roles


def test_a_verifier_serves_event_loops_one_after_the_other(endpoints: Endpoints) -> None:
    """`asyncio.run` twice in a row, as scripts and tests do: the keys stay known."""
    checked = AccessTokenVerifier(issuer=ISSUER, client_ids=[CLIENT], now=lambda: NOW)
    for _ in range(2):
        assert asyncio.run(checked.verify(make_token())).username == "ada"
    assert len(endpoints.asked) == 1


def test_a_verifier_serves_threads_with_loops_of_their_own(endpoints: Endpoints) -> None:
    """Callers that meet during the first fetch all come through, and share it."""
    checked = AccessTokenVerifier(issuer=ISSUER, client_ids=[CLIENT], now=lambda: NOW)
    token = make_token()
    with ThreadPoolExecutor(8) as threads:
        calls = [threads.submit(asyncio.run, checked.verify(token)) for _ in range(16)]
        assert {call.result(30).username for call in calls} == {"ada"}
    assert len(endpoints.asked) == 1


@pytest.mark.parametrize("token", [None, 5, b"a.b.c", {"token": 1}, "\ud800.a.b", "²" * 3])
def test_a_value_that_is_no_token_is_an_invalid_one(token: object) -> None:
    """A token may come from a JSON message, where anything can stand."""
    with pytest.raises(TokenMalformed):
        verify(token)  # type: ignore[arg-type]


def test_a_token_with_half_a_surrogate_pair_in_its_payload_is_malformed() -> None:
    """The header is valid, so that the payload is read."""
    header, _, signature = make_token().split(".")
    with pytest.raises(TokenMalformed):
        verify(f"{header}.\ud800.{signature}")
    escaped = json.dumps({"iss": "\ud800"})
    assert "\\ud800" in escaped
    with pytest.raises(TokenMalformed):
        verify(make_token(iss="\ud800"))
