"""A page's controls and listeners: bound whenever they are registered, or refused with a reason."""

import asyncio
import importlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from auth import Session
from auth.errors import ArgumentRefused, ConfigurationError
from tests.support import samples
from tests.support.document_double import AnyDocument, a_page
from tests.support.tab import Browser


@asynccontextmanager
async def page_of_ada(**settings: object) -> AsyncIterator[tuple[Any, AnyDocument]]:
    """Yield a page that has not started, in a tab where ada is signed in; and its document."""
    tab = Browser().tab()
    await tab.sign_in()
    runtime = tab.load(f"{samples.PAGE}/")._runtime
    with a_page(runtime, samples.SETTINGS | settings) as document:
        yield importlib.import_module("auth.page").Page(runtime), document


async def click(document: AnyDocument, element_id: str) -> None:
    """Click an element, and let everything that starts finish."""
    before = asyncio.all_tasks()
    for listener in document.getElementById(element_id).listeners.get("click", []):
        listener(object())
    await asyncio.gather(*(asyncio.all_tasks() - before))


@pytest.mark.parametrize("is_late", [False, True])
def test_a_control_works_whenever_it_is_registered(*, is_late: bool) -> None:
    """It may be registered before `start` or after it."""

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
    """It is called with each later session once."""

    async def story() -> list[str]:
        heard: list[str] = []
        async with page_of_ada() as (page, _):
            await page.start()
            page.on_session(lambda session: heard.append(session.state))
            await page.client.sign_out(hosted=False)
        return heard

    assert asyncio.run(story()) == ["signed_in", "signed_out"]


def test_a_faulty_listener_leaves_the_page_true(capsys: pytest.CaptureFixture[str]) -> None:
    """After a sign-out the page shows nobody, although the listener raises."""

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


async def takes_none() -> None:
    """Do nothing."""


def takes_any(*_arguments: object) -> int:
    """Return a value, which the page ignores."""
    return 1


class Widget:
    """An object of an app, whose methods are handlers."""

    def clicked(self) -> None:
        """Do nothing."""

    def heard(self, _session: Session) -> None:
        """Do nothing."""


@pytest.mark.parametrize(
    ("handler", "words"),
    [
        (None, "got NoneType, expected a function with 0 parameters"),
        ("save", "got str, expected a function"),
        (lambda _event: None, "got function with 1 parameters, expected a"),
        (Widget().heard, "got method with 1 parameters, expected a"),
    ],
)
def test_what_cannot_handle_a_click_is_named(handler: Any, words: str) -> None:
    """A wrong handler is refused when it is registered, not when somebody clicks."""

    async def story() -> None:
        async with page_of_ada() as (page, _):
            with pytest.raises(ArgumentRefused) as refused:
                page.on_click("reports")(handler)
            assert str(refused.value).startswith(f'on_click("reports"): {words}')

    asyncio.run(story())


def test_a_coroutine_in_place_of_its_function_is_named() -> None:
    """The mistake is a pair of parentheses."""

    async def story() -> None:
        async with page_of_ada() as (page, _):
            coroutine = takes_none()
            with pytest.raises(
                ArgumentRefused, match="on_session: got coroutine, expected a function"
            ):
                page.on_session(coroutine)
            coroutine.close()
            with pytest.raises(ArgumentRefused, match="got function with 0 parameters"):
                page.on_session(takes_none)

    asyncio.run(story())


def test_a_click_needs_the_id_of_an_element() -> None:
    """`@page.on_click` without parentheses gets the function in place of the id."""

    async def story() -> None:
        async with page_of_ada() as (page, _):
            with pytest.raises(ArgumentRefused, match=r"got a function, .* @page\.on_click\("):
                page.on_click(takes_any)

    asyncio.run(story())


@pytest.mark.parametrize("handler", [takes_none, takes_any, Widget().clicked, lambda _late=1: 2])
def test_functions_and_coroutine_functions_handle_clicks(handler: Any) -> None:
    """What they return is ignored, unless it can be awaited."""

    async def story() -> str:
        async with page_of_ada() as (page, document):
            page.on_session(takes_any)
            page.on_session(Widget().heard)
            page.on_click("reports")(handler)
            await page.start()
            await click(document, "reports")
            return str(document.getElementById("alert").textContent)

    assert asyncio.run(story()) == ""


def test_a_page_that_has_not_started_says_what_to_do() -> None:
    """`page.client` before `start` raises an error with advice, not an AttributeError."""

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


def test_a_faulty_listener_does_not_silence_the_others(capsys: pytest.CaptureFixture[str]) -> None:
    """Each is called; what one raises is printed, whether it is a coroutine function or not."""

    async def story() -> list[str]:
        heard: list[str] = []

        def fail(_: Session) -> None:
            raise KeyError

        async def fail_later(_: Session) -> None:
            raise OSError

        async with page_of_ada() as (page, _):
            for listener in (fail, fail_later, lambda session: heard.append(session.state)):
                page.on_session(listener)
            before = asyncio.all_tasks()
            await page.start()
            await asyncio.gather(*(asyncio.all_tasks() - before))
        return heard

    assert asyncio.run(story()) == ["signed_in"]
    said = capsys.readouterr().err
    assert "a session listener raised KeyError" in said
    assert "a session listener raised OSError" in said


def test_listeners_find_the_state_in_the_document() -> None:
    """It is there before anything that an app does about it can fail."""

    async def story() -> list[str]:
        found: list[str] = []
        async with page_of_ada() as (page, document):
            page.on_session(lambda _: found.append(document.state))
            await page.start()
            await page.client.sign_out(hosted=False)
        return found

    assert asyncio.run(story()) == ["signed_in", "signed_out"]


def test_a_faulty_click_handler_is_reported(capsys: pytest.CaptureFixture[str]) -> None:
    """The page says so, the console has file and line, and the button works again."""

    async def story() -> str:
        def fail() -> None:
            raise ValueError("a secret, perhaps")

        async with page_of_ada() as (page, document):
            page.on_click("reports")(fail)
            await page.start()
            for _ in range(2):
                await click(document, "reports")
            return str(document.getElementById("alert").textContent)

    assert asyncio.run(story()) == "Something went wrong in this page. Please reload it."
    said = capsys.readouterr().err
    assert said.count('the click handler of "reports" raised ValueError') == 2
    assert "test_page.py" in said
    assert "secret" not in said


def test_a_missing_element_is_found_before_a_sign_in_is_finished() -> None:
    """A code that has been used cannot be used by the corrected page."""

    async def story() -> None:
        async with page_of_ada() as (page, document):
            document.missing.append("reports")
            page.on_click("reports")(lambda: None)
            with pytest.raises(LookupError, match="no element with the id reports"):
                await page.start()
            assert page.client.session.state == "booting"

    asyncio.run(story())


@pytest.mark.parametrize("is_remembered", [True, False])
def test_a_sign_out_is_announced(*, is_remembered: bool) -> None:
    """Where it happens, and on the page that Cognito leads back to; the focus is on "Sign in"."""

    async def story() -> tuple[str, int]:
        tab = Browser().tab()
        await tab.sign_in()
        runtime = tab.load(f"{samples.PAGE}/")._runtime
        with a_page(runtime, samples.SETTINGS) as document:
            page = importlib.import_module("auth.page").Page(runtime)
            await page.start()
            await page.client.sign_out(hosted=is_remembered)
            if is_remembered:
                page._noticed("left")
        if is_remembered:
            runtime = tab.load(f"{samples.PAGE}/")._runtime
            with a_page(runtime, samples.SETTINGS) as document:
                await importlib.import_module("auth.page").Page(runtime).start()
        status, button = map(document.getElementById, ("status", "sign-in"))
        return str(status.textContent), button.focused

    assert asyncio.run(story()) == ("You are signed out.", 1)


def test_a_page_that_nobody_has_signed_out_of_announces_nothing() -> None:
    """A first visit does not move the focus."""

    async def story() -> tuple[str, int]:
        runtime = Browser().tab().load(f"{samples.PAGE}/")._runtime
        with a_page(runtime, samples.SETTINGS) as document:
            await importlib.import_module("auth.page").Page(runtime).start()
            status, button = map(document.getElementById, ("status", "sign-in"))
            return str(status.textContent), button.focused

    assert asyncio.run(story()) == ("", 0)


def test_a_sign_out_of_another_app_of_the_origin_is_not_announced() -> None:
    """The app's own next page announces it, even if the other app's page comes first."""

    async def story() -> list[str]:
        tab = Browser().tab()
        await tab.sign_in()
        runtime = tab.load(f"{samples.PAGE}/")._runtime
        with a_page(runtime, samples.SETTINGS):
            page = importlib.import_module("auth.page").Page(runtime)
            await page.start()
            await page.client.sign_out()
            page._noticed("left")
        said = []
        for client_id in ("7otherexample0app0client00", samples.CLIENT):
            runtime = tab.load(f"{samples.PAGE}/")._runtime
            with a_page(runtime, samples.SETTINGS | {"client_id": client_id}) as document:
                await importlib.import_module("auth.page").Page(runtime).start()
                said.append(str(document.getElementById("status").textContent))
        return said

    assert asyncio.run(story()) == ["", "You are signed out."]
