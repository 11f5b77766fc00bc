"""Upgrades: apps that were written for an earlier version run on the installed tool, unchanged."""

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import TIMEOUT_MS
from tests.e2e.person import PASSWORD, USERNAME
from tests.installed.environment import Environment, install
from tests.project.modules import ROOT
from tests.support.ports import consecutive_ports
from tests.support.wheel import build_wheel

APPS = sorted((ROOT / "tests" / "frozen").glob("app_*"))
each_app = pytest.mark.parametrize("app", APPS, ids=lambda path: path.name)


@pytest.fixture(scope="module")
def tool(tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """Return this version, installed."""
    wheel = build_wheel(tmp_path_factory.mktemp("wheel"))
    return install(wheel, tmp_path_factory.mktemp("installed"), offline=True)


@pytest.fixture
def folder(app: Path, tmp_path: Path) -> Path:
    """Return a copy of the app, in a folder with nothing else."""
    return shutil.copytree(app, tmp_path / "app")


@each_app
def test_an_app_runs_on_this_version(folder: Path, tool: Environment, page: Page) -> None:
    """Everything that it does works: sign-in, calls, renewal, errors, both ways out."""
    page.context.set_default_timeout(TIMEOUT_MS)
    expect.set_options(timeout=TIMEOUT_MS)
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda one: problems.append(one.text) if one.type == "error" else None)
    port = consecutive_ports(3)
    with tool.running("serve", "--port", str(port), folder=folder):
        page.goto(f"http://localhost:{port}/")
        settles(page, "signed_out")
        signs_in(page, "Sign in again")
        expect(page.locator("#claims")).to_have_text("ada@example.com; admins; Engines; True")
        shows(page, "Call the API", "ada")
        shows(page, "Profile", "ada@example.com")
        shows(page, "Call another origin", "ArgumentRefused")
        button(page, "Show a mistake").click()
        expect(page.get_by_role("alert")).to_have_text("Every line needs a name.")
        button(page, "Renew").click()
        expect(page.locator("#events")).to_have_text("1 renewals, renewed")
        button(page, "Sign out here").click()
        settles(page, "signed_out")
        button(page, "Sign in").click()  # Cognito's own session is still there
        expect(page.locator("#name")).to_have_text("Ada Lovelace")
        settles(page, "signed_in")
        button(page, "Sign out").click()
        settles(page, "signed_out")
    assert problems == []


@each_app
def test_its_own_test_passes_on_this_version(folder: Path, tool: Environment) -> None:
    """The fixtures have the same names and do the same."""
    assert "2 passed" in tool.run("python", "-m", "pytest", "-q", folder=folder)


def button(page: Page, name: str) -> Locator:
    """Return the button with that name."""
    return page.get_by_role("button", name=name, exact=True)


def settles(page: Page, state: str) -> None:
    """Wait until the page is in a state."""
    expect(page.locator("html")).to_have_attribute("data-session", state)


def signs_in(page: Page, name: str) -> None:
    """Click a button, and sign in at Cognito."""
    button(page, name).click()
    page.get_by_label("Username").fill(USERNAME)
    page.get_by_label("Password").fill(PASSWORD)
    button(page, "Sign in").click()
    expect(page.locator("#name")).to_have_text("Ada Lovelace")


def shows(page: Page, name: str, result: str) -> None:
    """Click a button, and wait for the result."""
    button(page, name).click()
    expect(page.locator("#result")).to_have_text(result)
