"""Every fault does what its line says."""

from pathlib import Path

import httpx
import pytest

from cognito_stand_in import FakeCognito, Faults, Pool, SimpleBrowser
from cognito_stand_in.faults import FAULTS
from cognito_stand_in.signing import base64url_decode
from tests.contract.app import (
    ADA,
    ADA_PASSWORD,
    CLIENT_ID,
    App,
    Clock,
    answer,
    claims,
    header,
    left_half_hash,
)


def test_every_fault_is_described_in_one_line() -> None:
    """Names are unique and each has a meaning."""
    assert len(Faults.describe()) == len(FAULTS)
    assert all(text and "\n" not in text for text in Faults.describe().values())


def test_an_unknown_fault_is_refused(cognito: FakeCognito) -> None:
    """The message names what was found and what was expected."""
    with pytest.raises(ValueError, match=r"no fault 'sloow'; expected one of throttled"):
        cognito.faults.enable("sloow")


def test_faults_count_their_strikes(app: App, cognito: FakeCognito) -> None:
    """A fault with a number of uses switches itself off."""
    cognito.faults.enable("throttled", times=2)
    assert [app.exchange("x").status_code for _ in range(3)] == [429, 429, 400]


def test_faults_can_be_disabled_and_cleared(cognito: FakeCognito) -> None:
    """Faults that were switched off do nothing, and switching off twice is fine."""
    cognito.faults.enable("slow")
    cognito.faults.enable("throttled")
    cognito.faults.disable("slow")
    cognito.faults.disable("slow")
    assert cognito.faults.active == ("throttled",)
    cognito.faults.clear()
    assert not cognito.faults.is_on("throttled")


@pytest.mark.parametrize(
    ("name", "status", "content_type", "has_cors"),
    [
        ("throttled", 429, "application/json;charset=UTF-8", True),
        ("server-crash", 500, "application/json;charset=UTF-8", True),
        ("unavailable", 503, None, True),
        ("html-error", 502, "text/html; charset=utf-8", False),
        ("html-success", 200, "text/html; charset=utf-8", True),
        ("empty-body", 200, "application/json", True),
        ("error-invalid-grant", 400, "application/json;charset=UTF-8", True),
    ],
)
def test_answers_in_place_of_the_endpoint(
    app: App,
    cognito: FakeCognito,
    name: str,
    status: int,
    *,
    content_type: str | None,
    has_cors: bool,
) -> None:
    """A response fault replaces the response, and the code stays valid."""
    code = app.code()
    cognito.faults.enable(name, times=1)
    response = app.exchange(code)
    assert (response.status_code, response.headers.get("content-type")) == (status, content_type)
    assert ("access-control-allow-origin" in response.headers) is has_cors
    assert app.exchange(code).status_code == 200


@pytest.mark.parametrize(
    ("kind", "body"), [("html", b"<!doctype"), ("empty", b""), ("json", b'{"error"')]
)
def test_the_body_of_a_429_is_a_switch(
    app: App, cognito: FakeCognito, kind: str, body: bytes
) -> None:
    """The body of a 429 is unknown, so a switch has all variants."""
    cognito.switches.throttled_body = kind
    cognito.faults.enable("throttled")
    assert app.exchange("x").content[:9].startswith(body)


def test_a_dropped_connection_does_nothing(app: App, cognito: FakeCognito) -> None:
    """The connection is closed and the code stays valid."""
    code = app.code()
    cognito.faults.enable("dropped-connection", times=1)
    with pytest.raises(httpx.ReadError):
        app.exchange(code)
    assert app.exchange(code).status_code == 200


def test_a_lost_response_uses_up_the_code(app: App, cognito: FakeCognito) -> None:
    """The exchange takes effect although the response is lost."""
    code = app.code()
    cognito.faults.enable("lost-response", times=1)
    with pytest.raises(httpx.ReadError):
        app.exchange(code)
    assert app.exchange(code).json() == {"error": "invalid_grant"}


def test_an_error_without_cors(app: App, cognito: FakeCognito) -> None:
    """Errors lose the header and successes keep it."""
    cognito.faults.enable("error-without-cors")
    code = app.code()
    assert "access-control-allow-origin" not in app.exchange("x").headers
    assert "access-control-allow-origin" in app.exchange(code).headers


def test_a_slow_answer_waits(pool: Pool, clock: Clock) -> None:
    """The response comes after the time in the fault."""
    waited: list[float] = []

    async def sleep(seconds: float) -> None:
        waited.append(seconds)

    app = App(FakeCognito(pool, now=clock, sleep=sleep))
    app.cognito.faults.slow_seconds = 7
    app.cognito.faults.enable("slow")
    assert app.tokens()
    assert waited == [7]


@pytest.mark.parametrize("path", ["jwks.json", "/eu-west-1_StandIn01/.well-known/jwks.json"])
def test_a_fault_can_strike_elsewhere(app: App, cognito: FakeCognito, path: str) -> None:
    """A path after the name moves the fault, to the issuer as well."""
    cognito.faults.enable(f"unavailable@{path}")
    assert app.document("jwks.json").status_code == 503
    assert app.document("openid-configuration").status_code == 200
    assert app.exchange("x").status_code == 400


def test_preflights_are_spared(app: App, cognito: FakeCognito) -> None:
    """A preflight does not count as a use."""
    cognito.faults.enable("throttled", times=1)
    assert app.http.options("/oauth2/token").status_code == 200
    assert app.exchange("x").status_code == 429


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("access-denied", {"state": "state-1", "error": "access_denied"}),
        ("server-error", {"state": "state-1", "error": "server_error"}),
        (
            "pre-sign-up-failed",
            {
                "error_description": "PreSignUp failed with error the sign-up was refused. ",
                "state": "state-1",
                "error": "invalid_request",
            },
        ),
    ],
)
def test_sign_ins_that_end_with_an_error(
    app: App, cognito: FakeCognito, name: str, expected: dict[str, str]
) -> None:
    """The error comes back to the callback in Cognito's shape."""
    cognito.faults.enable(name)
    place = app.sign_in()
    assert answer(place) == expected
    assert "PreSignUp+failed" in place or name != "pre-sign-up-failed"


def test_a_sign_up_that_a_trigger_refuses_stays_on_the_page(app: App, cognito: FakeCognito) -> None:
    """A local sign-up shows the message of the trigger."""
    cognito.faults.enable("pre-sign-up-failed")
    app.browser.open(app.url("/signup"))
    app.browser.submit(
        {"username": "emmy", "email": "emmy@example.com", "password": "Noether-Theorem-1915"}
    )
    assert app.browser.page is not None
    assert app.browser.page.alerts[0].startswith("PreSignUp failed with error")


def test_linking_fails_the_first_time_only(app: App, cognito: FakeCognito) -> None:
    """'Already found an entry' happens once for each person."""
    cognito.faults.enable("already-found-an-entry")
    assert answer(app.sign_in())["error_description"] == "Already found an entry for username ada. "
    assert "code" in answer(app.sign_in())


@pytest.mark.parametrize(
    ("name", "state"), [("mangled-state", "mangled-state-1"), ("missing-state", None)]
)
def test_states_that_do_not_come_back(
    app: App, cognito: FakeCognito, name: str, state: str | None
) -> None:
    """The callback has another state, or none."""
    cognito.faults.enable(name)
    assert answer(app.sign_in()).get("state") == state


@pytest.mark.parametrize(("name", "skew"), [("clock-ahead", 600), ("clock-behind", -600)])
def test_skewed_clocks(app: App, cognito: FakeCognito, clock: Clock, name: str, skew: int) -> None:
    """All times of Cognito are skewed, consistently."""
    cognito.faults.enable(name)
    tokens = app.tokens()
    assert claims(tokens["id_token"])["iat"] == clock() + skew
    assert app.user_info(tokens["access_token"]).status_code == 200


def test_keys_that_change_between_sign_ins(app: App, cognito: FakeCognito) -> None:
    """Each sign-in is signed by keys that were not published at the one before."""
    cognito.faults.enable("rotate-keys")
    first = header(app.tokens()["id_token"])["kid"]
    second = header(app.tokens()["id_token"])["kid"]
    published = {key["kid"] for key in app.document("jwks.json").json()["keys"]}
    assert first not in published
    assert second in published


def test_an_unpublished_key(app: App, cognito: FakeCognito) -> None:
    """The token's key id is not in the key set."""
    cognito.faults.enable("unpublished-key")
    published = {key["kid"] for key in app.document("jwks.json").json()["keys"]}
    assert header(app.tokens()["id_token"])["kid"] not in published


@pytest.mark.parametrize(
    ("name", "kind", "claim", "expected"),
    [
        ("wrong-issuer", "id_token", "iss", "http://localhost:8002/eu-west-1_StandIn01X"),
        ("wrong-issuer", "access_token", "iss", "http://localhost:8002/eu-west-1_StandIn01X"),
        ("wrong-audience", "id_token", "aud", "3evilexample6standin0other"),
        ("wrong-audience", "access_token", "client_id", "3evilexample6standin0other"),
        ("many-audiences", "id_token", "aud", [CLIENT_ID, "3evilexample6standin0other"]),
        ("wrong-azp", "id_token", "azp", "3evilexample6standin0other"),
        ("wrong-nonce", "id_token", "nonce", "another-nonce"),
        ("missing-nonce", "id_token", "nonce", None),
        ("wrong-token-use", "id_token", "token_use", "access"),
        ("wrong-token-use", "access_token", "token_use", "id"),
        ("wrong-subject", "id_token", "sub", "00000000-0000-0000-0000-000000000000"),
        ("expired-tokens", "id_token", "exp", 1_799_996_400),
        ("expired-tokens", "access_token", "exp", 1_799_996_400),
        ("future-tokens", "id_token", "iat", 1_800_003_600),
        ("missing-expiry", "access_token", "exp", None),
    ],
)
def test_false_claims(
    app: App, cognito: FakeCognito, *, name: str, kind: str, claim: str, expected: object
) -> None:
    """A claim fault changes one claim under a valid signature."""
    cognito.faults.enable(name)
    token = app.tokens()[kind]
    assert claims(token).get(claim) == expected
    assert cognito.keys.verify(token) is not None


def test_a_wrong_at_hash(app: App, cognito: FakeCognito) -> None:
    """at_hash belongs to no token of the response."""
    cognito.faults.enable("wrong-at-hash")
    tokens = app.tokens()
    assert claims(tokens["id_token"])["at_hash"] != left_half_hash(tokens["access_token"])


@pytest.mark.parametrize(
    ("name", "algorithm", "size"),
    [("alg-none", "none", 0), ("alg-hs256", "HS256", 32), ("bad-signature", "RS256", 256)],
)
def test_false_signatures(
    app: App, cognito: FakeCognito, name: str, algorithm: str, size: int
) -> None:
    """The token names another algorithm, and its signature is not valid."""
    cognito.faults.enable(name)
    token = app.tokens()["access_token"]
    assert header(token)["alg"] == algorithm
    assert len(base64url_decode(token.split(".")[2])) == size
    assert app.user_info(token).status_code == 401


def test_a_missing_key_id(app: App, cognito: FakeCognito) -> None:
    """The header has no kid."""
    cognito.faults.enable("missing-kid")
    assert set(header(app.tokens()["id_token"])) == {"alg"}


@pytest.mark.parametrize(
    ("name", "member", "expected"),
    [
        ("missing-id-token", "id_token", None),
        ("missing-access-token", "access_token", None),
        ("wrong-token-type", "token_type", "mac"),
        ("expires-in-string", "expires_in", "3600"),
    ],
)
def test_misshapen_replies(
    app: App, cognito: FakeCognito, name: str, member: str, expected: str | None
) -> None:
    """The token response lacks a member or has it wrong."""
    cognito.faults.enable(name)
    assert app.tokens().get(member) == expected


def test_a_discovery_document_of_another_issuer(app: App, cognito: FakeCognito) -> None:
    """The document names an issuer other than where it was found."""
    cognito.faults.enable("discovery-wrong-issuer")
    assert app.document("openid-configuration").json()["issuer"] != cognito.pool.issuer


def test_faults_cannot_be_set_over_http(app: App, cognito: FakeCognito) -> None:
    """No path of the domain or the issuer controls faults."""
    source = Path(__file__).parents[2] / "cognito_stand_in" / "endpoints"
    assert not any("enable(" in file.read_text(encoding="utf-8") for file in source.glob("*.py"))
    app.http.post("/faults", data={"name": "throttled"})
    assert cognito.faults.active == ()


def test_a_simple_browser_needs_only_the_stand_in(cognito: FakeCognito) -> None:
    """Other tests can sign in with it."""
    url = App(cognito).url()
    assert (
        SimpleBrowser(cognito)
        .sign_in(url, ADA, ADA_PASSWORD)
        .startswith("http://localhost:8000/?code=")
    )
