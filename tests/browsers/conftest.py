"""One process of each browser for all stories, and for each story a window with nothing in it."""

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
    """Serve the page by the entry that a test is marked with."""
    with served(request.param) as site:
        yield site


@pytest.fixture
def site(served_site: Site) -> Site:
    """Give the site as if nobody had been there."""
    served_site.reset()
    return served_site


@pytest.fixture
def window(opener: Opener) -> Iterator[Window]:
    """Open a window."""
    with opener() as window:
        yield window


@pytest.fixture
def watch(window: Window, site: Site) -> Iterator[Watch]:
    """Watch the story, and judge what happened when it is over."""
    watching = Watch(window, site)
    yield watching
    watching.judge()


@pytest.fixture
def person(watch: Watch, site: Site) -> Person:
    """Give somebody with an empty tab."""
    return Person(watch.new_tab(), site, watch)


@pytest.fixture
def person_elsewhere(watch: Watch, site: Site) -> Person:
    """Give the same person in a second tab."""
    return Person(watch.new_tab(), site, watch)
