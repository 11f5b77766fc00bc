"""A whole site on real sockets, in a thread."""

import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from server.errors import CannotStart
from server.origins import Origins, free_origins, port_of
from server.running import RunningSite, serve_in_thread
from server.runtimes import ROOT
from server.site import make_stand_in
from tests.contract.app import App


@pytest.fixture
def site(folder: Path) -> Iterator[RunningSite]:
    """Serve the small page with a stand-in."""
    origins = free_origins()
    with serve_in_thread(origins, cognito=make_stand_in(ROOT, origins), root=folder) as running:
        yield running


def get(url: str) -> httpx.Response:
    """Send one request over a connection of its own, whatever proxies the environment names."""
    with httpx.Client(trust_env=False) as client:
        return client.get(url)


def get_in_pieces(url: httpx.URL, token: str) -> str:
    """Send one request with a token as networks do it, piece by piece, and return the response."""
    head = f"GET {url.path} HTTP/1.1\r\nHost: {url.host}\r\nConnection: close\r\n"
    request = f"{head}Authorization: Bearer {token}\r\n\r\n".encode()
    with socket.create_connection((url.host, url.port or 80)) as connection:
        for start in range(0, len(request), 20_000):
            connection.sendall(request[start : start + 20_000])
            time.sleep(0.01)  # so that the server reads them one by one
        with connection.makefile("rb") as response:
            return response.read().decode()


def test_three_origins_answer(site: RunningSite) -> None:
    """Page, domain and issuer are there, and the configuration says where."""
    assert "<!doctype html>" in get(site.page_url).text
    assert get(f"{site.cognito.pool.issuer}/.well-known/jwks.json").json()["keys"]
    assert get(f"{site.origins.domain}/nothing").status_code >= 400
    text = get(f"{site.page_url}pyscript.toml").text
    assert f'redirect_uri = "{site.page_url}"' in text
    assert f'domain = "localhost:{port_of(site.origins.domain)}"' in text


def test_the_server_does_not_name_itself(site: RunningSite) -> None:
    """No answer tells which software gave it."""
    for url in (site.page_url, f"{site.page_url}api/health", f"{site.page_url}missing.js"):
        assert "server" not in get(url).headers


def test_the_access_log_is_at_hand(site: RunningSite) -> None:
    """Tests can look for what must not be in the log."""
    get(f"{site.page_url}?code=geheim")
    assert site.access_log == ["page GET / 200"]


@pytest.fixture
def own_site(folder: Path) -> Iterator[RunningSite]:
    """Serve the small page with the project's own configuration, so that the API knows the pool."""
    origins, settings = free_origins(), ROOT / "pyscript.toml"
    cognito = make_stand_in(ROOT, origins)
    with serve_in_thread(origins, cognito=cognito, root=folder, config_file=settings) as running:
        yield running


def test_people_in_100_groups_are_served(own_site: RunningSite) -> None:
    """With a token of Cognito's largest, in a header that h11 would refuse by itself."""
    site = own_site
    groups = [f"{number:03d}-".ljust(128, "\u00e9") for number in range(100)]
    site.cognito.pool.users["ada"].groups = groups
    app, page = App(site.cognito), site.page_url
    tokens = app.exchange(app.code(redirect_uri=page), redirect_uri=page).json()
    token = tokens["access_token"]
    assert len(token) > 32_768
    response = get_in_pieces(httpx.URL(f"{site.page_url}api/user"), token)
    assert response.startswith("HTTP/1.1 200 ")
    assert all(group in response for group in groups)
    user_info = httpx.URL(f"{site.origins.domain}/oauth2/userInfo")
    assert get_in_pieces(user_info, token).startswith("HTTP/1.1 200 ")


def test_a_token_that_is_too_large_is_told_as_that(site: RunningSite) -> None:
    """By the API, and not by the server with a 400 that nobody can read anything from."""
    response = get_in_pieces(httpx.URL(f"{site.page_url}api/user"), "x" * 524_289)
    assert response.startswith("HTTP/1.1 431 ")
    assert response.endswith('{"error": "token_too_large"}')


def test_a_raw_path_does_not_lead_out(site: RunningSite) -> None:
    """Dots that no client library has tidied up find nothing."""
    for path in ("/static/../serve.py", "/static/%2e%2e/serve.py", "/..%2foutside.js"):
        with socket.create_connection(("localhost", port_of(site.origins.page))) as connection:
            connection.sendall(
                f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode()
            )
            assert connection.recv(65536).startswith(b"HTTP/1.1 404 ")


def test_it_stops_quickly_and_leaves_nothing(folder: Path) -> None:
    """An open connection does not hold it up, the thread ends and the ports are free again."""
    origins = free_origins()
    before = set(threading.enumerate())  # other suites' sites may be up for as long as they last
    with httpx.Client(trust_env=False) as client:
        cognito = make_stand_in(ROOT, origins)
        with serve_in_thread(origins, cognito=cognito, root=folder) as running:
            client.get(running.page_url)  # keeps its connection
            started = time.monotonic()
        # An open connection would hold it up for ever; a busy machine does for a few seconds.
        assert time.monotonic() - started < 20
    assert set(threading.enumerate()) <= before
    for origin in (origins.page, origins.domain, origins.issuer):
        socket.create_server(("127.0.0.1", port_of(origin))).close()


def test_a_taken_port_opens_no_other(folder: Path) -> None:
    """When the third port is taken, the first two are given back."""
    free = free_origins()
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = Origins(free.page, free.domain, f"http://localhost:{other.getsockname()[1]}")
        cognito = make_stand_in(ROOT, taken)
        with (
            pytest.raises(CannotStart, match="for the issuer is in use"),
            serve_in_thread(taken, cognito=cognito, root=folder),
        ):
            pass
    for origin in (free.page, free.domain):
        socket.create_server(("127.0.0.1", port_of(origin))).close()
