"""The library in other people's pages: stock PyScript or plain Pyodide, in an empty folder.

Only the stand-in comes from this project's server; the folder is served by Python's own.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from server.origins import Origins, free_origins, port_of
from server.running import in_thread
from server.runtimes import ROOT
from server.site import make_stand_in, make_stand_in_site
from tests.e2e.conftest import TIMEOUT_MS
from tests.e2e.person import PASSWORD, USERNAME
from tests.e2e.stock_folder import (
    http_server,
    plain_program,
    put_micropip,
    put_page,
    put_runtimes,
)
from tests.support.wheel import build_wheel

KINDS = ("zip py", "zip mpy", "wheel py", "plain")
MOST_LINES = 10
STARTED = """() => document.documentElement.dataset.session === "signed_out"
    || document.getElementById("sign-in").onclick !== null"""


@pytest.fixture(scope="module")
def runtimes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the packages that pages of any kind load."""
    folder = tmp_path_factory.mktemp("runtimes")
    put_runtimes(folder)
    put_micropip(folder, tmp_path_factory.mktemp("micropip"))
    build_wheel(folder)
    return folder


@pytest.fixture
def origins() -> Iterator[Origins]:
    """Serve the stand-in, and return its origins and the page's."""
    origins = free_origins()
    cognito = make_stand_in(ROOT, origins)
    with in_thread(make_stand_in_site(cognito, origins=origins, write_log=lambda _: None)):
        yield origins


@pytest.fixture
def folder(runtimes: Path, tmp_path: Path) -> Path:
    """Return a folder with packages, and no page yet."""
    return shutil.copytree(runtimes, tmp_path / "somebody's page")


@pytest.mark.parametrize("kind", KINDS)
def test_somebody_elses_page_signs_people_in_and_out(
    kind: str, folder: Path, origins: Origins, page: Page
) -> None:
    """From a folder with nothing else in it: sign-in, reload, sign-out, and an empty console."""
    put_page(folder, kind, settings_for(origins))
    page.context.set_default_timeout(TIMEOUT_MS)
    expect.set_options(timeout=TIMEOUT_MS)
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda one: problems.append(one.text) if one.type == "error" else None)
    own = [origins.page, origins.domain, origins.issuer]
    strange: list[str] = []
    page.on("request", lambda one: strange.append(one.url) if is_strange(one.url, own) else None)
    with http_server(folder, port_of(origins.page)):
        page.goto(f"{origins.page}/")
        page.wait_for_function(STARTED)
        signs_in(page)
        assert page.url == f"{origins.page}/"
        page.reload()
        expect(page.locator("#name")).to_have_text("Ada Lovelace")
        page.get_by_role("button", name="Sign out").click()
        expect(page.get_by_role("button", name="Sign in")).to_be_visible()
        expect(page.locator("#name")).to_be_empty()
    assert problems == []
    assert strange == []


def signs_in(page: Page) -> None:
    """Sign in, from the button to the person's name."""
    page.get_by_role("button", name="Sign in").click()
    page.get_by_label("Username").fill(USERNAME)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.locator("#name")).to_have_text("Ada Lovelace")


def settings_for(origins: Origins) -> str:
    """Return the settings of the page for the stand-in."""
    cognito = make_stand_in(ROOT, origins).pool
    return "\n".join(
        [
            f'domain = "{origins.domain.removeprefix("http://")}"',
            f'issuer = "{cognito.issuer}"',
            'client_id = "2hd8example7standin0client"',
            f'redirect_uri = "{origins.page}/"',
            f'logout_uri = "{origins.page}/"',
            'scopes = ["openid", "profile"]',
            "",
        ]
    )


def is_strange(url: str, own: list[str]) -> bool:
    """Check whether a request leaves this machine."""
    return not url.removeprefix("blob:").startswith((*own, "data:"))


def test_plain_pyodide_needs_few_lines() -> None:
    """The guide's last program has ten lines of code."""
    program = plain_program()
    assert "pyscript" not in program.replace("pyscript.toml", "")
    assert len([line for line in program.splitlines() if line]) <= MOST_LINES
