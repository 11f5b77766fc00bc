"""Whole sign-ins with the stand-in, and calls of a client's methods."""

import asyncio
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from auth.encoding.strict_json import parse_object
from auth.errors import ArgumentRefused, SignInRequired, StorageUnavailable
from auth.protocol.pkce import code_challenge
from auth.session.storage import TRANSACTION_PREFIX
from tests.support import samples
from tests.support.tab import TOKEN_PATH, Browser, Tab


def query(url: str) -> dict[str, str]:
    """Return the parameters of a URL, each of which must be there once."""
    pairs = parse_qsl(urlsplit(url).query, keep_blank_values=True, strict_parsing=True)
    assert len(dict(pairs)) == len(pairs)
    return dict(pairs)


def _nested(depth: int) -> list[object]:
    return [_nested(depth - 1)] if depth else []


def pending(tab: Tab) -> list[dict[str, Any]]:
    """Return the pending sign-ins that the tab's storage holds."""
    entries = tab.storage.entries
    return [parse_object(entries[key]) for key in entries if key.startswith(TRANSACTION_PREFIX)]


async def test_a_sign_in_ends_with_the_person_signed_in(one_browser: Browser) -> None:
    """The claims of the checked ID token are in the session, and the states came in order."""
    tab = one_browser.tab()
    session = await tab.sign_in()
    assert (session.state, session.error) == ("signed_in", None)
    assert session.user is not None
    assert (session.user.name, session.user.groups) == ("Ada Lovelace", ["admins"])
    assert session.expires_at == one_browser.clock.now() + 3600
    assert tab.states == ["signing_in", "signed_in"]
    assert tab.navigation.url == f"{samples.PAGE}/"


async def test_the_authorization_request_is_complete(one_browser: Browser) -> None:
    """Every parameter of a code request with PKCE is there, once, and fits what was stored."""
    tab = one_browser.tab()
    await tab.client.sign_in()
    [url], [stored] = tab.navigation.visited, pending(tab)
    assert url.startswith(f"{samples.DOMAIN}/login?")
    assert query(url) == {
        "response_type": "code",
        "client_id": samples.CLIENT,
        "redirect_uri": f"{samples.PAGE}/",
        "state": stored["state"],
        "scope": "openid email profile api/read",
        "nonce": stored["nonce"],
        "code_challenge": code_challenge(stored["code_verifier"]),
        "code_challenge_method": "S256",
    }


async def test_one_time_values_are_fresh_and_different(one_browser: Browser) -> None:
    """No sign-in shares a value with another one, and no value serves two purposes."""
    values: list[str] = []
    tab = one_browser.tab()
    for _ in range(5):
        tab.load(f"{samples.PAGE}/")
        await tab.client.sign_in()
    for stored in pending(tab):
        values += [stored["state"], stored["nonce"], stored["code_verifier"]]
    assert len(set(values)) == len(values) == 15


async def test_the_token_request_says_nothing_needless(one_browser: Browser) -> None:
    """The body holds the five parameters of RFC 6749 4.1.3 with PKCE; there is no secret."""
    tab = one_browser.tab()
    await tab.sign_in()
    [request] = tab.transport.sent_to(TOKEN_PATH)
    assert isinstance(request.body, str)
    names = sorted(name for name, _ in parse_qsl(request.body))
    assert names == ["client_id", "code", "code_verifier", "grant_type", "redirect_uri"]
    assert request.headers == (("Content-Type", "application/x-www-form-urlencoded"),)


@pytest.mark.parametrize(
    "app_state",
    ["/a?b=c&d=%2F+", {"basket": [1, 2.5, None, True]}, "👩‍🚀" * 1000, "", 0, [], None],
)
async def test_app_state_comes_back_unharmed(one_browser: Browser, app_state: object) -> None:
    """Any JSON value survives the way to Cognito and back, and a reload after it."""
    tab = one_browser.tab()
    session = await tab.sign_in(app_state=app_state)
    assert session.app_state == app_state
    assert (await tab.load(tab.navigation.url).start()).app_state == app_state


@pytest.mark.parametrize("app_state", [float("nan"), "\ud800", {"a": {"b": ...}}, _nested(40)])
async def test_app_state_that_could_not_come_back_is_refused(
    one_browser: Browser, app_state: object
) -> None:
    """What storage would not give back unharmed is refused while the caller can still hear it."""
    tab = one_browser.tab()
    with pytest.raises(ArgumentRefused):
        await tab.client.sign_in(app_state=app_state)
    assert (tab.navigation.visited, tab.client.session.state) == ([], "booting")


async def test_a_second_sign_in_while_leaving_does_nothing(one_browser: Browser) -> None:
    """A double click navigates once."""
    tab = one_browser.tab()
    await tab.client.start()
    await asyncio.gather(tab.client.sign_in(), tab.client.sign_in())
    assert (len(tab.navigation.visited), len(pending(tab))) == (1, 1)


async def test_two_starts_exchange_a_code_once(one_browser: Browser) -> None:
    """A second start, at the same time or later, answers with the session there is."""
    tab = one_browser.tab()
    url = await tab.callback()
    client, answers = tab.load(url), []

    async def start_again() -> None:
        answers.append((await client.start()).state)

    tab.transport.meanwhile(TOKEN_PATH, start_again)
    answers.append((await client.start()).state)
    await start_again()
    assert answers == ["signing_in", "signed_in", "signed_in"]
    assert tab.codes_sent == 1


async def test_sign_ins_begun_in_two_tabs_both_finish(one_browser: Browser) -> None:
    """Whichever returns first, each tab finds its own pending sign-in."""
    first, second = one_browser.tab(), one_browser.tab()
    url = await first.callback()
    other = await second.callback("ada")
    assert (await second.come_back(other)).state == "signed_in"
    assert (await first.come_back(url)).state == "signed_in"


async def test_two_sign_ins_of_one_tab_both_stay_redeemable(one_browser: Browser) -> None:
    """Going back and signing in again does not spoil the first way."""
    tab = one_browser.tab()
    url = await tab.callback()
    tab.load(f"{samples.PAGE}/")
    await tab.client.sign_in()
    assert (await tab.come_back(url)).state == "signed_in"


async def test_optional_parameters_are_sent_once(one_browser: Browser) -> None:
    """Those of the call win over those of the configuration, and encoding hurts none."""
    tab = one_browser.tab(lang="de", login_hint="old", idp_identifier="example.org", prompt="login")
    await tab.client.sign_in(login_hint="ada+1@example.com", identity_provider="COGNITO")
    sent = query(tab.navigation.visited[0])
    assert sent["login_hint"] == "ada+1@example.com"
    assert (sent["lang"], sent["prompt"], sent["identity_provider"]) == ("de", "login", "COGNITO")
    assert "idp_identifier" not in sent


@pytest.mark.parametrize(
    "arguments",
    [
        {"state": "fixed"},
        {"redirect_uri": "https://evil.example/"},
        {"identity_provider": "COGNITO", "idp_identifier": "example.org"},
        {"max_age": -1},
    ],
)
async def test_other_parameters_are_refused(
    one_browser: Browser, arguments: dict[str, Any]
) -> None:
    """No parameter of ours can be sent twice, and no two that contradict each other."""
    tab = one_browser.tab()
    with pytest.raises(ArgumentRefused):
        await tab.client.sign_in(**arguments)
    assert tab.navigation.visited == []


@pytest.mark.parametrize("age", [0, 60])
@pytest.mark.parametrize("place", ["call", "configuration"])
async def test_max_age_is_asked_for_and_checked(one_browser: Browser, age: int, place: str) -> None:
    """Cognito is told, and an ID token from an older sign-in is not believed."""
    in_call = place == "call"
    tab = one_browser.tab(max_age=... if in_call else age)
    url = await tab.callback(max_age=age if in_call else None)
    assert query(tab.navigation.visited[0])["max_age"] == str(age)
    [stored] = pending(tab)
    assert stored["max_age"] == age
    assert (await tab.come_back(url)).state == "signed_in"


async def test_an_old_sign_in_does_not_satisfy_max_age(one_browser: Browser) -> None:
    """A server that ignores max_age is found out by auth_time."""
    tab = one_browser.tab()
    await tab.sign_in()
    await tab.client.sign_out(hosted=False)
    one_browser.clock.advance(900)
    await tab.client.sign_in(max_age=60)
    without = tab.navigation.visited[-1].replace("&max_age=60", "")
    session = await tab.come_back(one_browser.simple_browser.open(without))
    assert (session.state, type(session.error).__name__) == ("signed_out", "AuthenticationTooOld")


@pytest.mark.parametrize("operation", ["get", "set", "keys", "forgetful"])
async def test_storage_that_fails_is_reported_before_leaving(
    one_browser: Browser, operation: str
) -> None:
    """Nobody is sent to a sign-in that cannot be finished."""
    tab = one_browser.tab()
    await tab.client.start()
    tab.storage.broken = (operation,)
    tab.storage.entries["another"] = "key"
    tab.storage.entries[f"{TRANSACTION_PREFIX}x"] = ""
    tab.storage.forgetful = operation == "forgetful"
    with pytest.raises(StorageUnavailable):
        await tab.client.sign_in()
    assert (tab.navigation.visited, tab.client.session.state) == ([], "signed_out")


async def test_blocked_storage_is_reported_at_the_start(one_browser: Browser) -> None:
    """A page that cannot keep anything says so in the session, and does not raise."""
    tab = one_browser.tab()
    tab.storage.broken = ("get", "set", "remove", "keys")
    session = await tab.client.start()
    assert (session.state, type(session.error)) == ("signed_out", StorageUnavailable)


async def test_sign_in_on_load_leaves_at_once(one_browser: Browser) -> None:
    """With that setting nobody sees a landing page."""
    tab = one_browser.tab(sign_in_on_load=True)
    asked_at = one_browser.clock.monotonic()
    assert (await tab.client.start()).state == "signing_in"
    assert len(tab.navigation.visited) == 1
    assert (
        one_browser.clock.monotonic() == asked_at
    )  # no other tab has a session that is worth a wait


async def test_sign_in_on_load_that_cannot_begin_is_reported(one_browser: Browser) -> None:
    """Full storage ends in the session's error, not in an exception."""
    tab = one_browser.tab(sign_in_on_load=True)
    tab.storage.broken = ("set",)
    session = await tab.client.start()
    assert (session.state, type(session.error)) == ("signed_out", StorageUnavailable)


async def test_sign_in_on_load_never_loops(one_browser: Browser) -> None:
    """A refused sign-in stays on the page with its error."""
    tab = one_browser.tab(sign_in_on_load=True)
    await tab.client.start()
    one_browser.cognito.faults.enable("access-denied")
    session = await tab.come_back(await tab.callback())
    assert (session.state, tab.navigation.visited) == ("signed_out", [])


async def test_nobody_signed_in_means_no_token(one_browser: Browser) -> None:
    """Every call that needs a person says so, without a request."""
    tab = one_browser.tab()
    await tab.client.start()
    for call in (
        tab.client.get_access_token,
        tab.client.refresh,
        tab.client.revoke,
        tab.client.fetch_user_info,
        lambda: tab.client.fetch("/api/user"),
    ):
        with pytest.raises(SignInRequired):
            await call()
    assert tab.transport.requests == []
