"""nginx, with the settings that are built for it, answers as the page's own server does."""

import asyncio
import re
from collections.abc import Iterator

import httpx
import pytest

from server.headers import KEPT_FOR_EVER
from server.page import Page
from server.release import build_release
from server.runtimes import ROOT
from tests.e2e.published import Published

COMPARED = ("content-type", "cache-control", "vary", "content-encoding")
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
    addresses = build_release(ROOT, production.configuration).addresses.files
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
    """A page says so, which nobody keeps; and what helps the host is not served."""
    answer = client.get(path)
    assert answer.status_code == 404
    assert "There is nothing here" in answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert "content-security-policy" in answer.headers


@pytest.mark.parametrize("path", ["/_headers", "/_redirects"])
def test_what_other_hosts_read_is_not_served(production: Published, path: str) -> None:
    """It lies at the root of the host, wherever the page lives."""
    assert httpx.get(production.site.url(path)).status_code == 404


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


def test_the_logs_name_no_query(client: httpx.Client, production: Published) -> None:
    """A code that travelled in an address stays out of files, whatever became of the request."""
    home = production.site.home
    for path in ("?", "missing.js?", "%zz?", "api/user?"):
        client.get(f"{path}code=a-secret-code")
    httpx.get(production.site.url(f"{home[:-1]}?code=a-secret-code"))
    assert not [line for line in production.logged() if "a-secret-code" in line]
    assert {404, 400} <= {int(line.split('" ')[1][:3]) for line in production.logged()}


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
