"""Marks that say with which options the site of a test is served.

Until the end of a sign-in, the launcher is a program on MicroPython; then the app runs on Pyodide.
So two entries are enough to run each half of a test on both interpreters.
"""

from pathlib import Path

import pytest

from server.page import Entry
from tests.e2e.site_options import LIBRARIES, PYTHON, REMOTE, WORKER, SiteOptions

IDENTITY_POOL = (
    ("identity_pool_id", "eu-west-1:5c1b7a9e-0000-4000-8000-57a4d1401001"),
    ("identity_origin", "http://localhost:8002"),
)
WHEN_SIGNED_IN: tuple[Entry, ...] = ("launcher", "mpy")


def only(*entries: Entry) -> pytest.MarkDecorator:
    """Run a test with these entries instead of all three."""
    return _with_options([SiteOptions(entry) for entry in entries])


def inspected(*entries: Entry) -> pytest.MarkDecorator:
    """Run a test with these entries, the inspector, and its recorder on."""
    return _with_options([SiteOptions(entry, is_inspected=True) for entry in entries])


def remote(*entries: Entry, **settings: object) -> pytest.MarkDecorator:
    """Run a test with these entries and `programs/remote.py`; `settings` are added to `[auth]`."""
    pairs = tuple(settings.items())
    return _with_options([SiteOptions(entry, program=REMOTE, settings=pairs) for entry in entries])


def remote_with_api(*entries: Entry) -> pytest.MarkDecorator:
    """Run a test with `programs/remote.py` and an API on another origin."""
    return _with_options(
        [SiteOptions(entry, program=REMOTE, calls_another_origin=True) for entry in entries]
    )


def remote_with_aws(*entries: Entry) -> pytest.MarkDecorator:
    """Run a test with `programs/remote.py`, an identity pool, and a service for signed calls."""
    return _with_options(
        [
            SiteOptions(entry, program=REMOTE, settings=IDENTITY_POOL, calls_aws=True)
            for entry in entries
        ]
    )


def guide(name: str, *entries: Entry) -> pytest.MarkDecorator:
    """Run a test with the first program in `docs/{name}.md` as `main.py`, unchanged."""
    locked = name == "libraries"
    return _with_options(
        [
            SiteOptions(
                entry,
                guide=name,
                settings=IDENTITY_POOL,
                calls_aws=True,
                has_locked_packages=locked,
            )
            for entry in entries
        ]
    )


def own_page(*interpreters: Entry) -> pytest.MarkDecorator:
    """Run a test with the page of docs/your-own-page.md on these interpreters."""
    return _with_options([SiteOptions(entry, is_own_page=True) for entry in interpreters])


def with_libraries() -> pytest.MarkDecorator:
    """Run a test on CPython with `programs/libraries.py` as the app."""
    options = SiteOptions(
        "py", program=LIBRARIES, calls_another_origin=True, has_locked_packages=True
    )
    return _with_options([options])


def python(program: Path = PYTHON, *, has_locked_packages: bool = False) -> pytest.MarkDecorator:
    """Run a test on CPython with `programs/python.py` or another app, and perhaps packages."""
    options = SiteOptions("py", program=program, has_locked_packages=has_locked_packages)
    return _with_options([options])


def with_packages(*entries: Entry, program: Path | None = None) -> pytest.MarkDecorator:
    """Run a test with `programs/packages.py` or another app, and the packages that it imports."""
    options = [SiteOptions(entry, program=program, has_packages=True) for entry in entries]
    return _with_options(options)


def uncompiled(*entries: Entry, program: Path | None = None) -> pytest.MarkDecorator:
    """Run a test with a page that was prepared without build tools."""
    return _with_options(
        [SiteOptions(entry, program=program, is_uncompiled=True) for entry in entries]
    )


def in_worker(*entries: Entry, program: Path = WORKER) -> pytest.MarkDecorator:
    """Run a test with `programs/worker.py` or another program as the app, in a worker."""
    return _with_options([SiteOptions(entry, program=program) for entry in entries])


def in_vault(*entries: Entry, program: Path = REMOTE, **settings: object) -> pytest.MarkDecorator:
    """Run a test with `token_storage = "worker"` and `programs/remote.py` or another program."""
    pairs = tuple(settings.items())
    return _with_options(
        [SiteOptions(entry, program=program, settings=pairs, has_vault=True) for entry in entries]
    )


def example(folder: str) -> pytest.MarkDecorator:
    """Run a test with the page of a folder below `examples/`."""
    return _with_options([SiteOptions("launcher", example=folder)])


def host(folder: str) -> pytest.MarkDecorator:
    """Run a test with the page of a folder below `frames/`."""
    return _with_options([SiteOptions("launcher", host=folder)])


def _with_options(options: list[SiteOptions]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("served_site", options, ids=str, indirect=True, scope="session")
