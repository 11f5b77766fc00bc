"""The entries into a sign-in beside the usual one, and what the next sign-out leads to."""

import asyncio
from typing import Any

import pytest

from auth.encoding.url import form_decode, parse_url
from auth.errors import ArgumentRefused
from auth.testing.doubles import MemoryStorage
from tests.support.tab import Browser, Tab


def last_visit(tab: Tab) -> tuple[str, dict[str, str]]:
    """Return the path and the parameters of the page that the tab left for."""
    url = parse_url(tab.navigation.visited[-1])
    return url.path, dict(form_decode(url.query or ""))


@pytest.mark.parametrize(
    ("entry", "path"), [("sign_up", "/signup"), ("reset_password", "/forgotPassword")]
)
async def test_other_pages_take_the_same_parameters(
    one_browser: Browser, entry: str, path: str
) -> None:
    """Signing up and a forgotten password come back as a sign-in does."""
    tab = one_browser.tab()
    await tab.client.start()
    await getattr(tab.client, entry)(return_to="/welcome", app_state={"plan": "free"})
    visited, parameters = last_visit(tab)
    assert visited == path
    assert parameters["code_challenge_method"] == "S256"
    assert parameters["response_type"] == "code"
    assert any(parameters["state"] in key for key in tab.storage.entries)


async def test_a_sign_out_can_lead_straight_to_a_sign_in(one_browser: Browser) -> None:
    """Cognito's second form of /logout, with a transaction waiting for the next person."""
    tab = one_browser.tab()
    await tab.sign_in()
    result = await tab.client.sign_out(then="sign_in")
    visited, parameters = last_visit(tab)
    assert (visited, result.local, result.revoked, result.hosted) == ("/logout", True, True, True)
    assert parameters["redirect_uri"] == tab.config.redirect_uri
    assert parameters["code_challenge_method"] == "S256"


async def test_a_sign_out_reports_that_it_could_not_go_on(one_browser: Browser) -> None:
    """Storage that fails stops the next sign-in, not the sign-out."""
    tab = one_browser.tab()
    await tab.sign_in()
    assert isinstance(tab.storage, MemoryStorage)
    tab.storage.broken = ("set",)
    result = await tab.client.sign_out(then="sign_in")
    assert (result.local, result.revoked, result.hosted) == (True, True, False)
    assert tab.client.session.state == "signed_out"


@pytest.mark.parametrize("entry", ["sign_in", "sign_up", "reset_password"])
async def test_a_forgotten_await_signs_in_all_the_same(one_browser: Browser, entry: str) -> None:
    """The page has left when the call returns."""
    tab = one_browser.tab()
    await tab.client.start()
    getattr(tab.client, entry)()
    assert len(tab.navigation.visited) == 1
    assert tab.client.session.state == "signing_in"
    await asyncio.sleep(0)


async def test_a_forgotten_await_signs_out_all_the_same(one_browser: Browser) -> None:
    """Here and in the other tabs when the call returns, at Cognito a moment later."""
    tab = one_browser.tab()
    await tab.sign_in()
    tab.client.sign_out()  # type: ignore[unused-coroutine]
    assert (tab.client.session.state, tab.storage.entries) == ("signed_out", {})
    for _ in range(50):
        await asyncio.sleep(0)
    assert len(tab.transport.sent_to("/oauth2/revoke")) == 1
    assert tab.navigation.visited[-1].startswith("http://localhost:8001/logout?")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"return_to": 7}, "return_to: got 7, expected a path"),
        ({"return_to": "https://evil.example/"}, "origin"),
        ({"return_to": ["/"]}, "return_to: got"),
        ({"max_age": -1}, "max_age: got -1, expected a number of seconds"),
        ({"max_age": "300"}, "max_age: got '300'"),
        ({"max_age": 1.5}, "max_age: got 1.5"),
        ({"max_age": True}, "max_age: got True"),
        ({"app_state": {1, 2}}, "app_state"),
        ({"idenity_provider": "Google"}, "got idenity_provider, expected return_to"),
        ({"identity_provider": None}, "identity_provider: got None, expected a string"),
        ({"lang": 7}, "lang: got 7"),
        ({"identity_provider": "a", "idp_identifier": "b"}, "expected one of the two"),
    ],
)
async def test_a_wrong_argument_is_refused_before_anything_happens(
    one_browser: Browser, arguments: dict[str, Any], sentence: str
) -> None:
    """The error says what was found and expected, also while another sign-in is leaving."""
    tab = one_browser.tab()
    await tab.client.start()
    with pytest.raises(ArgumentRefused, match=sentence):
        await tab.client.sign_in(**arguments)
    assert (tab.navigation.visited, tab.storage.entries) == ([], {})


@pytest.mark.parametrize("max_age", [0, 300])
async def test_a_max_age_is_a_number_of_seconds(one_browser: Browser, max_age: int) -> None:
    """0 is allowed: Cognito then always asks for the password."""
    tab = one_browser.tab()
    await tab.client.start()
    await tab.client.sign_in(max_age=max_age)
    assert last_visit(tab)[1]["max_age"] == str(max_age)


@pytest.mark.parametrize(
    "arguments",
    [
        {"then": "sing_in"},
        {"then": ""},
        {"then": None},
        {"then": "sing_in", "hosted": False},
        {"then": "sign_in", "hosted": False},
        {"hosted": "no"},
        {"hosted": 0},
        {"hosted": None},
    ],
)
async def test_a_sign_out_with_a_wrong_word_does_nothing(
    one_browser: Browser, arguments: dict[str, Any]
) -> None:
    """The person stays signed in, and the error says what was expected."""
    tab = one_browser.tab()
    await tab.sign_in()
    with pytest.raises(ArgumentRefused, match="got"):
        await tab.client.sign_out(**arguments)
    assert tab.client.session.state == "signed_in"


async def test_an_unknown_argument_is_refused(one_browser: Browser) -> None:
    """Methods with optional parameters raise ArgumentRefused, others TypeError."""
    tab = one_browser.tab()
    for method in (tab.client.sign_out, tab.client.sign_up, tab.client.reset_password):
        with pytest.raises((TypeError, ArgumentRefused), match="than"):
            method(than="sign_in")  # type: ignore[call-arg]
