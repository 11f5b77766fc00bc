"""Fixtures for pytest, which an installed distribution offers by itself (docs/testing.md).

Before a fixture is used, nothing is imported but this library, so that other projects of an
environment are not disturbed.
"""

from __future__ import annotations

import importlib
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import pytest

from .app_folder import find_app

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from ..backend import AccessTokenVerifier
    from .app_page import AppPage
    from .loopback import LocalCognito
    from .tokens import TokenMinter

    OpenApp = Callable[..., AppPage]
    MintTokens = Callable[..., TokenMinter]

EXTRA = "the extra `testing` of this distribution is not installed"


@pytest.fixture
def cognito() -> Iterator[LocalCognito]:
    """Return the stand-in for Cognito on the loopback interface, until the test ends."""
    with _import(".loopback").LocalCognito() as running:
        yield running


@pytest.fixture
def cognito_app(request: pytest.FixtureRequest) -> Iterator[OpenApp]:
    """Return a function that opens the app without a browser: `cognito_app(user="ada")`.

    Its arguments are those of `AppPage`, and `cognito` for the fixture's pool. The app's folder is
    the nearest one with an `index.html`, from the test's own folder upwards.
    """
    pages = _import(".app_page")
    with ExitStack() as stack:

        def open_app(
            *, folder: Path | str | None = None, cognito: LocalCognito | None = None, **more: Any
        ) -> AppPage:
            if cognito is not None:
                more["pool"] = cognito.pool
            page: AppPage = pages.AppPage(folder or _folder(request), **more)
            stack.callback(page.close)
            return page

        yield open_app


@pytest.fixture
def cognito_tokens() -> Iterator[MintTokens]:
    """Return a function that returns a `TokenMinter`.

    `cognito_tokens(verifier)` mints the tokens that an API's own verifier expects, and makes it
    accept them until the test ends. `cognito_tokens()` mints those of the example pool.
    """
    minters = _import(".tokens")
    with ExitStack() as stack:

        def mint_for(verifier: AccessTokenVerifier | None = None) -> TokenMinter:
            minter: TokenMinter = minters.TokenMinter()
            if verifier is not None:
                stack.enter_context(minter.trusted_by(verifier))
            return minter

        yield mint_for


@pytest.fixture
def cognito_site(request: pytest.FixtureRequest, cognito: LocalCognito) -> Iterator[str]:
    """Return the URL of the app, which is served until the test ends, with `cognito` as its pool.

    A project that serves its app in another way replaces this fixture, and registers the URL by
    `cognito.settings(url)`.
    """
    with _import(".site").served(_folder(request), cognito) as url:
        yield url


@pytest.fixture
def signed_in_page(request: pytest.FixtureRequest) -> Callable[..., Any]:
    """Return a function that signs somebody in with Playwright, and returns the page.

    `page = signed_in_page(user="ada")` is the fixture `page` of pytest-playwright, after a sign-in
    through the pages of the stand-in.
    """
    pytest.importorskip("pytest_playwright", reason="signed_in_page needs pytest-playwright")
    page = request.getfixturevalue("page")
    url = request.getfixturevalue("cognito_site")
    cognito = request.getfixturevalue("cognito")

    def sign_in(user: Any = "ada", *, path: str = "") -> Any:
        _import(".site").sign_in(page, url.rstrip("/") + "/" + path.lstrip("/"), cognito, user)
        return page

    return sign_in


def _import(name: str) -> Any:
    """Import a module of this package; fail in one sentence if it needs what is not installed."""
    try:
        return importlib.import_module(name, __package__)
    except ModuleNotFoundError as missing:
        pytest.fail(f"{EXTRA}: it needs {missing.name}", pytrace=False)


def _folder(request: pytest.FixtureRequest) -> Path:
    return find_app(request.path.parent, request.config.rootpath)
