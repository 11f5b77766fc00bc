"""Another program of the origin offers a vault a session, or asks for the vault's."""

import json

from auth.session.record import SessionRecord
from auth.testing.doubles import LocalChannel
from tests.support.remote import settle
from tests.support.tab import Browser
from tests.support.tab import signed_in as signed_in_without
from tests.support.vault import VaultPage, VaultWorker, signed_in


async def test_a_session_from_another_program_of_the_origin_is_not_taken(
    one_browser: Browser,
) -> None:
    """Nor does the vault answer one that asks for its session, whoever pretends to own it."""
    worker = VaultWorker(one_browser)
    other = await signed_in_without(one_browser, "grace")
    assert isinstance(other.client._current.record, SessionRecord)
    page = await VaultPage(worker).opens()
    other.client._current.messages.announce(other.client._current.record)
    await settle()
    assert not (await page.client()).session.is_signed_in
    heard: list[str] = []
    LocalChannel(beside=one_browser.channel).listen(heard.append)
    mine = await signed_in(worker)
    other.client._current.messages.ask()
    await settle()
    assert (await mine.client()).session.is_signed_in
    assert [json.loads(one)["event"] for one in heard] == ["session_wanted"]  # the other's own
