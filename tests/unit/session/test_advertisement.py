"""The lock that shows a session: one at a time, and never one that was given up meanwhile."""

import asyncio
from collections.abc import Callable

from auth.session.advertisement import Advertisement
from auth.testing.doubles import LocalLocks
from tests.support import samples

PREFIX = "cognito.session.client "


class SlowLocks(LocalLocks):
    """Locks that are granted when `grant` is set."""

    def __init__(self) -> None:
        super().__init__()
        self.grant = asyncio.Event()

    async def claim(self, name: str) -> Callable[[], None]:
        """Wait, then hold `name`."""
        await self.grant.wait()
        return await super().claim(name)


async def test_the_newest_session_alone_is_shown() -> None:
    """Locks of earlier sessions that the browser grants late are released."""
    locks = SlowLocks()
    advertisement = Advertisement(locks, "client")
    for sequence in range(3):
        advertisement.advertise(samples.session_record(family="f", sequence=sequence))
        await asyncio.sleep(0)
    locks.grant.set()
    await advertisement.granted()
    await asyncio.sleep(0.01)
    assert await locks.claimed() == [f"{PREFIX}f.2"]


async def test_a_lock_that_is_granted_after_the_end_is_released() -> None:
    """No tab sees a session that was signed out of meanwhile."""
    locks = SlowLocks()
    advertisement = Advertisement(locks, "client")
    advertisement.advertise(samples.session_record())
    await asyncio.sleep(0)
    advertisement.withdraw()
    locks.grant.set()
    await asyncio.sleep(0.01)
    assert await locks.claimed() == []


async def test_other_tabs_are_read_by_their_names() -> None:
    """A later state of the same session is newer; another session or client says nothing."""
    locks = LocalLocks()
    advertisement = Advertisement(locks, "client")
    record = samples.session_record(family="f", sequence=2)
    assert not await advertisement.any_tab_has_one()
    for name in (f"{PREFIX}f.1", f"{PREFIX}f.x", f"{PREFIX}g.9", "cognito.session.other f.9"):
        await locks.claim(name)
    assert await advertisement.any_tab_has_one()
    assert not await advertisement.is_outdated(record)
    await locks.claim(f"{PREFIX}f.3")
    assert await advertisement.is_outdated(record)


class CountedLocks(LocalLocks):
    """Locks that count how often one is requested."""

    def __init__(self) -> None:
        super().__init__()
        self.requests: list[str] = []

    async def claim(self, name: str) -> Callable[[], None]:
        """Request a lock."""
        self.requests.append(name)
        return await super().claim(name)


async def test_a_lock_is_requested_once() -> None:
    """Neither the same session nor a task that waits for the lock requests it again."""
    locks = CountedLocks()
    advertisement = Advertisement(locks, "client")
    for _ in range(2):
        advertisement.advertise(samples.session_record())
    await asyncio.sleep(0.01)
    await advertisement.granted()
    assert len(locks.requests) == 1


async def test_the_lock_is_held_as_long_as_any_tab_has_the_session() -> None:
    """The tab may have any state of the session."""
    locks = LocalLocks()
    advertisement, record = Advertisement(locks, "client"), samples.session_record(family="f")
    assert not await advertisement.is_held(record)
    await locks.claim(f"{PREFIX}g.0")
    assert not await advertisement.is_held(record)
    await locks.claim(f"{PREFIX}f.7")
    assert await advertisement.is_held(record)


async def test_where_locks_cannot_be_listed_any_tab_may_have_a_session() -> None:
    """So a new tab waits for an answer, and nobody is taken to be newer."""

    class HiddenLocks(LocalLocks):
        async def claimed(self) -> list[str] | None:  # type: ignore[override]
            return None

    advertisement = Advertisement(HiddenLocks(), "client")
    assert await advertisement.any_tab_has_one()
    assert not await advertisement.is_outdated(samples.session_record())


async def test_nothing_is_advertised_after_closing() -> None:
    """Another program on the page advertises the session then."""
    locks = LocalLocks()
    advertisement = Advertisement(locks, "client")
    advertisement.advertise(samples.session_record())
    await advertisement.granted()
    advertisement.close()
    advertisement.advertise(samples.session_record(sequence=1))
    await asyncio.sleep(0.01)
    assert await locks.claimed() == []
