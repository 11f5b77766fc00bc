"""One page of a vault: its first message, its sign-in, its storage, and its end."""

import pytest

from auth.errors import ArgumentRefused, SignInRequired, StorageUnavailable
from auth.flows.resume import MESSAGE_SECONDS
from auth.remote.flood import MOST_MESSAGES
from auth.session.ended import PREFIX
from auth.session.namespace import namespace
from auth.vault.tab import MARK_PREFIX, OPEN_SECONDS
from tests.support.remote import settle
from tests.support.tab import Browser
from tests.support.vault import HOME, VaultPage, VaultWorker, signed_in

TOKEN = "/oauth2/token"


async def test_a_sign_in_from_the_button_to_the_api(one_browser: Browser) -> None:
    """The page stores the transaction and navigates; the worker redeems the code."""
    worker = VaultWorker(one_browser)
    page = await VaultPage(worker, HOME + "reports?month=5").opens()
    client = await page.client()
    assert client.session.state == "signed_out"
    await client.sign_in()
    await settle()
    assert [key.rpartition(".")[0] for key in page.session] == ["cognito.transaction"]
    url = await page.callback()
    await page.leaves()
    back = await VaultPage(worker, url, page.session).opens()
    await settle()
    client = await back.client()
    assert client.session.user is not None
    assert back.url == HOME + "reports?month=5"
    assert (await client.fetch("/api/user")).status == 200
    assert list(back.session) == [mark(worker)]
    with pytest.raises(ArgumentRefused):
        await client.get_access_token()


async def test_a_page_whose_only_tab_reloads_goes_to_cognito_once(one_browser: Browser) -> None:
    """By the path that asks for no password; another reload of the same tab does not."""
    worker = VaultWorker(one_browser)
    page = await signed_in(worker)
    await page.leaves()
    again = await VaultPage(worker, HOME + "here", page.session).opens()
    await settle()
    [url] = again.visited
    assert url.startswith(worker.ports.config.domain_origin + "/oauth2/authorize?")
    assert mark(worker) not in again.session
    await again.leaves()
    last = await VaultPage(worker, HOME, again.session).opens()
    assert last.visited == []
    assert (await last.client()).session.state == "signed_out"


async def test_a_sign_in_on_load_asks_a_tab_that_had_a_session_for_no_password(
    one_browser: Browser,
) -> None:
    """Any other tab is led to the configured page."""
    worker = VaultWorker(one_browser, sign_in_on_load=True)
    first = await VaultPage(worker).opens()
    assert first.visited[0].startswith(worker.ports.config.domain_origin + "/login?")
    back = await VaultPage(worker, await first.callback(), first.session).opens()
    await settle()
    await first.leaves()
    await back.leaves()
    again = await VaultPage(worker, HOME, back.session).opens()
    await settle()
    assert again.visited[0].startswith(worker.ports.config.domain_origin + "/oauth2/authorize?")


@pytest.mark.parametrize("how", ["sign_out", "limit", "elsewhere"])
async def test_after_the_end_of_a_session_a_reload_stays(one_browser: Browser, how: str) -> None:
    """Who has signed out, here or in another tab, is not signed in again."""
    worker = VaultWorker(one_browser, max_session_seconds=600)
    page = await signed_in(worker)
    other = await VaultPage(worker).opens()
    if how == "limit":
        one_browser.clock.advance(601)
    else:
        await (await (page if how == "sign_out" else other).client()).sign_out(hosted=False)
    await settle()
    assert mark(worker) not in page.session
    await other.leaves()
    await page.leaves()
    again = await VaultPage(worker, HOME, page.session).opens()
    assert again.visited == []


async def test_tokens_that_an_earlier_release_stored_are_removed(one_browser: Browser) -> None:
    """A tab that was open while the setting changed."""
    worker = VaultWorker(one_browser)
    key = "cognito.session." + namespace(worker.ports.config)
    page = VaultPage(worker, session={key: "tokens", "cognito.session.other": "x"})
    await page.opens(session={})
    assert page.session == {"cognito.session.other": "x"}


async def test_a_page_with_blocked_storage_says_so(one_browser: Browser) -> None:
    """As a page without a vault does."""
    worker = VaultWorker(one_browser)
    page = await VaultPage(worker).opens(session=None, shared=None)
    client = await page.client()
    assert client.session.state == "signed_out"
    with pytest.raises(StorageUnavailable):
        await client.sign_in()


async def test_a_page_that_cannot_store_the_sign_in_does_not_stay_in_it(
    one_browser: Browser,
) -> None:
    """The page has not left; the next attempt raises."""
    worker = VaultWorker(one_browser)
    page = await VaultPage(worker).opens()
    client = await page.client()
    await client.sign_in()
    await page.sends("refused", area="session")
    assert client.session.state == "signed_out"
    with pytest.raises(StorageUnavailable):
        await client.sign_in()


async def test_the_page_brought_back_from_cognito_can_sign_in_again(one_browser: Browser) -> None:
    """After Back, out of the browser's cache of pages."""
    worker = VaultWorker(one_browser)
    page = await VaultPage(worker).opens()
    client = await page.client()
    await client.sign_in()
    await settle()
    assert client.session.state == "signing_in"
    await page.sends("moment", name="brought_back")
    assert client.session.event == "sign_in_abandoned"
    await client.sign_in()
    await settle()
    assert len(page.visited) == 2


async def test_an_end_that_another_tab_has_stored_ends_the_session(one_browser: Browser) -> None:
    """That of another release's worker, whose message was lost."""
    page = await signed_in(VaultWorker(one_browser))
    client = await page.client()
    [tab] = page.worker.vault._tabs
    assert tab._client is not None
    record = tab._client._current.record
    assert record is not None
    key = f"{PREFIX}{namespace(page.worker.ports.config)}"
    await page.sends("stored", area="shared", key=key, value="another")
    one_browser.clock.advance(MESSAGE_SECONDS)
    await settle()
    assert client.session.is_signed_in
    await page.sends("stored", area="shared", key=key, value=f"another {record.family}")
    one_browser.clock.advance(MESSAGE_SECONDS)
    await settle()
    assert client.session.reason == "signed_out_elsewhere"


async def test_a_sign_in_returns_to_where_the_page_is_now(one_browser: Browser) -> None:
    """Apps change the address while the page is open."""
    worker = VaultWorker(one_browser)
    page = await VaultPage(worker).opens()
    client = await page.client()
    await page.sends("place", url=HOME + "later#part")
    await client.sign_in()
    await settle()
    back = await VaultPage(worker, await page.callback(), page.session).opens()
    await settle()
    assert back.url == HOME + "later#part"


async def test_activity_is_asked_for_and_counts(one_browser: Browser) -> None:
    """Only where the session has an idle limit."""
    assert not (await VaultPage(VaultWorker(one_browser)).opens()).follows
    worker = VaultWorker(one_browser, idle_timeout_seconds=600)
    page = await signed_in(worker)
    assert page.follows
    client = await page.client()
    for _ in range(3):
        one_browser.clock.advance(500)
        await page.sends("moment", name="active")
    assert client.session.is_signed_in
    one_browser.clock.advance(601)
    await settle()
    assert client.session.reason == "idle"


async def test_two_programs_of_a_page_have_one_session(one_browser: Browser) -> None:
    """The launcher and the app; one's end leaves the other alone."""
    page = await signed_in(VaultWorker(one_browser))
    one, two = await page.client(), await page.client(transfers_streams=False)
    one.close()
    await settle()
    assert (await two.fetch("/api/user")).status == 200
    await two.sign_out(hosted=False)
    assert two.session.state == "signed_out"


async def test_the_end_of_a_page_ends_its_clients(one_browser: Browser) -> None:
    """Their ports outlive the page's only in a forged page."""
    worker = VaultWorker(one_browser)
    page = await signed_in(worker)
    client = await page.client()
    before = len(worker.transport.requests)
    await page.leaves()
    assert page.is_closed
    assert client.session.state == "signed_out"
    assert len(worker.transport.requests) == before
    for _ in range(200):
        one_browser.clock.advance(30)
        await settle()
    assert len(worker.transport.requests) == before


async def test_a_renewal_goes_on_when_its_page_is_gone(one_browser: Browser) -> None:
    """The other pages get its tokens: the old refresh token does not work a second time."""
    worker = VaultWorker(one_browser)
    page = await signed_in(worker)
    other = await VaultPage(worker).opens()
    one, two = await page.client(), await other.client()
    worker.transport.meanwhile(TOKEN, page.leaves)
    one._link.ask("refresh")
    for _ in range(5):
        await settle()
    assert two.session.renewals == 1
    assert (await two.fetch("/api/user")).status == 200
    assert len(worker.transport.sent_to(TOKEN)) == 2


@pytest.mark.parametrize(
    ("kind", "members"),
    [
        ("open", {"url": "https://evil.example/", "version": 1, "session": {}, "shared": {}}),
        ("open", {"url": HOME, "version": 2, "session": {}, "shared": {}}),
        ("place", {"url": HOME}),
        ("client", {}),
        ("moment", {"name": "woken"}),
        ("anything", {}),
    ],
)
async def test_a_page_that_begins_otherwise_is_closed(
    one_browser: Browser, kind: str, members: dict[str, object]
) -> None:
    """It gets no client."""
    page = VaultPage(VaultWorker(one_browser))
    await page.sends(kind, **members)
    assert page.is_closed
    assert page.reason


@pytest.mark.parametrize(
    ("kind", "members"),
    [
        ("open", {"url": HOME, "version": 1, "session": {}, "shared": {}}),
        ("place", {"url": "https://evil.example/"}),
        ("moment", {"name": "exploded"}),
        ("client", {}),
        ("call", {"id": 1, "session": 1, "name": "get_access_token", "arguments": {}}),
    ],
)
async def test_a_page_that_sends_anything_else_is_closed(
    one_browser: Browser, kind: str, members: dict[str, object]
) -> None:
    """With its clients, while the other pages stay."""
    worker = VaultWorker(one_browser)
    other = await signed_in(worker)
    page = await VaultPage(worker).opens()
    client = await page.client()
    await page.sends(kind, **members)
    assert page.is_closed
    with pytest.raises(Exception, match="owner"):
        await client.fetch("/api/user")
    assert (await (await other.client()).fetch("/api/user")).status == 200


async def test_a_port_that_is_not_asked_for_closes_the_page(one_browser: Browser) -> None:
    """Only the message `client` brings one."""
    page = await VaultPage(VaultWorker(one_browser)).opens()
    await page.sends("bye", port=page.port)
    assert page.reason == "a malformed message"


async def test_a_page_that_says_nothing_is_closed(one_browser: Browser) -> None:
    """After a minute."""
    page = VaultPage(VaultWorker(one_browser))
    one_browser.clock.advance(OPEN_SECONDS)
    await settle()
    assert page.reason == "no message"


async def test_a_flood_of_a_page_closes_it(one_browser: Browser) -> None:
    """At once; the others are served."""
    worker = VaultWorker(one_browser)
    other = await signed_in(worker)
    page = await VaultPage(worker).opens()
    for _ in range(MOST_MESSAGES):
        page.port.post('{"type": "moment", "name": "woken"}')
    await settle()
    assert page.reason == "too many messages"
    assert (await (await other.client()).fetch("/api/user")).status == 200


async def test_nobody_is_served_before_a_sign_in(one_browser: Browser) -> None:
    """A call says so."""
    page = await VaultPage(VaultWorker(one_browser)).opens()
    with pytest.raises(SignInRequired):
        await (await page.client()).fetch("/api/user")


def mark(worker: VaultWorker) -> str:
    """Return the key of the mark that a tab had a session."""
    return MARK_PREFIX + namespace(worker.ports.config)
