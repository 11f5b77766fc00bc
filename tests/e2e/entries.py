"""Marks for tests that need some of the page's entries only.

Up to the end of a sign-in, the launcher is one more program on MicroPython; from then on the app
runs on Pyodide. So two entries cover each half of a story on both interpreters.
"""

from pathlib import Path

import pytest

from server.page import Entry
from tests.e2e.site_options import LIBRARIES, PYTHON, REMOTE, SiteOptions

IDENTITY_POOL = (
    ("identity_pool_id", "eu-west-1:5c1b7a9e-0000-4000-8000-57a4d1401001"),
    ("identity_origin", "http://localhost:8002"),
)
WHEN_SIGNED_IN: tuple[Entry, ...] = ("launcher", "mpy")


def only(*entries: Entry) -> pytest.MarkDecorator:
    """Run a test at these entries instead of at all three."""
    return _served([SiteOptions(entry) for entry in entries])


def inspected(*entries: Entry) -> pytest.MarkDecorator:
    """Run a test at these entries with the inspector beside the page, and its recorder on."""
    return _served([SiteOptions(entry, is_inspected=True) for entry in entries])


def remote(*entries: Entry, **settings: object) -> pytest.MarkDecorator:
    """Run a test at these entries with `programs/remote.py` as the app, and more `[auth]`."""
    pairs = tuple(settings.items())
    return _served([SiteOptions(entry, program=REMOTE, settings=pairs) for entry in entries])


def remote_with_api(*entries: Entry) -> pytest.MarkDecorator:
    """Run a test likewise, with a page that may call an API on another origin."""
    return _served(
        [SiteOptions(entry, program=REMOTE, calls_another_origin=True) for entry in entries]
    )


def remote_with_aws(*entries: Entry) -> pytest.MarkDecorator:
    """Run a test likewise, with an identity pool and a service that wants signed calls."""
    return _served(
        [
            SiteOptions(entry, program=REMOTE, settings=IDENTITY_POOL, calls_aws=True)
            for entry in entries
        ]
    )


def guide(name: str, *entries: Entry) -> pytest.MarkDecorator:
    """Run a test with the first program in `docs/{name}.md` as the app, letter for letter."""
    return _served(
        [
            SiteOptions(entry, guide=name, settings=IDENTITY_POOL, calls_aws=True)
            for entry in entries
        ]
    )


def own_page(*interpreters: Entry) -> pytest.MarkDecorator:
    """Run a test with the page of docs/your-own-page.md on these interpreters."""
    return _served([SiteOptions(entry, is_the_guides=True) for entry in interpreters])


def with_libraries() -> pytest.MarkDecorator:
    """Run a test on CPython with `programs/libraries.py` as the app."""
    return _served([SiteOptions("py", program=LIBRARIES, calls_another_origin=True)])


def python() -> pytest.MarkDecorator:
    """Run a test on CPython with `programs/python.py` as the app."""
    return _served([SiteOptions("py", program=PYTHON)])


def uncompiled(*entries: Entry, program: Path | None = None) -> pytest.MarkDecorator:
    """Run a test with a page that was prepared without build tools and page libraries."""
    return _served([SiteOptions(entry, program=program, is_uncompiled=True) for entry in entries])


def example(folder: str) -> pytest.MarkDecorator:
    """Run a test at the page of that folder below `examples/`."""
    return _served([SiteOptions("launcher", example=folder)])


def _served(options: list[SiteOptions]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("served_site", options, ids=str, indirect=True, scope="session")
