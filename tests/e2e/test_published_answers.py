"""nginx, with the settings that are built for it, answers as the page's own server does."""

import asyncio
import re
import socket
from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx
import pytest

from server.headers import KEPT_FOR_EVER, api_headers
from server.page import Page
from server.release import build_release
from server.runtimes import ROOT
from tests.e2e.published import Published

COMPARED = ("content-type", "cache-control", "vary", "content-encoding")
STATUS = re.compile(r'" (\d{3}) ')
NOWHERE = [
    "missing.js",
    "static/missing",
    "static/",
    "auth/",
    "auth/client.py",
    "auth/page/launcher.py",
    "auth/backend/keys.py",
    ".well-known/x",
    ".git/config",
    "a/.b/c",
    "index.html.gz",
    "static/page.css.br",
    "serve.py",
    "pyproject.toml",
]
PAGES = ["", "index.html", "reports", "reports/7", "reports/7/", "?code=abc&state=def", "v1.2/x"]
PAGES += ["account", "account.html", "account/", "account/x"]


@pytest.fixture
def client(production: Published) -> Iterator[httpx.Client]:
    """Return a client of nginx, which asks as browsers do."""
    with httpx.Client(
        base_url=production.site.url(production.site.home), headers={"Accept-Encoding": "gzip"}
    ) as client:
        yield client


@pytest.fixture
def at_home(production: Published) -> Page:
    """Return the page's own server, with the same configuration."""
    return Page(ROOT, production.configuration)


def asked(page: Page, path: str) -> httpx.Response:
    """Ask the page's own server."""

    async def exchange() -> httpx.Response:
        transport = httpx.ASGITransport(app=page)
        async with httpx.AsyncClient(transport=transport) as client:
            address = f"http://localhost{path}"
            return await client.get(address, headers={"Accept-Encoding": "gzip"})

    return asyncio.run(exchange())


def protection(answer: httpx.Response) -> dict[str, str]:
    """Return the headers that protect the page; the import map's hash is of the addresses in it."""
    names = (
        "content-security-policy",
        "referrer-policy",
        "x-content-type-options",
        "x-frame-options",
        "cross-origin-opener-policy",
        "cross-origin-resource-policy",
        "permissions-policy",
    )
    return {name: re.sub(r" 'sha256-[^']+'", "", answer.headers[name]) for name in names}


def test_every_file_is_answered_as_at_home(
    client: httpx.Client, at_home: Page, production: Published
) -> None:
    """Content, type, compression, how long it may be kept, and every protecting header."""
    asked(at_home, "/")
    addresses = build_release([ROOT], production.configuration).addresses.files
    for path, address in addresses.items():
        mine, theirs = asked(at_home, address), client.get(address[1:])
        if path == "/pyscript.toml":  # names addresses, which differ
            assert theirs.status_code == 200
            continue
        assert (theirs.status_code, theirs.content) == (mine.status_code, mine.content), path
        for name in COMPARED:
            assert theirs.headers.get(name) == mine.headers.get(name), (path, name)
        assert protection(theirs) == protection(mine)
        assert theirs.headers["cache-control"] == KEPT_FOR_EVER


def test_the_account_page_is_where_it_is_at_home(client: httpx.Client, at_home: Page) -> None:
    """At one path and under its file name; other paths are the app's."""
    for path in ("account", "account.html", "account/", "accounts"):
        program = "account.py" if path in ("account", "account.html") else "main.py"
        for answer in (client.get(path), asked(at_home, f"/{path}")):
            assert f'{program}" id="app">' in answer.text, path


@pytest.mark.parametrize("path", PAGES)
def test_every_path_of_the_app_leads_to_the_page(
    client: httpx.Client, at_home: Page, path: str
) -> None:
    """It comes with its policy, and is never stored: its address may hold a code."""
    mine, theirs = asked(at_home, f"/{path}"), client.get(path)
    assert theirs.status_code == mine.status_code == 200
    assert theirs.text.startswith("<!doctype html>")
    assert theirs.headers["cache-control"] == mine.headers["cache-control"] == "no-store"
    assert theirs.headers["content-type"] == mine.headers["content-type"]
    assert protection(theirs) == protection(mine)
    assert re.search(r"'wasm-unsafe-eval' 'sha256-", theirs.headers["content-security-policy"])


@pytest.mark.parametrize("path", NOWHERE)
def test_nothing_else_is_there(client: httpx.Client, path: str) -> None:
    """Other paths get a 404 page that is not cached; files for the host are not served."""
    answer = client.get(path)
    assert answer.status_code == 404
    assert "Page not found" in answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert "content-security-policy" in answer.headers


@pytest.mark.parametrize("path", ["/_headers", "/_redirects"])
def test_what_other_hosts_read_is_not_served(production: Published, path: str) -> None:
    """It lies at the root of the host, wherever the page lives."""
    assert httpx.get(production.site.url(path)).status_code == 404


@pytest.mark.parametrize("method", ["GET", "POST", "TRACE"])
def test_every_response_is_protected_and_no_error_is_stored(
    production: Published, at_home: Page, method: str
) -> None:
    """Redirects, errors and refusals of the whole host, whose address may hold a code."""
    home, expected = production.site.home, protection(asked(at_home, "/"))
    paths = [f"{home[:-1]}", "/_headers", "/_redirects", "/elsewhere", "/%zz", "/a/../../b"]
    paths += [home, f"{home}missing.js", f"{home}{'a' * 9000}"]
    for path in paths:
        head = raw(production, f"{method} {path}?code=a-secret-code HTTP/1.1")
        answer = httpx.Response(200, headers=head)
        assert protection(answer) == expected, path
        assert head["cache-control"] == "no-store", path


@pytest.mark.parametrize(
    "line",
    ["X: " + "a" * 40_000, "Content-Length: 99999999999", "Transfer-Encoding: unknown", "Host: ?"],
    ids=lambda line: line.partition(":")[0],
)
def test_a_request_that_is_refused_gets_the_headers_too(production: Published, line: str) -> None:
    """It is responded to before nginx looks for a location."""
    head = raw(production, f"GET {production.site.home}?code=a-secret-code HTTP/1.1", line)
    assert head["cache-control"] == "no-store"
    assert "content-security-policy" in head


def raw(production: Published, request: str, line: str = "Accept: */*") -> dict[str, str]:
    """Send a request that httpx would not, and return the headers of the response."""
    page = urlsplit(production.site.origins.page)
    with socket.create_connection(("127.0.0.1", page.port or 80), timeout=10) as connection:
        lines = [request, f"Host: {page.netloc}", "Connection: close", line, "", ""]
        connection.sendall("\r\n".join(lines).encode())
        # nginx may close before it has read all of the request: the rest is then not delivered.
        received = b""
        while b"\r\n\r\n" not in received and (part := connection.recv(65_536)):
            received += part
    _, *found = received.partition(b"\r\n\r\n")[0].decode().split("\r\n")
    headers: dict[str, str] = {}
    for name, _, value in (one.partition(": ") for one in found):
        assert name.lower() not in headers, f"{name} is sent twice"
        headers[name.lower()] = value
    return headers


@pytest.mark.parametrize("line", ["Accept: */*", "Content-Length: 99999999999"])
def test_the_api_has_its_own_headers_once(production: Published, line: str) -> None:
    """Also in what nginx responds in its place, here to a body that is too long."""
    head = raw(production, "GET /api/health HTTP/1.1", line)
    assert {name: head[name.lower()] for name in api_headers()} == api_headers()
    assert "permissions-policy" not in head


def test_plain_http_is_redirected_without_a_trace(production: Published) -> None:
    """The redirect repeats the whole address."""
    answer = httpx.get(f"{production.plain_http}/?code=a-secret-code")
    assert answer.status_code == 301
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "no-referrer"


def test_a_missing_file_of_a_release_may_come_yet(client: httpx.Client) -> None:
    """A 404 is not kept for ever, even at an address whose content never changes."""
    answer = client.get("app-0123456789abcdef/main.py")
    assert (answer.status_code, answer.headers["cache-control"]) == (404, "no-store")


def test_pictures_and_data_have_their_plain_address_too(client: httpx.Client) -> None:
    """A program may ask for them by their own path; browsers ask whether they have changed."""
    answer = client.get("static/icon.svg")
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-cache")
    again = client.get("static/icon.svg", headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304


def test_the_logs_name_no_query(production: Published) -> None:
    """A code that travelled in an address stays out of files, whatever became of the request."""
    home = production.site.home
    paths = [f"{home}?", f"{home}missing.js?", f"{home}%zz?", f"{home}api/user?", f"{home[:-1]}?"]
    paths += ["/elsewhere?", "/_headers?", f"{home}{'a' * 300}?", f"{home}{'a/' * 3000}?"]
    paths += [f"{home}?padding={'a' * 9000}&", f"{home}{'a' * 9000}?", f"/x{'a' * 300}.py?"]
    for path in paths:
        raw(production, f"GET {path}code=a-secret-code HTTP/1.1")
        if path.startswith(home) and "/api/" not in path:
            too_long = "Content-Length: 99999999999"
            raw(production, f"POST {path}code=a-secret-code HTTP/1.1", too_long)
    assert not [line for line in production.logged() if "a-secret-code" in line]
    statuses = {found[1] for line in production.logged() if (found := STATUS.search(line))}
    assert {"301", "400", "404", "414"} - statuses <= ({"301"} if home == "/" else set())


def test_a_base_without_its_slash_leads_to_it(production: Published) -> None:
    """The answer names no host, which would be whatever the caller had claimed."""
    home = production.site.home
    answer = httpx.get(production.site.url(f"{home[:-1]}?a=1"))
    expected = (200, None) if home == "/" else (301, f"{home}?a=1")
    assert (answer.status_code, answer.headers.get("location")) == expected


@pytest.mark.parametrize("parts", ["bytes=0-3", "bytes=9999999-", "bytes=0-0,2-2"])
def test_files_are_sent_whole(client: httpx.Client, at_home: Page, parts: str) -> None:
    """What nginx says of a part that there is not might be kept for ever."""
    headers = {"Range": parts, "Accept-Encoding": "identity"}
    answer = client.get("static/page.css", headers=headers)
    assert (answer.status_code, answer.content) == (200, asked(at_home, "/static/page.css").content)
