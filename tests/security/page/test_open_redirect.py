"""An attacker has a person sent on to a foreign page after the sign-in (RFC 9700 4.11)."""

import pytest

from auth.errors import ArgumentRefused
from tests.support import samples
from tests.support.tab import Browser

PAGE = f"{samples.PAGE}/"


@pytest.mark.parametrize(
    "return_to",
    [
        "https://evil.example/",
        "http://localhost:8001/",
        "https://localhost:8000/",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "http://localhost:8000//evil.example",
        "http://localhost:8000@evil.example/",
        "javascript:alert(1)",
        "data:text/html,x",
        "reports",
        "?a=1",
        "/\t/evil.example",
        "/\n",
        " /reports",
        "/é",
        "http:/evil.example",
        "HTTP://evil.example",
        "/..//evil.example\\@x",
        "/%2f\r\nLocation: //evil.example",
        "/\u2028",
    ],
)
async def test_a_foreign_return_to_is_refused(one_browser: Browser, return_to: str) -> None:
    """Only a path on this origin, or its full URL, is a place to return to."""
    tab = one_browser.tab()
    with pytest.raises(ArgumentRefused):
        await tab.client.sign_in(return_to=return_to)
    assert (tab.navigation.visited, tab.storage.entries) == ([], {})


@pytest.mark.parametrize(
    "return_to", ["/%2f/evil.example", "/..//evil.example", "/@evil.example", "/x" * 4000, "/.//e"]
)
async def test_an_odd_path_stays_on_the_origin(one_browser: Browser, return_to: str) -> None:
    """Whatever the path looks like, the browser is given a whole URL of this very origin."""
    tab = one_browser.tab()
    await tab.sign_in(return_to=return_to)
    [visited] = tab.navigation.visited
    assert visited == samples.PAGE + return_to


@pytest.mark.parametrize("name", ["return_to", "next", "redirect", "url", "continue"])
async def test_a_link_does_not_choose_the_place(one_browser: Browser, name: str) -> None:
    """A parameter of the page's own address does not set `return_to`."""
    tab = one_browser.tab(f"{PAGE}?{name}=//evil.example/")
    await tab.come_back(await tab.callback())
    assert tab.navigation.visited == []
    assert tab.navigation.url == f"{PAGE}?{name}=//evil.example/"


@pytest.mark.parametrize("place", ["//evil.example/", "https://evil.example/", "javascript:x()"])
async def test_a_place_that_was_tampered_with_is_not_gone_to(
    one_browser: Browser, place: str
) -> None:
    """Storage is checked again on return: the person is signed in, and stays here."""
    tab = one_browser.tab()
    url = await tab.callback(return_to="/reports")
    entries = tab.storage.entries
    tab.storage.entries = {key: entries[key].replace("/reports", place) for key in entries}
    session = await tab.come_back(url)
    assert (session.state, tab.navigation.visited, tab.navigation.url) == ("signed_in", [], PAGE)
