"""The key cache: who makes it fetch, who waits, and what it keeps when a fetch fails."""

import asyncio
from collections.abc import Coroutine

import pytest

from auth.backend import keys
from auth.backend.keys import COOL_DOWN_SECONDS, LIFE_SECONDS, KeyCache
from auth.errors import KeyUnknown, TransportFailed
from tests.unit.backend.issuer import jwk, key_set


class Endpoint:
    """A key endpoint that counts its visitors, and the clock that the cache looks at.

    `document` is what it answers; None means that it is down. With `gate` it answers when that is
    set.
    """

    def __init__(self, *kids: str) -> None:
        self.document: bytes | None = key_set(*(jwk(kid, kid) for kid in kids))
        self.visits = 0
        self.time = 1000.0
        self.gate: asyncio.Event | None = None
        self.cache = KeyCache(self.fetch, now=lambda: self.time)

    async def fetch(self) -> bytes:
        """Answer one request."""
        self.visits += 1
        if self.gate is not None:
            await self.gate.wait()
        if self.document is None:
            raise TransportFailed("down")
        return self.document

    async def has(self, kid: str) -> bool:
        """Tell whether the cache gives the key."""
        try:
            return (await self.cache.find(kid)).kid == kid
        except KeyUnknown:
            return False


def run(scenario: Coroutine[object, object, None]) -> None:
    """Run one scenario."""
    asyncio.run(scenario)


def test_a_key_without_a_name_is_nobodys() -> None:
    """A token that names no key is refused, even where the issuer's own key has no name."""

    async def scenario() -> None:
        endpoint = Endpoint()
        nameless = {name: value for name, value in jwk("a", "a").items() if name != "kid"}
        endpoint.document = key_set(nameless)
        with pytest.raises(KeyUnknown):
            await endpoint.cache.find(None)
        assert endpoint.visits == 0

    run(scenario())


def test_one_fetch_serves_all_known_keys() -> None:
    """Keys are fetched at the first token and not again."""

    async def scenario() -> None:
        endpoint = Endpoint("id", "access")
        assert await endpoint.has("id")
        assert await endpoint.has("access")
        assert endpoint.visits == 1

    run(scenario())


def test_everybody_waits_for_one_fetch() -> None:
    """Tokens that arrive together at an empty cache share one fetch."""

    async def scenario() -> None:
        endpoint = Endpoint("a")
        assert all(await asyncio.gather(*(endpoint.has("a") for _ in range(50))))
        assert endpoint.visits == 1

    run(scenario())


def test_one_who_goes_away_takes_nobody_along() -> None:
    """A caller that is cancelled while it waits leaves the fetch to the others."""

    async def scenario() -> None:
        endpoint = Endpoint("a")
        endpoint.gate = asyncio.Event()
        first, second = (asyncio.create_task(endpoint.has("a")) for _ in range(2))
        await asyncio.sleep(0)
        first.cancel()
        await asyncio.sleep(0)
        endpoint.gate.set()
        assert await second
        assert endpoint.visits == 1

    run(scenario())


def test_a_new_key_is_found_after_a_rotation() -> None:
    """The first unknown `kid` makes the cache look again at once, the next after the cool-down."""

    async def scenario() -> None:
        endpoint = Endpoint("old")
        assert await endpoint.has("old")
        endpoint.document = key_set(jwk("new", "new"))
        assert await endpoint.has("new")
        endpoint.document = key_set(jwk("newer", "newer"))
        assert not await endpoint.has("newer")
        endpoint.time += COOL_DOWN_SECONDS
        assert await endpoint.has("newer")
        assert not await endpoint.has("old")
        assert endpoint.visits == 3

    run(scenario())


def test_made_up_names_cause_no_flood() -> None:
    """A thousand unknown names in ten seconds cost two fetches, and known keys go on working."""

    async def scenario() -> None:
        endpoint = Endpoint("a")
        for number in range(1000):
            endpoint.time += COOL_DOWN_SECONDS / 1000
            assert not await endpoint.has(f"made-up-{number}")
            assert await endpoint.has("a")
        assert endpoint.visits <= 2

    run(scenario())


def test_a_known_key_does_not_wait_for_somebody_elses_fetch() -> None:
    """While an unknown name is being looked up, known keys are given at once."""

    async def scenario() -> None:
        endpoint = Endpoint("a")
        assert await endpoint.has("a")
        endpoint.time += COOL_DOWN_SECONDS
        endpoint.gate = asyncio.Event()
        unknown = asyncio.create_task(endpoint.has("made-up"))
        await asyncio.sleep(0)
        assert await endpoint.has("a")
        assert not unknown.done()
        endpoint.gate.set()
        assert not await unknown

    run(scenario())


def test_an_old_key_works_while_it_is_being_confirmed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A slow endpoint holds up nobody: keys past their life go on until the answer is there."""
    monkeypatch.setattr(keys, "PATIENCE_SECONDS", 0)

    async def scenario() -> None:
        endpoint = Endpoint("a", "b")
        assert await endpoint.has("a")
        endpoint.document = key_set(jwk("b", "b"))
        endpoint.gate = asyncio.Event()
        endpoint.time += LIFE_SECONDS
        assert await endpoint.has("a")
        assert await endpoint.has("b")
        assert endpoint.visits == 2
        endpoint.gate.set()
        assert not await endpoint.has("made-up")
        assert not await endpoint.has("a")

    run(scenario())


def test_an_unknown_name_is_no_fault_while_nobody_can_be_asked() -> None:
    """It may be a new key: the token is neither believed nor called invalid."""

    async def scenario() -> None:
        endpoint = Endpoint("a")
        assert await endpoint.has("a")
        endpoint.document = None
        for _ in range(2):
            with pytest.raises(TransportFailed):
                await endpoint.has("new")
            assert await endpoint.has("a")
        endpoint.document = key_set(jwk("new", "new"))
        endpoint.time += COOL_DOWN_SECONDS
        assert await endpoint.has("new")

    run(scenario())


@pytest.mark.parametrize("failure", [ValueError("secret"), RecursionError("secret")])
def test_a_fault_in_fetching_is_a_failed_fetch(
    failure: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    """Whatever goes wrong there stays there, and only its name is written down."""

    async def fetch() -> bytes:
        raise failure

    async def scenario() -> None:
        with pytest.raises(TransportFailed):
            await KeyCache(fetch).find("a")

    run(scenario())
    assert type(failure).__name__ in caplog.text
    assert "secret" not in caplog.text


@pytest.mark.parametrize(
    "answer",
    [
        None,
        b"",
        b"<html>",
        b"[]",
        b"{}",
        b'{"keys": {}}',
        b'{"keys": []}',
        b'{"keys": [1, null, {}]}',
        key_set(jwk("a", "a"), jwk("evil", "a")),
    ],
)
def test_a_failed_fetch_takes_no_key_away(answer: bytes | None) -> None:
    """An endpoint that is down or answers nonsense leaves the known keys as they are."""

    async def scenario() -> None:
        endpoint = Endpoint("a")
        assert await endpoint.has("a")
        endpoint.document = answer
        endpoint.time += LIFE_SECONDS
        assert await endpoint.has("a")
        assert await endpoint.has("a")
        assert endpoint.visits == 2

    run(scenario())


def test_a_withdrawn_key_is_forgotten() -> None:
    """A key that is no longer published stops working when the keys have become old."""

    async def scenario() -> None:
        endpoint = Endpoint("a", "b")
        assert await endpoint.has("a")
        endpoint.document = key_set(jwk("b", "b"))
        assert await endpoint.has("a")
        endpoint.time += LIFE_SECONDS
        assert not await endpoint.has("a")
        assert await endpoint.has("b")

    run(scenario())


def test_no_keys_at_all_is_the_networks_fault() -> None:
    """As long as no keys could be had, nothing is said about any token."""

    async def scenario() -> None:
        endpoint = Endpoint("a")
        endpoint.document = None
        for _ in range(3):
            with pytest.raises(TransportFailed):
                await endpoint.has("a")
        assert endpoint.visits == 1
        endpoint.document = key_set(jwk("a", "a"))
        endpoint.time += COOL_DOWN_SECONDS
        assert await endpoint.has("a")

    run(scenario())
