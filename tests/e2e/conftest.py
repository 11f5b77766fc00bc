"""One site for each set of options, and a new browser context for each test."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.person import ANOTHER_PASSWORD, PASSWORD, Person
from tests.e2e.published import Published, published
from tests.e2e.remote import Remote
from tests.e2e.site import Site, served
from tests.e2e.site_options import SiteOptions
from tests.e2e.watch import Watch
from tests.support.browser_setup import installed_browser, launch_flags
from tests.support.nginx_setup import NO_NGINX, installed_nginx

# Pyodide starts slowly while other programs use the processor.
TIMEOUT_MS = 60_000
# A page lives too briefly in a test for WebAssembly to be worth optimizing: a third of the time.
UNOPTIMIZED = "--js-flags=--liftoff-only"


@pytest.fixture(scope="session")
def browser_type_launch_args(
    browser_type_launch_args: dict[str, Any], browser_name: str
) -> dict[str, Any]:
    """Start the installed Chromium, or Playwright's, without traffic of its own."""
    if browser_name != "chromium":
        return browser_type_launch_args
    installed = {"executable_path": path} if (path := installed_browser()) else {}
    return {**browser_type_launch_args, **installed, "args": [*launch_flags(), UNOPTIMIZED]}


@pytest.fixture(scope="session")
def base_url() -> None:
    """Replace the plugin's fixture of this name, whose form is deprecated in pytest."""


@pytest.fixture(
    scope="session",
    params=[SiteOptions("launcher"), SiteOptions("py"), SiteOptions("mpy")],
    ids=str,
)
def served_site(request: pytest.FixtureRequest) -> Iterator[Site]:
    """Serve the page once for each entry, or with the options of a mark in `entries.py`."""
    with served(request.param) as site:
        yield site


@pytest.fixture(scope="session", params=["/", "/team/app/"])
def production(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Published]:
    """Serve a production build, at the root of a host and below a path."""
    nginx = installed_nginx()
    if nginx is None:
        pytest.skip(NO_NGINX)
    with published(nginx, request.param, tmp_path_factory.mktemp("published")) as served:
        yield served


@pytest.fixture
def site(served_site: Site) -> Site:
    """Return the site, reset to its initial state."""
    served_site.reset()
    return served_site


@pytest.fixture
def watch(context: BrowserContext, site: Site) -> Iterator[Watch]:
    """Record what happens in the browser, and check it after the test."""
    context.set_default_timeout(TIMEOUT_MS)
    expect.set_options(timeout=TIMEOUT_MS)
    watching = Watch(context, site)
    watching.begin()
    watching.guard("password", PASSWORD)
    watching.guard("password", ANOTHER_PASSWORD)
    yield watching
    watching.check()


@pytest.fixture
def person(watch: Watch, page: Page, site: Site) -> Person:
    """Return a person with an empty tab."""
    return Person(page, site, watch)


@pytest.fixture
def remote(watch: Watch, page: Page, site: Site) -> Remote:
    """Return a person whose page runs `programs/remote.py`."""
    return Remote(page, site, watch)
