"""Buttons and links that need HTML alone to lead to one of Cognito's pages."""

import asyncio
import importlib
from typing import Any
from unittest.mock import MagicMock
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.support import samples
from tests.support.document_double import AnyDocument, Element, a_page
from tests.support.tab import Browser


def element(words: str = "Button", **attributes: str) -> Element:
    """Return a button with these attributes: `data_auth` is `data-auth`."""
    one = Element("button")
    one.textContent = words
    one.attributes = {name.replace("_", "-"): value for name, value in attributes.items()}
    return one


async def clicked(*elements: Element, press: int = 0) -> tuple[str, AnyDocument, list[Any]]:
    """Start a page with these elements, press one, and return where that leads."""
    tab = Browser().tab()
    runtime = tab.load(f"{samples.PAGE}/")._runtime
    with a_page(runtime, samples.SETTINGS) as document:
        document.body.append(*elements)
        await importlib.import_module("auth.page").Page(runtime).start()
        before = asyncio.all_tasks()
        events = []
        for listener in elements[press].listeners.get("click", []):
            events.append(MagicMock())
            listener(events[-1])
        await asyncio.gather(*(asyncio.all_tasks() - before))
        visited: list[str] = vars(runtime.navigation)["visited"]
        return (visited or [""])[-1], document, events


@pytest.mark.parametrize(
    ("where", "path"),
    [("sign-in", "/login"), ("sign-up", "/signup"), ("reset-password", "/forgotPassword")],
)
def test_each_entrance_leads_to_its_page(where: str, path: str) -> None:
    """The URL has the login hint and the language."""
    button = element(data_auth=where, data_login_hint="ada@example.com", data_lang="de")
    url, document, _ = asyncio.run(clicked(button))
    asked = parse_qs(urlsplit(url).query)
    assert urlsplit(url).path == path
    assert (asked["login_hint"], asked["lang"]) == (["ada@example.com"], ["de"])
    assert asked["code_challenge_method"] == ["S256"]
    assert document.warnings == []


def test_a_level_is_named_by_its_attribute() -> None:
    """A button can ask for a second factor without Python."""
    button = element(data_auth="sign-in", data_acr_values="urn:cognito:loa:4 urn:cognito:loa:3")
    url, document, _ = asyncio.run(clicked(button))
    asked = parse_qs(urlsplit(url).query)
    assert asked["acr_values"] == ["urn:cognito:loa:4 urn:cognito:loa:3"]
    assert document.warnings == []


def test_a_provider_is_named_by_its_attribute() -> None:
    """A link leads to the provider's page, and nowhere else."""
    link = element(data_auth="sign-in", data_identity_provider="Google & Co")
    url, _, [event] = asyncio.run(clicked(link))
    assert parse_qs(urlsplit(url).query)["identity_provider"] == ["Google & Co"]
    assert event.preventDefault.call_count == 1


@pytest.mark.parametrize(
    ("attributes", "words"),
    [
        ({"data_auth": "signup"}, 'data-auth: got "signup", expected one of sign-in, sign-up'),
        ({"data_auth": ""}, 'data-auth: got "", expected one of'),
        (
            {"data_auth": "sign-in", "data_identity_provider": ""},
            "data-identity-provider: got an empty string, expected a value",
        ),
        (
            {"data_auth": "sign-in", "data_identity_provider": "A", "data_idp_identifier": "b.c"},
            "data-identity-provider, data-idp-identifier: expected only one",
        ),
    ],
)
def test_a_mistake_is_named_on_the_console(attributes: dict[str, str], words: str) -> None:
    """The other buttons still work."""
    wrong, right = element("Google", **attributes), element(data_auth="sign-up")
    url, document, _ = asyncio.run(clicked(wrong, right, press=1))
    assert urlsplit(url).path == "/signup"
    assert wrong.listeners == {}
    [warning] = document.warnings
    assert warning.startswith('The button or link "Google": ')
    assert words in warning


def test_a_button_that_nothing_answers_to_is_named() -> None:
    """Only visible buttons without a handler are named."""

    async def story() -> list[str]:
        runtime = Browser().tab().load(f"{samples.PAGE}/")._runtime
        with a_page(runtime, samples.SETTINGS) as document:
            page = importlib.import_module("auth.page").Page(runtime)
            dead, hidden, own, bound = (element(words) for words in ("Dead", "Hidden", "In", "On"))
            hidden.hidden = True
            own.id, bound.id = "sign-in", "reports"
            page.on_click("reports")(lambda: None)
            document.body.append(dead, hidden, own, bound)
            await page.start()
            page.warn_of_dead_buttons()
            return document.warnings

    [warning] = asyncio.run(story())
    assert warning.startswith('The button "Dead" does nothing')
