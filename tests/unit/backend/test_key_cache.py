"""The key cache: what causes a fetch, who waits for it, and what a failed one changes."""

import asyncio
import threading
import time
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest

from auth.backend import keys
from auth.backend.keys import COOL_DOWN_SECONDS, LIFE_SECONDS, KeyCache
from auth.errors import KeyUnknown, TransportFailed
from tests.unit.backend.issuer import jwk, key_set


class Endpoint:
    """A key endpoint that counts its requests, with the clock of its cache.

    `document` is its response, None if it is down. With `gate` it waits for that.
    """

    def __init__(self, *kids: str) -> None:
        self.document: bytes | None = key_set(*(jwk(kid, kid) for kid in kids))
        self.visits = 0
        self.time = 1000.0
        self.gate: asyncio.Event | None = None
        self.cache = KeyCache(self.fetch, now=lambda: self.time)

    async def fetch(self) -> bytes:
        """Return the response to one request."""
        self.visits += 1
        if self.gate is not None:
            await self.gate.wait()
        if self.document is None:
            raise TransportFailed("down")
        return self.document

    async def has(self, kid: str) -> bool:
        """Check whether the cache returns the key."""
        try:
            return (await self.cache.find(kid)).kid == kid
        except KeyUnknown:
            return False


def run(scenario: Coroutine[object, object, None]) -> None:
    """Run one scenario."""
    asyncio.run(scenario)


def test_a_token_without_a_kid_is_refused() -> None:
    """A token without a `kid` is refused, even if the issuer has a key without one."""

    async def scenario() -> None:
        endpoint = Endpoint()
        nameless = {name: value for name, value in jwk("a", "a").items() if name != "kid"}
        endpoint.document = key_set(nameless)
        with pytest.raises(KeyUnknown):
            await endpoint.cache.find(None)
        assert endpoint.visits == 0

    run(scenario())


def test_one_fetch_serves_all_known_keys() -> None:
    """Keys are fetched for the first token only."""

    async def scenario() -> None:
        endpoint = Endpoint("id", "access")
        assert await endpoint.has("id")
        assert await endpoint.has("access")
        assert endpoint.visits == 1

    run(scenario())


def test_callers_share_the_first_fetch() -> None:
    """Tokens that arrive together at an empty cache share one fetch."""

    async def scenario() -> None:
        endpoint = Endpoint("a")
        assert all(await asyncio.gather(*(endpoint.has("a") for _ in range(50))))
        assert endpoint.visits == 1

    run(scenario())


def test_a_cancelled_caller_does_not_cancel_the_fetch() -> None:
    """A cancelled caller does not cancel the fetch."""

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
    """The first unknown `kid` causes a fetch at once, the next after the cool-down."""

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


def test_invented_kids_cause_no_flood() -> None:
    """A thousand unknown `kid`s in ten seconds cause two fetches; known keys still work."""

    async def scenario() -> None:
        endpoint = Endpoint("a")
        for number in range(1000):
            endpoint.time += COOL_DOWN_SECONDS / 1000
            assert not await endpoint.has(f"made-up-{number}")
            assert await endpoint.has("a")
        assert endpoint.visits <= 2

    run(scenario())


def test_a_known_key_does_not_wait_for_the_fetch_of_another() -> None:
    """During a fetch for an unknown `kid`, known keys are returned at once."""

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
    """With a slow endpoint, old keys work until the response arrives."""
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


def test_an_unknown_kid_is_not_invalid_while_the_endpoint_is_down() -> None:
    """It may be a new key, so the token is neither accepted nor called invalid."""

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
def test_an_exception_during_a_fetch_is_a_failed_fetch(
    failure: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    """No exception gets out, and the log has its type only."""

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
def test_a_failed_fetch_removes_no_key(answer: bytes | None) -> None:
    """An endpoint that is down or returns nonsense does not affect known keys."""

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
    """A key that is no longer published works until the keys are an hour old."""

    async def scenario() -> None:
        endpoint = Endpoint("a", "b")
        assert await endpoint.has("a")
        endpoint.document = key_set(jwk("b", "b"))
        assert await endpoint.has("a")
        endpoint.time += LIFE_SECONDS
        assert not await endpoint.has("a")
        assert await endpoint.has("b")

    run(scenario())


def test_no_keys_at_all_is_a_transport_failure() -> None:
    """Without any keys, no token is called invalid."""

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


LONG = 30.0


class SlowEndpoint:
    """A key endpoint that waits for its gate, in any event loop."""

    def __init__(self) -> None:
        self.gate = threading.Event()
        self.visits = 0
        self.cache = KeyCache(self.fetch)

    async def fetch(self) -> bytes:
        """Return the response to one request."""
        self.visits += 1
        while not self.gate.is_set():  # noqa: ASYNC110 - an asyncio.Event belongs to one loop
            await asyncio.sleep(0.001)
        return key_set(jwk("a", "a"))

    def is_asked(self) -> bool:
        """Wait for the first request."""
        until = time.monotonic() + LONG
        while self.visits == 0 and time.monotonic() < until:
            time.sleep(0.001)
        return self.visits > 0


@contextmanager
def threads(count: int) -> Iterator[ThreadPoolExecutor]:
    """Start threads, each call of which has an event loop of its own."""
    with ThreadPoolExecutor(count) as pool:
        yield pool


def test_callers_in_other_event_loops_share_the_first_fetch() -> None:
    """A threaded server with an event loop for each call fetches once."""
    endpoint = SlowEndpoint()
    with threads(8) as pool:
        calls = [pool.submit(asyncio.run, endpoint.cache.find("a")) for _ in range(8)]
        assert endpoint.is_asked()
        time.sleep(0.02)
        endpoint.gate.set()
        assert [call.result(LONG).kid for call in calls] == ["a"] * 8
    assert endpoint.visits == 1
    assert asyncio.run(endpoint.cache.find("a")).kid == "a"


def test_a_cancelled_first_fetch_is_started_again_at_once() -> None:
    """After the call that started it was cancelled, the next one starts another."""
    endpoint = SlowEndpoint()
    with pytest.raises(TimeoutError):
        asyncio.run(asyncio.wait_for(endpoint.cache.find("a"), 0.01))
    endpoint.gate.set()
    began = time.monotonic()
    assert asyncio.run(endpoint.cache.find("a")).kid == "a"
    assert time.monotonic() - began < keys.FETCH_SECONDS / 2
    assert endpoint.visits == 2


def test_callers_whose_fetch_ends_with_its_loop_start_another() -> None:
    """They share that one again."""
    endpoint = SlowEndpoint()

    async def give_up() -> None:
        await asyncio.wait_for(endpoint.cache.find("a"), 0.1)

    with threads(5) as pool:
        first = pool.submit(asyncio.run, give_up())
        assert endpoint.is_asked()
        others = [pool.submit(asyncio.run, endpoint.cache.find("a")) for _ in range(4)]
        with pytest.raises(TimeoutError):
            first.result(LONG)
        endpoint.gate.set()
        assert [other.result(LONG).kid for other in others] == ["a"] * 4
    assert endpoint.visits <= 3


def test_callers_do_not_wait_for_a_loop_that_has_stopped() -> None:
    """It was neither closed nor cancelled, but its fetch will never end."""
    endpoint = SlowEndpoint()
    loop = asyncio.new_event_loop()
    waiting = loop.create_task(endpoint.cache.find("a"))
    loop.run_until_complete(asyncio.sleep(0.01))
    assert endpoint.visits == 1
    endpoint.gate.set()
    assert asyncio.run(asyncio.wait_for(endpoint.cache.find("a"), LONG)).kid == "a"
    assert loop.run_until_complete(waiting).kid == "a"
    loop.close()


def test_an_overtaken_fetch_changes_nothing(caplog: pytest.LogCaptureFixture) -> None:
    """The late response of an older fetch does not replace newer keys."""
    answers = iter([key_set(jwk("old", "old")), key_set(jwk("new", "new"))])
    gates = iter([gate := threading.Event(), open_gate := threading.Event()])
    open_gate.set()

    async def fetch() -> bytes:
        answer, is_open = next(answers), next(gates)
        while not is_open.is_set():  # noqa: ASYNC110 - an asyncio.Event belongs to one loop
            await asyncio.sleep(0.001)
        return answer

    cache = KeyCache(fetch)
    loop = asyncio.new_event_loop()
    waiting = loop.create_task(cache.find("old"))
    loop.run_until_complete(asyncio.sleep(0.01))
    assert asyncio.run(cache.find("new")).kid == "new"
    gate.set()
    with pytest.raises(KeyUnknown):
        loop.run_until_complete(waiting)
    loop.close()
    assert asyncio.run(cache.find("new")).kid == "new"
    assert caplog.text == ""


def test_a_fetch_without_an_end_fails_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """A source of keys that never responds counts as down."""
    monkeypatch.setattr(keys, "FETCH_SECONDS", 0.05)
    cache = KeyCache(asyncio.Event().wait)  # type: ignore[arg-type]
    began = time.monotonic()
    for _ in range(2):
        with pytest.raises(TransportFailed, match=r"cannot be fetched$"):
            asyncio.run(cache.find("a"))
    assert time.monotonic() - began < LONG


def test_every_caller_has_a_time_limit(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The caller has a time limit of its own; a known key still works then."""
    monkeypatch.setattr(keys, "WAIT_SECONDS", 0.05)
    endpoint = SlowEndpoint()
    with pytest.raises(TransportFailed, match="in time"):
        asyncio.run(endpoint.cache.find("a"))

    async def scenario() -> None:
        known = Endpoint("a")
        assert await known.has("a")
        known.time += LIFE_SECONDS
        known.gate = asyncio.Event()
        assert await known.has("a")

    run(scenario())


def test_keys_are_confirmed_though_each_call_has_a_loop_of_its_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """If a loop ends during its fetch, the next call waits for the whole fetch."""
    monkeypatch.setattr(keys, "PATIENCE_SECONDS", 0)
    endpoint = Endpoint("a", "b")
    assert asyncio.run(endpoint.has("a"))
    endpoint.document = key_set(jwk("b", "b"))
    endpoint.time += LIFE_SECONDS

    async def slow() -> bytes:
        await asyncio.sleep(0.01)
        return await Endpoint.fetch(endpoint)

    endpoint.cache._fetch_document = slow
    assert asyncio.run(endpoint.has("a"))
    assert endpoint.visits == 1
    assert not asyncio.run(endpoint.has("a"))
    assert asyncio.run(endpoint.has("b"))
    assert endpoint.visits == 2


def test_keys_that_another_caller_has_fetched_meanwhile_are_enough() -> None:
    """A caller whose fetch ended with its loop does not fetch what another one has fetched."""

    async def scenario() -> None:
        other = Endpoint("a")
        assert await other.has("a")
        endpoint = Endpoint("a")
        endpoint.cache._fetch = Interrupted(endpoint.cache, other.cache)  # type: ignore[assignment]
        assert await endpoint.has("a")
        assert endpoint.visits == 0

    run(scenario())


class Interrupted:
    """A fetch that ends with its loop, while another one brings the keys of another cache."""

    is_running = True

    def __init__(self, cache: KeyCache, other: KeyCache) -> None:
        self._cache = cache
        self._other = other

    async def wait(self, _: float | None) -> bool:
        """Set the keys, and return no result."""
        self._cache._keys, self._cache._old_after = self._other._keys, self._other._old_after
        self.is_running = False
        return False
