"""How a client handles its address: responses, refusals, forgeries and other parameters."""

from dataclasses import replace

import pytest

from auth.errors import (
    AuthError,
    AuthorizationDenied,
    InvalidGrant,
    MalformedResponse,
    StateMismatch,
    StorageUnavailable,
    TokenInvalid,
    TokenRequestRejected,
    TransactionMissing,
    TransportFailed,
)
from auth.session.storage import TRANSACTION_PREFIX
from tests.support import samples
from tests.support.tab import KEYS_PATH, TOKEN_PATH, Browser, Tab

PAGE = f"{samples.PAGE}/"


async def assert_retry_works(tab: Tab) -> None:
    """Assert that the very next sign-in succeeds, from the page as it stands."""
    assert (await tab.come_back(await tab.callback())).state == "signed_in"


@pytest.mark.parametrize(
    ("response", "kind"),
    [
        ("?code=x", TransactionMissing),
        ("?code=x&state=", TransactionMissing),
        ("?code=x&state=a&state=b", TransactionMissing),
        ("?code=x&state=unknown", StateMismatch),
        ("?error=access_denied&state=unknown", StateMismatch),
        ("?error=access_denied", TransactionMissing),
        ("?%63ode=x&state=unknown", StateMismatch),
        ("#access_token=x&id_token=y&state=z", MalformedResponse),
        ("#id_token=y", MalformedResponse),
        ("?access_token=x", MalformedResponse),
    ],
)
async def test_an_answer_nobody_asked_for_is_cleaned_away(
    one_browser: Browser, response: str, kind: type[AuthError]
) -> None:
    """No request is sent, nothing is left in the address bar, and a new sign-in works."""
    tab = one_browser.tab(PAGE + response)
    session = await tab.client.start()
    assert (session.state, type(session.error)) == ("signed_out", kind)
    assert (tab.navigation.url, tab.transport.requests) == (PAGE, [])
    assert tab.navigation.visited == []
    await assert_retry_works(tab)


@pytest.mark.parametrize(
    ("addition", "kind"),
    [
        ("&code=second", MalformedResponse),
        ("&error=access_denied", MalformedResponse),
        ("&iss=https://evil.example", MalformedResponse),
        ("&access_token=x", MalformedResponse),
        ("#id_token=x", MalformedResponse),
        ("&state=second", TransactionMissing),
    ],
)
async def test_a_genuine_answer_with_an_addition_is_refused(
    one_browser: Browser, addition: str, kind: type[AuthError]
) -> None:
    """A parameter that contradicts the answer stops it before any request."""
    tab = one_browser.tab()
    session = await tab.come_back(await tab.callback() + addition)
    assert (session.state, type(session.error)) == ("signed_out", kind)
    assert (tab.navigation.url, tab.codes_sent) == (PAGE, 0)
    await assert_retry_works(tab)


async def test_the_rest_of_the_address_stays_byte_for_byte(one_browser: Browser) -> None:
    """Other parameters and the fragment keep their spelling, blanks and order."""
    tab = one_browser.tab()
    url = await tab.callback()
    marked = url.replace("?", "?b=%7e+%20&a&&code_word=1&") + "&z=#/route?state=1&code=2"
    assert (await tab.come_back(marked)).state == "signed_in"
    assert tab.navigation.replaced[0] == f"{PAGE}?b=%7e+%20&a&&code_word=1&z=#/route?state=1&code=2"


async def test_the_address_is_clean_before_the_first_request(one_browser: Browser) -> None:
    """The code is removed from the address before it is exchanged."""
    tab = one_browser.tab()
    tab.load(await tab.callback())
    seen = []

    async def look() -> None:
        seen.append(tab.navigation.url)

    tab.transport.meanwhile(TOKEN_PATH, look)
    await tab.client.start()
    assert seen == [PAGE]


async def test_a_replayed_callback_is_refused(one_browser: Browser) -> None:
    """The second load of a callback sends nothing, and leaves the live session in peace."""
    tab = one_browser.tab()
    url = await tab.callback()
    await tab.come_back(url)
    session = await tab.come_back(url)
    assert (session.state, session.error, tab.codes_sent) == ("signed_in", None, 1)
    await tab.client.sign_out(hosted=False)
    session = await tab.come_back(url)
    assert (session.state, type(session.error), tab.codes_sent) == ("signed_out", StateMismatch, 1)


async def test_a_forged_callback_leaves_the_pending_sign_in_redeemable(
    one_browser: Browser,
) -> None:
    """The foreign callback is refused; the genuine one is still accepted."""
    tab = one_browser.tab()
    url = await tab.callback()
    for forged in ("?code=x&state=y", "?error=access_denied&state=y", "?code=x"):
        assert (await tab.come_back(PAGE + forged)).state == "signed_out"
    assert (await tab.come_back(url)).state == "signed_in"


async def test_a_callback_of_another_tab_is_refused(one_browser: Browser) -> None:
    """A code pasted into another browser context finds no pending sign-in there."""
    tab, other = one_browser.tab(), one_browser.tab()
    url = await tab.callback()
    assert isinstance((await other.come_back(url)).error, StateMismatch)
    assert other.codes_sent == 0


@pytest.mark.parametrize("stray", ["?code=x&state=y", "?error=x&state=y", "?code=x", "#id_token=x"])
async def test_a_stray_callback_leaves_a_live_session_in_peace(
    one_browser: Browser, stray: str
) -> None:
    """The session stays, and no error is reported."""
    tab = one_browser.tab()
    await tab.sign_in()
    session = await tab.come_back(PAGE + stray)
    assert (session.state, session.error, tab.navigation.url) == ("signed_in", None, PAGE)


async def test_a_cancelled_sign_in_gives_the_app_state_back(one_browser: Browser) -> None:
    """`access_denied` says what happened and what the app was doing."""
    tab = one_browser.tab()
    one_browser.cognito.faults.enable("access-denied")
    session = await tab.come_back(await tab.callback(app_state={"step": 3}))
    assert isinstance(session.error, AuthorizationDenied)
    assert (session.error.error, session.error.app_state) == ("access_denied", {"step": 3})
    assert (session.state, tab.navigation.url, tab.codes_sent) == ("signed_out", PAGE, 0)
    one_browser.cognito.faults.clear()
    await assert_retry_works(tab)


async def test_a_cancelled_second_sign_in_keeps_the_session(one_browser: Browser) -> None:
    """Somebody signed in who changes their mind stays who they are, and is told."""
    tab = one_browser.tab()
    await tab.sign_in()
    one_browser.cognito.sessions.end_all()
    one_browser.cognito.faults.enable("access-denied")
    session = await tab.come_back(await tab.callback())
    assert (session.state, type(session.error)) == ("signed_in", AuthorizationDenied)


async def test_a_description_from_outside_is_capped(one_browser: Browser) -> None:
    """Text from the address bar is kept as text, and never at any length."""
    tab = one_browser.tab()
    await tab.client.sign_in()
    state = tab.navigation.visited[0].partition("&state=")[2].partition("&")[0]
    described = f"?error=invalid_request&error_description={'<b>' * 999}&state={state}"
    session = await tab.come_back(PAGE + described)
    assert isinstance(session.error, AuthorizationDenied)
    assert session.error.error_description == "<b>" * 100
    assert "<b>" not in str(session.error)


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (samples.reply({"error": "invalid_grant"}, 400), InvalidGrant),
        (samples.reply({"error": "invalid_client"}, 400), TokenRequestRejected),
        (samples.reply({"error": "invalid_grant"}, 500), TokenRequestRejected),
        (samples.reply(b"<h1>Bad gateway</h1>", 502), TokenRequestRejected),
        (samples.reply(b"", 503), TokenRequestRejected),
        (samples.reply([], 400), TokenRequestRejected),
        (samples.reply({"error": 7}, 429), TokenRequestRejected),
        (samples.reply(b"<h1>Welcome</h1>"), MalformedResponse),
        (samples.reply(b""), MalformedResponse),
        (samples.reply([]), MalformedResponse),
        (samples.reply({}), MalformedResponse),
        (samples.reply({"error": "invalid_grant"}), MalformedResponse),
        (samples.token_reply(id_token=...), MalformedResponse),
        (samples.token_reply(access_token=...), MalformedResponse),
        (samples.token_reply(token_type="mac"), MalformedResponse),
        (samples.token_reply(expires_in="3600"), MalformedResponse),
        (samples.token_reply(), TokenInvalid),
        (TransportFailed("no answer came"), TransportFailed),
    ],
)
async def test_a_failed_exchange_is_named_and_can_be_repeated(
    one_browser: Browser, answer: object, kind: type[AuthError]
) -> None:
    """Each way to fail has its error; the code is spent once, and a new sign-in works."""
    tab = one_browser.tab()
    url = await tab.callback()
    tab.transport.answer(TOKEN_PATH, answer)  # type: ignore[arg-type]
    session = await tab.come_back(url)
    assert (session.state, session.user, tab.codes_sent) == ("signed_out", None, 1)
    assert isinstance(session.error, kind)
    assert type(session.error) is kind or kind is TokenInvalid
    await assert_retry_works(tab)


@pytest.mark.parametrize("fault", ["dropped-connection", "lost-response", "html-success"])
async def test_a_failing_network_leaves_a_working_retry(one_browser: Browser, fault: str) -> None:
    """What really goes wrong between a page and Cognito costs one more sign-in at most."""
    tab = one_browser.tab()
    url = await tab.callback()
    one_browser.cognito.faults.enable(fault, times=1)
    assert (await tab.come_back(url)).state == "signed_out"
    await assert_retry_works(tab)


@pytest.mark.parametrize(
    "answer",
    [TransportFailed("no answer came"), samples.reply(b"", 500), samples.reply({"keys": 1})],
)
async def test_no_keys_means_no_session(one_browser: Browser, answer: object) -> None:
    """Tokens whose signature cannot be checked are used for nothing."""
    tab = one_browser.tab()
    url = await tab.callback()
    tab.transport.answer(KEYS_PATH, answer)  # type: ignore[arg-type]
    session = await tab.come_back(url)
    assert (session.state, tab.storage.entries) == ("signed_out", {})
    await assert_retry_works(tab)


async def test_a_session_that_cannot_be_stored_is_not_begun(one_browser: Browser) -> None:
    """Storage that fails after the exchange leaves nobody half signed in."""
    tab = one_browser.tab()
    url = await tab.callback()
    client = tab.load(url)
    tab.storage.broken = ("set",)
    session = await client.start()
    assert (session.state, type(session.error)) == ("signed_out", StorageUnavailable)
    with pytest.raises(AuthError):
        await client.get_access_token()


async def test_a_failed_second_sign_in_keeps_the_session(one_browser: Browser) -> None:
    """Somebody signed in whose new code is refused is still signed in, and is told."""
    tab = one_browser.tab()
    await tab.sign_in()
    url = await tab.callback()
    tab.transport.answer(TOKEN_PATH, samples.reply({"error": "invalid_grant"}, 400))
    session = await tab.come_back(url)
    assert (session.state, type(session.error)) == ("signed_in", InvalidGrant)
    assert (session.user is not None, await tab.client.get_access_token() != "") == (True, True)


async def test_a_pending_sign_in_goes_stale(one_browser: Browser) -> None:
    """An answer is taken within the hour, however long Cognito's own pages took."""
    tab = one_browser.tab()
    url = await tab.callback()
    one_browser.clock.advance(3601)
    assert isinstance((await tab.come_back(url)).error, StateMismatch)


def registered(browser: Browser, redirect_uri: str) -> Tab:
    """Open a tab of an app with this redirect URI, at that very page."""
    clients = browser.cognito.pool.clients
    clients[samples.CLIENT] = replace(clients[samples.CLIENT], callback_urls=(redirect_uri,))
    return browser.tab(redirect_uri, redirect_uri=redirect_uri)


@pytest.mark.parametrize(
    ("path", "arrives"),
    [
        ("/app", "/app/"),
        ("/app/", "/app"),
        ("/", "/index.html"),
        ("/app/", "/app/index.html"),
        ("/Callback", "/callback"),
        ("/a%7Eb", "/a~b"),
        ("/a%2Fb", "/a%2fb"),
    ],
)
async def test_a_callback_under_another_spelling_signs_in(
    one_browser: Browser, path: str, arrives: str
) -> None:
    """A host that redirects keeps the query: the pending `state` says whose answer it is."""
    tab = registered(one_browser, samples.PAGE + path)
    await tab.client.start()
    query = (await tab.callback()).partition("?")[2]
    session = await tab.come_back(f"{samples.PAGE}{arrives}?a=1&{query}#part")
    assert (session.state, session.error) == ("signed_in", None)
    assert tab.navigation.replaced[0] == f"{samples.PAGE}{arrives}?a=1#part"
    assert not [key for key in tab.storage.entries if key.startswith(TRANSACTION_PREFIX)]


async def test_a_callback_on_another_page_leads_to_where_the_person_was(
    one_browser: Browser,
) -> None:
    """A host that shows the page under any address; the code is in none of those that are shown."""
    tab = registered(one_browser, f"{samples.PAGE}/app")
    await tab.client.start()
    query = (await tab.callback()).partition("?")[2]
    await tab.come_back(f"{samples.PAGE}/somewhere/else?{query}")
    assert tab.navigation.url == f"{samples.PAGE}/somewhere/else"
    assert tab.navigation.without_history == [f"{samples.PAGE}/app"]
    assert (await tab.come_back(f"{samples.PAGE}/app")).is_signed_in


async def test_another_spelling_keeps_what_the_person_came_with(one_browser: Browser) -> None:
    """Query and fragment of where they were; the path as the host spells it."""
    tab = registered(one_browser, f"{samples.PAGE}/app")
    await tab.client.start()
    query = (await tab.callback(return_to="/app?q=1#/inbox")).partition("?")[2]
    session = await tab.come_back(f"{samples.PAGE}/app/?{query}")
    assert (session.state, tab.navigation.visited) == ("signed_in", [])
    assert tab.navigation.url == f"{samples.PAGE}/app/?q=1#/inbox"


@pytest.mark.parametrize("arrives", ["/app/", "/app/index.html", "/APP"])
async def test_a_stale_callback_under_another_spelling_is_cleaned_away(
    one_browser: Browser, arrives: str
) -> None:
    """The code does not stay in the address where nobody waits for it any more."""
    tab = registered(one_browser, f"{samples.PAGE}/app")
    session = await tab.come_back(f"{samples.PAGE}{arrives}?code=c&state=old")
    assert (session.state, type(session.error)) == ("signed_out", StateMismatch)
    assert tab.navigation.url == samples.PAGE + arrives


async def test_a_callback_is_cleaned_away_without_storage(one_browser: Browser) -> None:
    """Nobody can know whether its state is pending; it is on the redirect page all the same."""
    tab = one_browser.tab(f"{PAGE}index.html?code=c&state=s")
    tab.storage.broken = ("get",)
    session = await tab.client.start()
    assert (session.state, type(session.error)) == ("signed_out", StorageUnavailable)
    assert tab.navigation.url == f"{PAGE}index.html"


@pytest.mark.parametrize("signed_in", [False, True])
async def test_stray_parameters_of_a_request_do_not_stay(
    one_browser: Browser, *, signed_in: bool
) -> None:
    """Nobody is told of an error, and what is the app's own stays."""
    tab = one_browser.tab()
    if signed_in:
        await tab.sign_in()
    stray = "state=x&nonce=y&code_challenge=z&client_id=evil"
    session = await tab.come_back(f"{PAGE}?lang=de&{stray}&token=mine&basket=7#/inbox")
    assert (session.is_signed_in, session.error) == (signed_in, None)
    assert tab.navigation.url == f"{PAGE}?lang=de&token=mine&basket=7#/inbox"


async def test_another_pages_parameters_are_its_own(one_browser: Browser) -> None:
    """A shop's `?code=` is no callback while no sign-in with that state is pending."""
    url = f"{samples.PAGE}/shop?code=SUMMER&state=CA&nonce=1"
    tab = one_browser.tab(url)
    session = await tab.client.start()
    assert (session.error, tab.navigation.url, tab.navigation.replaced) == (None, url, [])


@pytest.mark.parametrize("query", ["?code=2c8a1b6e", "?lang=de&code=2c8a1b6e"])
async def test_a_code_that_nobody_asked_for_begins_a_sign_in_of_our_own(
    one_browser: Browser, query: str
) -> None:
    """A tile at the identity provider: its code is never used, and the page signs in by itself."""
    tab = one_browser.tab(sign_in_on_load=True)
    session = await tab.come_back(PAGE + query)
    assert (session.state, session.error, tab.codes_sent) == ("signing_in", None, 0)
    assert tab.navigation.url == PAGE + query.replace("code=2c8a1b6e", "").rstrip("?&")
    login = tab.navigation.visited[-1]
    assert "2c8a1b6e" not in login
    back = one_browser.simple_browser.sign_in(login, "ada", "Analytical-Engine-1843")
    assert (await tab.come_back(back)).is_signed_in


async def test_a_code_that_nobody_asked_for_begins_one_sign_in(one_browser: Browser) -> None:
    """Where the answer has lost its state again, the page stops and says so."""
    tab = one_browser.tab(sign_in_on_load=True)
    await tab.come_back(f"{PAGE}?code=first")
    session = await tab.come_back(f"{PAGE}?code=second")
    assert (session.state, type(session.error)) == ("signed_out", TransactionMissing)
    assert tab.navigation.visited == []
    one_browser.clock.advance(3601)
    assert (await tab.come_back(f"{PAGE}?code=third")).state == "signing_in"


@pytest.mark.parametrize(
    ("query", "settings"),
    [
        ("?code=x", {}),
        ("?code=x&state=", {"sign_in_on_load": True}),
        ("?code=x&state=y", {"sign_in_on_load": True}),
        ("?error=access_denied", {"sign_in_on_load": True}),
        ("?code=x&access_token=y", {"sign_in_on_load": True}),
    ],
)
async def test_other_refusals_begin_no_sign_in(
    one_browser: Browser, query: str, settings: dict[str, object]
) -> None:
    """The error is reported, and no sign-in starts, with and without `sign_in_on_load`."""
    tab = one_browser.tab(**settings)
    session = await tab.come_back(PAGE + query)
    assert (session.state, tab.navigation.visited) == ("signed_out", [])
    assert session.error is not None


async def test_a_code_that_nobody_asked_for_leaves_a_session_in_peace(
    one_browser: Browser,
) -> None:
    """A signed-in person stays signed in, also with `sign_in_on_load`."""
    tab = one_browser.tab(sign_in_on_load=True)
    await tab.sign_in()
    session = await tab.come_back(f"{PAGE}?code=x")
    assert (session.state, session.error, tab.navigation.visited) == ("signed_in", None, [])


async def test_a_sign_in_that_cannot_be_kept_is_told(one_browser: Browser) -> None:
    """Storage that takes nothing ends the attempt before the page leaves."""
    tab = one_browser.tab(sign_in_on_load=True)
    client = tab.load(f"{PAGE}?code=x")
    tab.storage.broken = ("set",)
    session = await client.start()
    assert (session.state, type(session.error)) == ("signed_out", StorageUnavailable)
    assert tab.navigation.visited == []
