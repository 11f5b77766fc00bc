"""The owner of the session: record, published state, lock and messages change together."""

import asyncio
import json
from typing import TYPE_CHECKING

import pytest

from auth.errors import SignInRequired, StorageUnavailable, TransportFailed
from auth.protocol.claims import IdTokenClaims
from auth.session.current import HANDOVER_SECONDS, CurrentSession
from auth.session.record import SessionRecord
from auth.session.states import Session
from auth.testing.doubles import (
    LocalChannel,
    LocalLocks,
    ManualClock,
    MemoryStorage,
    runtime,
)
from tests.support import samples

if TYPE_CHECKING:
    from auth.session.states import Event


class Tab:
    """A current session, and what others see of it."""

    def __init__(self, **settings: object) -> None:
        self.storage, self.locks, self.channel = MemoryStorage(), LocalLocks(), LocalChannel()
        self.heard: list[str] = []
        LocalChannel(beside=self.channel).listen(self.heard.append)
        self.clock = ManualClock()
        ports = runtime(
            storage=self.storage, locks=self.locks, channel=self.channel, clock=self.clock
        )
        self.current = CurrentSession(samples.config(**settings), ports)
        self.discarded: list[SessionRecord] = []
        self.current.discard = self.discarded.append

    async def claims(self) -> list[str]:
        """Return the names of the locks that this tab holds, once they have been granted."""
        await self.current.advertisement.granted()
        prefix = self.current.advertisement.prefix
        return [name.removeprefix(prefix) for name in await self.locks.claimed()]

    async def assert_agrees(self) -> None:
        """There is a record if and only if its lock is held, once; who is signed in has one."""
        record = self.current.record
        expected = [f"{record.family}.{record.sequence}"] if record else []
        assert await self.claims() == expected
        assert record is not None or not self.current.session.is_signed_in

    @property
    def events(self) -> list[str]:
        """The messages to other tabs, by their names."""
        return [json.loads(text)["event"] for text in self.heard]


async def signed_in(record: SessionRecord | None = None, **settings: object) -> Tab:
    """Return a tab with a session that it has loaded from storage."""
    tab = Tab(**settings)
    tab.current.report("nothing_stored")
    tab.current.report("sign_in_started")
    tab.current.accepted(record or samples.session_record())
    tab.current.report("tokens_accepted")
    await tab.assert_agrees()
    tab.heard.clear()
    return tab


async def test_a_session_is_loaded_and_shown() -> None:
    """The lock is requested, the other tabs are asked for a later state, and then have this one."""
    first = await signed_in()
    tab = Tab()
    tab.storage.entries = dict(first.storage.entries)
    assert tab.current.load() is not None
    tab.current.restored()
    await tab.assert_agrees()
    assert tab.current.session.is_signed_in
    assert tab.events == ["session_wanted", "session_wanted", "session"]


@pytest.mark.parametrize("way", ["signed_out", "lost", "everywhere"])
async def test_whatever_ends_a_session_ends_all_of_it(way: str) -> None:
    """Record, storage, lock and published state; and it is revoked, by the caller or here."""
    record = samples.session_record()
    tab = await signed_in(record)
    if way == "signed_out":
        assert tab.current.signed_out() == (record, True)
    else:
        tab.current.lost("idle", everywhere=way == "everywhere")
    assert tab.discarded == ([] if way == "signed_out" else [record])
    await tab.assert_agrees()
    assert (await tab.claims(), tab.storage.entries) == ([], {})
    assert not tab.current.session.is_signed_in
    assert tab.events == ([] if way == "lost" else ["signed_out"])
    assert tab.current.ended.has(record.family) is (way != "lost")


async def test_a_renewal_moves_the_lock_and_is_announced() -> None:
    """To the new sequence; there is never more than one."""
    tab = await signed_in()
    tab.current.report("renewal_started")
    tab.current.renewed(samples.session_record(sequence=1))
    await tab.assert_agrees()
    assert (await tab.claims())[0].endswith(".1")
    assert tab.events == ["session"]


async def test_a_renewal_that_cannot_be_stored_is_kept_in_memory() -> None:
    """What it replaces may be used up; the session says what went wrong."""
    tab = await signed_in()
    tab.current.report("renewal_started")
    tab.storage.broken = ("set",)
    renewed = samples.session_record(sequence=1)
    tab.current.renewed(renewed)
    assert tab.current.record is renewed
    assert isinstance(tab.current.session.error, StorageUnavailable)
    await tab.assert_agrees()


async def test_a_session_that_cannot_be_stored_does_not_replace_another() -> None:
    """Memory, storage and lock stay as they were."""
    first = samples.session_record()
    tab = await signed_in(first)
    tab.storage.broken = ("set",)
    accepted, adopted = (samples.session_record(family=name) for name in ("new", "shared"))
    with pytest.raises(StorageUnavailable):
        tab.current.accepted(accepted)
    with pytest.raises(StorageUnavailable):
        tab.current.adopted(adopted)
    assert tab.current.record is first
    assert tab.discarded == [accepted]  # the other one is another tab's
    await tab.assert_agrees()


@pytest.mark.parametrize("way", ["accepted", "adopted"])
async def test_a_session_that_is_replaced_is_discarded(way: str) -> None:
    """The one before it, once; a later state of the same session discards nothing."""
    first, second = samples.session_record(), samples.session_record(family="another")
    tab = await signed_in(first)
    getattr(tab.current, way)(second)
    assert tab.discarded == [first]
    tab.current.adopted(samples.session_record(family="another", sequence=1))
    assert tab.discarded == [first]


@pytest.mark.parametrize("way", ["lost", "load"])
async def test_a_session_that_is_revoked_already_is_not_discarded(way: str) -> None:
    """Cognito has refused it, or another program has removed it from storage."""
    tab = await signed_in()
    if way == "lost":
        tab.current.lost("refused", is_revoked=True)
    else:
        tab.storage.entries.clear()
        tab.current.load()
    assert (tab.current.record, tab.discarded) == (None, [])


def test_an_operation_keeps_to_the_session_it_began_with() -> None:
    """A renewal is the same session; another sign-in or another person is not."""
    current, begun = Tab().current, samples.session_record()
    with pytest.raises(SignInRequired):
        current.required_of(begun)
    current.record = samples.session_record(sequence=1)
    assert current.required_of(begun) is current.record
    others = IdTokenClaims(samples.id_claims(sub="somebody-else"))
    for other in (
        samples.session_record(family="another"),
        samples.session_record(sequence=1, claims=others),
    ):
        current.record = other
        with pytest.raises(SignInRequired):
            current.required_of(begun)


async def test_storage_that_cannot_be_read_leaves_nobody() -> None:
    """A session in memory does not outlive the storage it came from."""
    tab = await signed_in()
    tab.storage.broken = ("get",)
    with pytest.raises(StorageUnavailable):
        tab.current.load()
    assert tab.current.record is None
    assert await tab.claims() == []
    with pytest.raises(SignInRequired):
        tab.current.required()


async def test_a_session_that_has_ended_is_not_loaded() -> None:
    """Another tab has recorded its end; what is stored here goes."""
    record = samples.session_record()
    tab = await signed_in(record)
    tab.current.ended.add(record.family)
    assert tab.current.load() is None
    assert tab.storage.entries == {}


async def test_a_lock_that_comes_too_late_is_let_go() -> None:
    """A sign-out while the browser grants the lock releases it."""
    tab = await signed_in()
    tab.current.report("renewal_started")
    tab.current.renewed(samples.session_record(sequence=1))
    tab.current.signed_out()
    await asyncio.sleep(0)
    await tab.assert_agrees()


async def test_a_closed_tab_shows_and_says_nothing() -> None:
    """After `close`, it holds no lock and sends no message."""
    tab = await signed_in()
    tab.current.close()
    assert await tab.claims() != []  # until the other program's lock is granted
    tab.clock.advance(HANDOVER_SECONDS)
    assert await tab.claims() == []
    tab.current.report("renewal_started")
    tab.current.renewed(samples.session_record(sequence=1))
    assert (await tab.claims(), tab.heard) == ([], [])


async def test_a_published_session_describes_its_record() -> None:
    """Claims, times and app state are in it, with reason and error; then nobody's."""
    record, error = samples.session_record(app_state=[1]), TransportFailed("no answer")
    tab = await signed_in(record)
    tab.current.report("expiring", reason="idle", error=error)
    session = tab.current.session
    assert (session.user, session.expires_at) == (record.claims, record.expires_at)
    assert (session.received_at, session.renewals) == (record.received_at, record.sequence)
    assert (session.app_state, session.reason, session.error) == ([1], "idle", error)
    tab.current.signed_out()
    session = tab.current.session
    assert (session.user, session.expires_at, session.app_state) == (None, None, None)


async def test_an_impossible_event_changes_nothing() -> None:
    """What the table does not list raises, and no listener hears of it."""
    tab, heard = Tab(), list[Session]()
    tab.current.report("nothing_stored")
    tab.current.subscribe(heard.append)
    with pytest.raises(ValueError, match="renewed cannot happen in signed_out"):
        tab.current.report("renewed")
    assert (tab.current.session.state, heard) == ("signed_out", [])


@pytest.mark.parametrize(
    ("event", "is_late"),
    [
        ("expiring", False),
        ("renewed", True),
        ("renewal_impossible", True),
        ("signed_out", True),
        ("sign_in_started", True),
    ],
)
async def test_an_answer_is_late_once_something_else_has_decided(
    event: "Event", *, is_late: bool
) -> None:
    """Whether the state has changed, or the person may have."""
    tab = await signed_in()
    tab.current.report("renewal_started")
    ticket = tab.current.ticket()
    tab.current.report(event)
    assert ticket.is_late is is_late


async def test_an_answer_stays_late_though_the_same_state_returns() -> None:
    """Somebody signed out and in again meanwhile, perhaps another person."""
    tab = await signed_in()
    ticket = tab.current.ticket()
    tab.current.report("signed_out")
    tab.current.report("sign_in_started")
    tab.current.report("tokens_accepted")
    assert tab.current.session.state == "signed_in"
    assert ticket.is_late


def test_without_a_record_no_time_is_left() -> None:
    """Nor is there anything to load from storage if tokens are in memory only."""
    assert Tab().current.seconds_left() == 0


async def test_tokens_in_memory_are_not_read_from_storage() -> None:
    """The session that another tab has sent is still there when the page reads it."""
    tab = await signed_in(token_storage="memory")
    record = tab.current.record
    assert tab.current.load() is record is tab.current.record


def test_listeners_hear_in_order_until_they_unsubscribe() -> None:
    """Each gets every session; unsubscribing twice, or in the middle, is harmless."""
    current, heard = Tab().current, list[str]()

    def once(_session: Session) -> None:
        heard.append("once")
        unsubscribe()

    unsubscribe = current.subscribe(once)
    current.subscribe(lambda session: heard.append(session.state))
    current.report("nothing_stored")
    current.report("sign_in_started")
    unsubscribe()
    assert heard == ["once", "signed_out", "signing_in"]


def test_a_fault_in_a_listener_is_reported_and_stops_nobody(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The others hear of the session all the same."""
    current, heard = Tab().current, list[str]()

    def fail(_session: Session) -> None:
        raise RuntimeError("eyJhbGciOi")

    current.subscribe(fail)
    current.subscribe(lambda session: heard.append(session.state))
    current.report("nothing_stored")
    assert "auth: a session listener raised RuntimeError\n" in capsys.readouterr().err
    assert heard == ["signed_out"]
