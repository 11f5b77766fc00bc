"""One process of each browser for all tests, and an empty window for each test."""

from collections.abc import Iterator

import pytest

from tests.browsers import firefox, webkit
from tests.browsers.needs import NEEDS
from tests.browsers.person import Person
from tests.browsers.tab import Opener, Window
from tests.browsers.watch import Watch
from tests.e2e.site import Site, served

BROWSERS = {"firefox": firefox, "webkit": webkit}


@pytest.fixture(scope="session", params=BROWSERS)
def opener(request: pytest.FixtureRequest) -> Iterator[Opener]:
    """Start a browser, if this machine has it."""
    if not NEEDS[request.param].are_met():
        pytest.skip(
            f"not installed: `uv run --group dev -m tests.browsers {request.param}` gets it"
        )
    with BROWSERS[request.param].opened() as opener:
        yield opener


@pytest.fixture(scope="session")
def served_site(request: pytest.FixtureRequest) -> Iterator[Site]:
    """Serve the page with the options that a test is marked with."""
    with served(request.param) as site:
        yield site


@pytest.fixture
def site(served_site: Site) -> Site:
    """Return the site, reset to its initial state."""
    served_site.reset()
    return served_site


@pytest.fixture
def window(opener: Opener) -> Iterator[Window]:
    """Open a window."""
    with opener() as window:
        yield window


@pytest.fixture
def watch(window: Window, site: Site) -> Iterator[Watch]:
    """Record what happens in the window, and check it after the test."""
    watching = Watch(window, site)
    yield watching
    watching.check()


@pytest.fixture
def person(watch: Watch, site: Site) -> Person:
    """Return a person with an empty tab."""
    return Person(watch.new_tab(), site, watch)


@pytest.fixture
def second_tab(watch: Watch, site: Site) -> Person:
    """Return the same person in a second tab."""
    return Person(watch.new_tab(), site, watch)
