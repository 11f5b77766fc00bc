"""The FastAPI example in process, with tokens of the stand-in."""

import asyncio
import time
from collections.abc import Callable

import httpx
import pytest
from starlette.types import ASGIApp

from auth.backend import verifier
from auth.testing import InProcessTransport, SimpleBrowser
from tests.examples.backend import load_backend
from tests.support import samples
from tests.support.tab import Browser

KEYS = "/eu-west-1_StandIn01/.well-known/jwks.json"
Ask = Callable[..., httpx.Response]


@pytest.fixture
def people(monkeypatch: pytest.MonkeyPatch) -> Browser:
    """Return a browser whose stand-in publishes the keys that the backend fetches."""
    people = Browser()
    people.clock.advance(time.time() - people.clock.now())  # the backend knows no other clock
    issuer = InProcessTransport({"http://localhost:8002": people.cognito.issuer_app})
    keys = httpx.Client(transport=issuer).get(f"http://localhost:8002{KEYS}").content

    async def fetch() -> bytes:
        return keys

    monkeypatch.setattr(verifier, "fetch_over_https", lambda _url: fetch)
    return people


@pytest.fixture
def backend(people: Browser) -> ASGIApp:
    """Return the backend for that stand-in."""
    return load_backend(issuer=people.cognito.pool.issuer, page=samples.PAGE)


def token_of(people: Browser, username: str, *scopes: str) -> str:
    """Sign somebody in with a new browser, and return the access token."""
    people.simple_browser = SimpleBrowser(people.cognito)

    async def sign_in() -> str:
        tab = people.tab(scopes=["openid", *scopes])
        await tab.sign_in(username)
        return await tab.client.get_access_token()

    return asyncio.run(sign_in())


@pytest.fixture
def ask(backend: ASGIApp) -> Ask:
    """Return the function that sends the backend a request."""

    def send(method: str, token: str | None = None, **more: object) -> httpx.Response:
        headers = {"Authorization": f"Bearer {token}"} if token else {}

        async def exchange() -> httpx.Response:
            transport = httpx.ASGITransport(app=backend)
            async with httpx.AsyncClient(transport=transport, headers=headers) as client:
                return await client.request(method, "http://localhost:9000/notes", **more)  # type: ignore[arg-type]

        return asyncio.run(exchange())

    return send


def test_everybody_has_their_own_notes(people: Browser, ask: Ask) -> None:
    """What one person writes, nobody else reads."""
    ada = token_of(people, "ada", "api/read", "api/write")
    grace = token_of(people, "grace", "api/read", "api/write")
    assert ask("POST", ada, json={"text": "call Charles"}).status_code == 201
    assert ask("GET", ada).json() == ["call Charles"]
    assert ask("GET", grace).json() == []


def test_writing_needs_its_scope(people: Browser, ask: Ask) -> None:
    """A token for reading reads, and the answer to a note names what is missing."""
    token = token_of(people, "ada", "api/read")
    assert ask("GET", token).status_code == 200
    refused = ask("POST", token, json={"text": "call Charles"})
    assert refused.status_code == 403
    assert 'scope="api/read api/write"' in refused.headers["www-authenticate"]
    assert ask("GET", token).json() == []


def test_a_token_that_may_write_may_not_delete_yet(people: Browser, ask: Ask) -> None:
    """The answer demands a second factor and a recent sign-in."""
    token = token_of(people, "ada", "api/read", "api/write")
    ask("POST", token, json={"text": "call Charles"})
    refused = ask("DELETE", token)
    assert refused.status_code == 401
    assert refused.headers["www-authenticate"] == (
        'Bearer realm="api", error="insufficient_user_authentication", '
        'acr_values="urn:cognito:loa:3 urn:cognito:loa:4", max_age="300"'
    )
    assert ask("GET", token).json() == ["call Charles"]


@pytest.mark.parametrize("token", [None, "not.a.token"])
def test_nobody_comes_in_without_a_token(ask: Ask, token: str | None) -> None:
    """A missing and an invalid token get 401."""
    assert ask("GET", token).status_code == 401


def test_a_note_has_a_size(people: Browser, ask: Ask) -> None:
    """An empty note and one that is too long are refused."""
    token = token_of(people, "ada", "api/read", "api/write")
    for text in ("", "x" * 501):
        assert ask("POST", token, json={"text": text}).status_code == 422


@pytest.mark.parametrize(
    "body",
    [
        b'{"text": "\\ud800"}',
        b'{"text": NaN}',
        b'{"text": 1e999}',
        b'{"text": "\xff"}',
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"text": ' + b"9" * 5000 + b"}",
        b'{"\\ud800": "a"}',
        b"",
    ],
    ids=range(9),
)
def test_no_body_is_a_server_error(people: Browser, ask: Ask, body: bytes) -> None:
    """What Python reads and cannot write is refused like other bodies, and not kept."""
    token = token_of(people, "ada", "api/read", "api/write")
    refused = ask("POST", token, content=body)
    assert refused.status_code in (400, 422)
    assert "ud800" not in refused.text
    assert ask("GET", token).json() == []


def test_in_a_container_the_keys_are_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """`JWKS_URI` names the stand-in as the container knows it, `ISSUER` as its tokens do."""
    asked: list[str] = []
    monkeypatch.setattr(verifier, "fetch_over_http", asked.append)
    monkeypatch.setenv("JWKS_URI", "http://stand-in:8002/keys.json")
    load_backend(issuer="http://localhost:8002/eu-west-1_StandIn01", page=samples.PAGE)
    assert asked == ["http://stand-in:8002/keys.json"]


@pytest.mark.parametrize(("origin", "status"), [(samples.PAGE, 200), ("https://evil.example", 400)])
def test_the_page_may_ask_and_no_other(backend: ASGIApp, origin: str, status: int) -> None:
    """A preflight needs no token, and allows the page's origin only."""
    headers = {
        "Origin": origin,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization, content-type",
    }

    async def exchange() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app=backend)) as client:
            return await client.options("http://localhost:9000/notes", headers=headers)

    answer = asyncio.run(exchange())
    assert answer.status_code == status
    assert (answer.headers.get("access-control-allow-origin") == origin) == (status == 200)
