"""All pages of a vault: one session, which passes between them inside the worker."""

from auth.vault.vault import MOST_TABS
from tests.support.remote import settle
from tests.support.tab import Browser
from tests.support.vault import VaultPage, VaultWorker, signed_in

TOKEN = "/oauth2/token"


async def test_a_second_page_gets_the_session(one_browser: Browser) -> None:
    """Without a request; a renewal of one reaches the other."""
    worker = VaultWorker(one_browser)
    page = await signed_in(worker)
    other = await VaultPage(worker).opens()
    one, two = await page.client(), await other.client()
    assert two.session.user is not None
    await one.refresh()
    await settle()
    assert (one.session.renewals, two.session.renewals) == (1, 1)
    assert len(worker.transport.sent_to(TOKEN)) == 2


async def test_pages_renew_once_for_all(one_browser: Browser) -> None:
    """Each has a timer, and the first one's renewal serves them all."""
    worker = VaultWorker(one_browser)
    page = await signed_in(worker)
    clients = [await page.client()]
    clients += [await (await VaultPage(worker).opens()).client() for _ in range(3)]
    for _ in range(120):
        one_browser.clock.advance(30)
        await settle()
    assert [one.session.renewals for one in clients] == [1] * 4
    assert len(worker.transport.sent_to(TOKEN)) == 2


async def test_the_session_ends_with_the_last_page(one_browser: Browser) -> None:
    """Also if the browser keeps the worker."""
    worker = VaultWorker(one_browser)
    page = await signed_in(worker)
    other = await VaultPage(worker).opens()
    await page.leaves()
    assert (await other.client()).session.is_signed_in
    await other.leaves()
    assert await one_browser.locks.claimed() == []
    late = await VaultPage(worker).opens()
    assert not (await late.client()).session.is_signed_in


async def test_a_sign_out_ends_all_pages_and_other_vaults(one_browser: Browser) -> None:
    """The other vault is that of an older release, or of a tab without SharedWorker."""
    worker, another = VaultWorker(one_browser), VaultWorker(one_browser)
    page = await signed_in(worker)
    other = await VaultPage(worker).opens()
    stranger = await signed_in(another)
    await (await page.client()).sign_out(hosted=False)
    await settle()
    for one in (other, stranger):
        session = (await one.client()).session
        assert (session.state, session.reason) == ("ended", "signed_out_elsewhere")


async def test_vaults_do_not_get_each_others_sessions(one_browser: Browser) -> None:
    """Tokens would have to pass over a channel that every program of the origin hears."""
    heard: list[str] = []
    one_browser.channel.listen(heard.append)
    await signed_in(VaultWorker(one_browser))
    page = await VaultPage(VaultWorker(one_browser)).opens()
    assert not (await page.client()).session.is_signed_in
    assert heard == []


async def test_pages_without_a_shared_session_have_their_own(one_browser: Browser) -> None:
    """`share_session_between_tabs = false` applies inside a vault as well."""
    worker = VaultWorker(one_browser, share_session_between_tabs=False)
    await signed_in(worker)
    other = await VaultPage(worker).opens()
    assert not (await other.client()).session.is_signed_in


async def test_too_many_pages_are_refused(one_browser: Browser) -> None:
    """Those that are there stay, and a place becomes free when one leaves."""
    worker = VaultWorker(one_browser)
    page = await signed_in(worker)
    others = [VaultPage(worker) for _ in range(MOST_TABS - 1)]
    late = VaultPage(worker)
    await settle()
    assert late.reason == "too many pages"
    others[0].port.close()
    await settle()
    assert not (await VaultPage(worker).opens()).is_closed
    assert (await (await page.client()).fetch("/api/user")).status == 200
