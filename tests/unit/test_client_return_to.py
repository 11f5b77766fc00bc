"""The page that is shown after a sign-in."""

import json

import pytest

from auth.encoding.strict_json import parse_object
from tests.support import samples
from tests.support.tab import Browser

PAGE = f"{samples.PAGE}/"


@pytest.mark.parametrize(
    ("return_to", "shown"),
    [
        (None, PAGE),
        ("", PAGE),
        ("/", PAGE),
        ("/?a=%2F&b#/inbox", f"{PAGE}?a=%2F&b#/inbox"),
        ("/#section", f"{PAGE}#section"),
        (f"{PAGE}?a=1", f"{PAGE}?a=1"),
    ],
)
async def test_the_same_page_is_shown_without_loading_it(
    one_browser: Browser, return_to: str | None, shown: str
) -> None:
    """A place on the redirect page itself needs no navigation."""
    tab = one_browser.tab()
    session = await tab.sign_in(return_to=return_to)
    assert (session.state, tab.navigation.url, tab.navigation.visited) == ("signed_in", shown, [])


async def test_another_page_is_loaded_in_the_place_of_this_one(one_browser: Browser) -> None:
    """The callback leaves no entry in the history, and the next page finds the session."""
    tab = one_browser.tab()
    session = await tab.sign_in(return_to="/reports?year=1843#top")
    target = f"{samples.PAGE}/reports?year=1843#top"
    assert (session.state, tab.navigation.without_history) == ("signing_in", [target])
    assert (await tab.load(target).start()).state == "signed_in"


async def test_the_app_state_is_for_the_page_that_the_sign_in_returns_to(
    one_browser: Browser,
) -> None:
    """The callback's page shows nobody, and does not take it."""
    tab = one_browser.tab()
    await tab.sign_in(return_to="/reports", app_state="print")
    assert tab.client.take_app_state() is None
    client = tab.load(tab.navigation.visited[-1])
    await client.start()
    assert (client.take_app_state(), client.take_app_state()) == ("print", None)


async def test_tokens_in_memory_forbid_loading_another_page(one_browser: Browser) -> None:
    """The address is shown; loading it would lose the session."""
    tab = one_browser.tab(token_storage="memory")
    session = await tab.sign_in(return_to="/reports")
    assert (session.state, tab.navigation.visited) == ("signed_in", [])
    assert tab.navigation.url == f"{samples.PAGE}/reports"
    assert not any("cognito.session" in key for key in tab.storage.entries)
    assert (await tab.load(PAGE).start()).state == "signed_out"


@pytest.mark.parametrize(
    "place",
    ["/?q=1#/inbox", "/shop?code=SUMMER&state=open", "/shop?state=CA", "/reports?a&&b=%7e"],
)
async def test_a_sign_in_returns_to_where_it_was_asked_for(
    one_browser: Browser, place: str
) -> None:
    """Without a `return_to`, the page as it stands is the place; its parameters are its own."""
    tab = one_browser.tab(samples.PAGE + place)
    await tab.come_back(await tab.callback())
    assert samples.PAGE + place in (tab.navigation.url, *tab.navigation.visited)


async def test_a_sign_in_before_the_start_does_not_return_to_a_callback(
    one_browser: Browser,
) -> None:
    """A callback in the address bar is not used as `return_to`."""
    tab = one_browser.tab(f"{PAGE}?code=x&state=y&q=1")
    await tab.come_back(await tab.callback())
    assert tab.navigation.url == f"{PAGE}?q=1"


async def test_a_second_try_returns_to_where_the_first_one_wanted_to(one_browser: Browser) -> None:
    """After a failed sign-in, the next one has the same `return_to`."""
    tab = one_browser.tab()
    one_browser.cognito.faults.enable("access-denied", times=1)
    await tab.come_back(await tab.callback(return_to="/reports"))
    await tab.come_back(await tab.callback())
    assert tab.navigation.visited == [f"{samples.PAGE}/reports"]


@pytest.mark.parametrize(
    "stored", ["javascript:alert(1)", "//evil.example", "https://x.test/", "²"]
)
async def test_a_stored_place_that_is_none_stops_no_sign_in(
    one_browser: Browser, stored: str
) -> None:
    """A second attempt returns where the first one began, unless storage has something else."""
    tab = one_browser.tab(f"{samples.PAGE}/reports")
    await tab.client.start()
    await tab.client.sign_in()
    [key] = tab.storage.entries
    transaction = parse_object(tab.storage.entries[key]) | {"return_to": stored}
    tab.storage.entries[key] = json.dumps(transaction)
    await tab.come_back(f"{PAGE}?error=access_denied&state={transaction['state']}")
    await tab.client.sign_in()
    [key] = tab.storage.entries
    assert parse_object(tab.storage.entries[key])["return_to"] == "/"


@pytest.mark.parametrize("place", ["//", "//reports", "//evil.example/"])
async def test_a_page_whose_path_begins_with_two_slashes_can_sign_in(
    one_browser: Browser, place: str
) -> None:
    """Hosts that serve any path serve these too; as a path, they would be another host's."""
    tab = one_browser.tab(samples.PAGE + place)
    session = await tab.come_back(await tab.callback())
    assert (session.state, tab.navigation.url) == ("signed_in", PAGE)
