"""A page's controls and listeners: bound whenever they are registered, or refused with a reason."""

import asyncio
import importlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from auth import Session
from auth.errors import ConfigurationError
from tests.support import samples
from tests.support.document_double import Document, a_page
from tests.support.tab import Browser


@asynccontextmanager
async def page_of_ada(**settings: object) -> AsyncIterator[tuple[Any, Document]]:
    """Yield a page that has not started, in a tab where ada is signed in; and its document."""
    tab = Browser().tab()
    await tab.sign_in()
    runtime = tab.load(f"{samples.PAGE}/")._runtime
    with a_page(runtime, samples.SETTINGS | settings) as document:
        yield importlib.import_module("auth.page").Page(runtime), document


async def click(document: Document, element_id: str) -> None:
    """Click an element, and let everything that starts finish."""
    before = asyncio.all_tasks()
    for listener in document.getElementById(element_id).listeners.get("click", []):
        listener(object())
    await asyncio.gather(*(asyncio.all_tasks() - before))


@pytest.mark.parametrize("is_late", [False, True])
def test_a_control_works_whenever_it_is_registered(*, is_late: bool) -> None:
    """Before `start`, and after it, as in a program that goes on."""

    async def story() -> list[str]:
        clicked = []

        async def handler() -> None:
            clicked.append("clicked")

        async with page_of_ada() as (page, document):
            if not is_late:
                page.on_click("reports")(handler)
            await page.start()
            if is_late:
                page.on_click("reports")(handler)
            await click(document, "reports")
        return clicked

    assert asyncio.run(story()) == ["clicked"]


def test_a_late_listener_hears_the_current_session_at_once() -> None:
    """And everything that follows, each once."""

    async def story() -> list[str]:
        heard: list[str] = []
        async with page_of_ada() as (page, _):
            await page.start()
            page.on_session(lambda session: heard.append(session.state))
            await page.client.sign_out(hosted=False)
        return heard

    assert asyncio.run(story()) == ["signed_in", "signed_out"]


def test_a_faulty_listener_leaves_the_page_true(capsys: pytest.CaptureFixture[str]) -> None:
    """After a sign-out the page says so, though the listener took somebody to be signed in."""

    def show(session: Session) -> None:
        session.user.name  # type: ignore[union-attr] # noqa: B018 - the usual mistake

    async def story() -> str:
        async with page_of_ada() as (page, document):
            page.on_session(show)
            await page.start()
            assert document.state == "signed_in"
            await page.client.sign_out(hosted=False)
            return document.state

    assert asyncio.run(story()) == "signed_out"
    assert "a session listener raised AttributeError" in capsys.readouterr().err


def test_a_page_that_has_not_started_says_what_to_do() -> None:
    """Whoever takes its client too early is not left with an AttributeError."""

    async def story() -> None:
        async with page_of_ada() as (page, _):
            with pytest.raises(RuntimeError, match=r"await page\.start\(\)"):
                page.client  # noqa: B018 - asking is what is tried

    asyncio.run(story())


def test_a_page_whose_configuration_is_invalid_says_which_setting() -> None:
    """The page shows it, and so does the exception."""

    async def story() -> None:
        async with page_of_ada(scopes="openid") as (page, document):
            assert await page.start() is None
            assert document.state == "signed_out"
            assert "scopes" in document.getElementById("alert").textContent
            with pytest.raises(ConfigurationError, match="scopes"):
                page.client  # noqa: B018 - asking is what is tried

    asyncio.run(story())
