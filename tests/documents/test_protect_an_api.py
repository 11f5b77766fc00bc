"""`docs/protect-an-api.md` walked by a reader: their file, uvicorn, a token, and calls with it."""

import json
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from server.origins import Origins, free_origins, port_of
from server.running import RunningSite, serve_in_thread
from tests.contract.app import App
from tests.documents.blocks import blocks_of
from tests.documents.processes import python_environment
from tests.project.modules import ROOT

GUIDE = ROOT / "docs" / "protect-an-api.md"
BLOCKS = list(blocks_of(GUIDE))
SECONDS = 60


def program() -> str:
    """Return what a reader has in `api.py` after all blocks above the one for tests."""
    texts = [block.text for block in BLOCKS if block.language == "python"]
    return "\n".join(text for text in texts if "dependency_overrides" not in text)


def words_of(start: str) -> list[str]:
    """Return the guide's command that contains `start`."""
    lines = [line for block in BLOCKS if block.language == "sh" for line in block.text.splitlines()]
    [line] = [line for line in lines if start in line]
    return line.split()


@pytest.fixture(scope="module")
def site() -> Iterator[RunningSite]:
    """Serve the page and the stand-in, as `uv run serve.py` does."""
    with serve_in_thread() as running:
        yield running


@pytest.fixture(scope="module")
def token(site: RunningSite) -> str:
    """Return Ada's access token, with the scopes that the page asks for."""
    app, page = App(site.cognito), site.page_url
    code = app.code(redirect_uri=page, scope="openid api/read")
    return str(app.exchange(code, redirect_uri=page).json()["access_token"])


@pytest.fixture(scope="module")
def api(site: RunningSite, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.URL]:
    """Save the guide's program, run the guide's command, and return the guide's address."""
    folder = tmp_path_factory.mktemp("reader")
    port = str(port_of(free_origins().page))
    Path(folder, "api.py").write_text(_on_the_ports_of(site.origins, program()), "utf-8")
    command = words_of("uvicorn api:app")
    assert command[: command.index("uvicorn")] == ["uv", "run", "--group", "dev"]
    words = [port if word == "9000" else word for word in command[command.index("uvicorn") :]]
    process = subprocess.Popen(  # noqa: S603 - this interpreter, with the guide's own words
        [sys.executable, "-m", *words],
        cwd=folder,
        env=python_environment(),
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield _once_up(httpx.URL(f"http://localhost:{port}"), process)
    finally:
        process.terminate()
        process.communicate(timeout=SECONDS)


def _on_the_ports_of(origins: Origins, text: str) -> str:
    assert "http://localhost:8002/" in text
    return text.replace("http://localhost:8002", origins.issuer)


def _once_up(url: httpx.URL, process: subprocess.Popen[str]) -> httpx.URL:
    until = time.monotonic() + SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            get(url, "/openapi.json")
        except httpx.ConnectError:
            time.sleep(0.05)
        else:
            return url
    process.kill()
    raise AssertionError(process.communicate()[1])


def get(url: httpx.URL, path: str, token: str | None = None) -> httpx.Response:
    """Send one request."""
    headers = {} if token is None else {"Authorization": f"Bearer {token}"}
    with httpx.Client(trust_env=False) as client:
        return client.get(url.join(path), headers=headers)


def test_the_guides_call_works(api: httpx.URL, token: str) -> None:
    """The command with curl gets the reports, and no answer without the token."""
    [address] = [word for word in words_of("curl") if word.startswith("http")]
    path = httpx.URL(address).path
    assert get(api, path, token).json() == {"reports_of": "ada"}
    assert (get(api, path).status_code, get(api, path).json()) == (401, {"detail": "missing_token"})
    assert get(api, path, "x" * 524_289).json() == {"detail": "token_too_large"}


def test_the_documentation_page_has_the_button(api: httpx.URL) -> None:
    """`/docs` is there, and what it is drawn from has the scheme of the tokens."""
    assert get(api, "/docs").status_code == 200
    document = get(api, "/openapi.json").json()
    assert list(document["components"]["securitySchemes"]) == ["CognitoAccessToken"]


def test_strangers_are_welcome_where_the_guide_says_so(api: httpx.URL, token: str) -> None:
    """With an invalid token they are not."""
    assert get(api, "/api/news").json() == {"news_for": "everybody"}
    assert get(api, "/api/news", token).json() == {"news_for": "ada"}
    assert get(api, "/api/news", "not.a.token").status_code == 401


def test_a_page_opens_the_guides_web_socket(api: httpx.URL, token: str) -> None:
    """The first message is the token; without a good one the socket is closed with 1008."""
    address = str(api.copy_with(scheme="ws").join("/api/live"))
    with connect(address, proxy=None) as socket:
        socket.send(token)
        assert socket.recv(SECONDS) == "Hello, ada"
    for message in ("not.a.token", b"\xff", "²", json.dumps({"token": token})):
        with connect(address, proxy=None) as socket:
            socket.send(message)
            with pytest.raises(ConnectionClosed) as caught:
                socket.recv(SECONDS)
            assert caught.value.rcvd is not None
            assert caught.value.rcvd.code == 1008


def test_the_page_shows_the_token_where_the_guide_looks_for_it() -> None:
    """The button's words, the request's name and the person's password are those of the page."""
    steps = re.sub(r"\s+", " ", GUIDE.read_text("utf-8"))
    page = (ROOT / "index.html").read_text("utf-8")
    assert "press *Call the API* on the page" in steps
    assert ">Call the API</button>" in page
    assert "Select the request `user`" in steps
    assert '"/api/user"' in (ROOT / "main.py").read_text("utf-8")
    assert "Analytical-Engine-1843" in (ROOT / "infra" / "development.toml").read_text("utf-8")
