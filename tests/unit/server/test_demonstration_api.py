"""The demonstration API with a double of the verifier."""

import asyncio
import re
from pathlib import Path

import pytest
from starlette.types import ASGIApp, Message

from auth.backend import AccessTokenClaims, AccessTokenVerifier
from auth.errors import TokenExpired, TransportFailed
from server.api import make_api
from server.configuration import read_configuration
from server.headers import api_headers
from tests.support import samples
from tests.unit.backend.asgi_calls import TOKEN, Verdict, messages
from tests.unit.backend.issuer import NOW, good_claims
from tests.unit.server.conftest import Ask

STRONG = "urn:cognito:loa:3"
VERDICTS: dict[str, AccessTokenClaims | Exception] = {
    "good": AccessTokenClaims(good_claims()),
    "strong": AccessTokenClaims(good_claims(acr=STRONG, amr=["pwd", "mfa"], auth_time=NOW)),
    "expired": TokenExpired("since noon"),
    "undecided": TransportFailed("no keys"),
}


STRANGERS = (
    "https://attacker.example",
    "null",
    "",
    "*",
    "http://localhost",
    "http://localhost:8001",
    "https://localhost:8000",
    "http://localhost:8000/",
    "http://localhost:8000.attacker.example",
    "http://attacker.localhost:8000",
    "HTTP://LOCALHOST:8000",
)


@pytest.fixture
def api(folder: Path, monkeypatch: pytest.MonkeyPatch) -> ASGIApp:
    """Return the API; each token is the name of its outcome."""

    async def verify(_: AccessTokenVerifier, unverified_token: str) -> AccessTokenClaims:
        verdict = VERDICTS[unverified_token]
        if isinstance(verdict, Exception):
            raise verdict
        return verdict

    monkeypatch.setattr(AccessTokenVerifier, "verify", verify)
    return make_api(read_configuration(folder / "pyscript.toml").auth)


def test_health_is_open(api: ASGIApp, ask: Ask) -> None:
    """The open route needs no token."""
    assert ask(api, "/api/health").json() == {"status": "ok"}


def test_a_caller_learns_what_the_token_says(api: ASGIApp, ask: Ask) -> None:
    """The answer holds the verified claims, and no others."""
    response = ask(api, "/api/user", Authorization="Bearer good")
    assert response.status_code == 200
    assert response.json() == {
        "sub": "6265c4e4-4071-7064-5b8a-4e4071706456",
        "username": "ada",
        "groups": ["admins"],
        "scopes": ["openid", "email", "api/read"],
        "expires_at": NOW + 3540,
    }


def test_one_route_needs_a_second_factor(api: ASGIApp, ask: Ask) -> None:
    """Others get the demand; no data of the token is in it."""
    response = ask(api, "/api/strong", Authorization="Bearer strong")
    assert response.json() == {"acr": STRONG, "amr": ["pwd", "mfa"], "auth_time": NOW}
    refused = ask(api, "/api/strong", Authorization="Bearer good")
    assert (refused.status_code, refused.json()) == (
        401,
        {"error": "insufficient_user_authentication"},
    )
    assert f'acr_values="{STRONG} urn:cognito:loa:4"' in refused.headers["www-authenticate"]


@pytest.mark.parametrize(("levels", "acr"), [(["a", "b", "c", "d"], "c"), (["a", "b"], "b")])
def test_its_level_is_one_of_the_pages(ask: Ask, levels: list[str], acr: str) -> None:
    """Page and API have the same setting."""
    config = samples.config(acr_levels=levels)
    api = make_api(config, verifier=Verdict({"sub": "ada", "acr": "a"}, levels))
    refused = ask(api, "/api/strong", Authorization=f"Bearer {TOKEN}")
    accepted = " ".join(levels[levels.index(acr) :])
    assert f'acr_values="{accepted}"' in refused.headers["www-authenticate"]


@pytest.mark.parametrize(
    ("authorization", "status"),
    [({}, 401), ("Bearer expired", 401), ("Bearer good good", 400), ("Bearer undecided", 503)],
)
def test_others_are_turned_away(
    api: ASGIApp, ask: Ask, authorization: str | dict[str, str], status: int
) -> None:
    """Without a valid token, the status says whether the token or the API is at fault."""
    headers = {"Authorization": authorization} if isinstance(authorization, str) else {}
    assert ask(api, "/api/user", **headers).status_code == status


@pytest.mark.parametrize(
    ("path", "method"),
    [("/api/user", "GET"), ("/api/health", "GET"), ("/api/x", "GET"), ("/api/health", "POST")],
)
def test_every_answer_is_protected(api: ASGIApp, ask: Ask, path: str, method: str) -> None:
    """Answers of every status are not stored, framed or sniffed."""
    headers = ask(api, path, method).headers
    for name, value in api_headers().items():
        assert headers[name] == value


def test_answers_name_their_encoding(api: ASGIApp, ask: Ask) -> None:
    """Responses name their encoding."""
    for path in ("/api/health", "/api/user"):
        response = ask(api, path, Authorization="Bearer good")
        assert response.headers["content-type"] == "application/json; charset=utf-8"


def test_a_preflight_of_the_page_needs_no_token(api: ASGIApp, ask: Ask) -> None:
    """A page on another host than its API is allowed its GET with a token, and no cookies."""
    asked = {
        "Origin": "http://localhost:8000",
        "Access-Control-Request-Method": "GET",
        "Access-Control-Request-Headers": "authorization",
    }
    response = ask(api, "/api/user", "OPTIONS", **asked)
    assert response.status_code == 204
    assert response.headers["access-control-allow-origin"] == "http://localhost:8000"
    assert response.headers["access-control-allow-methods"] == "GET"
    assert response.headers["access-control-allow-headers"] == "authorization, content-type"
    assert "access-control-allow-credentials" not in response.headers


@pytest.mark.parametrize("authorization", ["Bearer good", "Bearer expired", "Bearer a b", ""])
def test_the_page_can_read_refusals(api: ASGIApp, ask: Ask, authorization: str) -> None:
    """Whatever the status, the page's origin may read it and its challenge."""
    headers = {"Origin": "http://localhost:8000", "Authorization": authorization}
    response = ask(api, "/api/user", **headers)
    assert response.headers["access-control-allow-origin"] == "http://localhost:8000"
    assert "WWW-Authenticate" in response.headers["access-control-expose-headers"]


def test_the_api_knows_the_pools_other_addresses(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Replicas, and keys at another address, are those of the page's configuration."""
    made: list[dict[str, object]] = []
    monkeypatch.setattr("server.api.AccessTokenVerifier", lambda **rules: made.append(rules))
    monkeypatch.setattr("server.api.RequireBearer", lambda *_, **__: None)
    file = folder / "pyscript.toml"
    make_api(read_configuration(file).auth)
    text = file.read_text("utf-8")
    [issuer] = re.findall(r'^issuer = "(.*)"$', text, re.MULTILINE)
    region, pool = "https://cognito-idp.us-east-1.amazonaws.com/", issuer.rpartition("/")[2]
    more = f'replica_issuers = ["{region}{pool}"]\njwks_uri = "https://keys.example/set.json"\n'
    file.write_text(text.replace("[auth]\n", f"[auth]\n{more}"), "utf-8")
    make_api(read_configuration(file).auth)
    assert [(one["replica_issuers"], one["jwks_uri"]) for one in made] == [
        ((), None),
        ((f"{region}{pool}",), "https://keys.example/set.json"),
    ]


def test_a_web_socket_is_closed_and_no_server_error(api: ASGIApp) -> None:
    """A server with WebSockets may get a handshake, although the API has none."""
    scope = {"path": "/api/user", "raw_path": b"/api/user", "query_string": b"", "subprotocols": []}
    [close] = messages(api, "websocket", [], **scope)
    assert close["type"] == "websocket.close"


def test_a_server_may_tell_when_it_starts(api: ASGIApp) -> None:
    """A server with lifespan events, as uvicorn has them by default, finds nothing wrong."""
    sent: list[str] = []

    async def start_and_stop() -> None:
        events = iter(["lifespan.startup", "lifespan.shutdown"])

        async def receive() -> Message:
            return {"type": next(events)}

        async def send(message: Message) -> None:
            sent.append(message["type"])

        await api({"type": "lifespan", "state": {}}, receive, send)

    asyncio.run(start_and_stop())
    assert sent == ["lifespan.startup.complete", "lifespan.shutdown.complete"]


def test_no_other_origin_is_let_in(api: ASGIApp, ask: Ask) -> None:
    """A preflight from another origin gets no CORS header, and `Vary` says so to caches."""
    for origin in STRANGERS:
        for method in ("GET", "OPTIONS"):
            headers = {"Origin": origin, "Access-Control-Request-Method": "GET"}
            response = ask(api, "/api/user", method, **headers)
            assert not [name for name in response.headers if name.startswith("access-control-")]
            assert response.headers["vary"] == "Origin"
