"""What is stored in sessionStorage, and how invalid entries are handled."""

import pytest

from auth.errors import StorageUnavailable
from auth.protocol.authorization import LIFETIME_SECONDS
from auth.session.storage import (
    PENDING_LIMIT,
    SESSION_PREFIX,
    TRANSACTION_PREFIX,
    SessionStorage,
    TransactionStorage,
)
from auth.testing.doubles import START, ManualClock, MemoryStorage
from tests.support import samples
from tests.unit.session.test_record import UNSOUND, changed_record

KEY = SESSION_PREFIX + samples.APP
OTHERS = {"basket": "3", "cognito": "x", "cognito.other": "y"}


@pytest.mark.parametrize("text", ["", *UNSOUND])
def test_an_unsound_session_is_removed(text: str) -> None:
    """Whatever is stored under our key is a sound record of this client, or goes."""
    storage = MemoryStorage({**OTHERS, KEY: text})
    assert SessionStorage(samples.config(), storage).read() is None
    assert storage.entries == OTHERS | ({KEY: ""} if text == "" else {})


def test_a_sound_session_is_read() -> None:
    """A stored session with an expired ID token is accepted."""
    claims = samples.id_claims(exp=int(START) - 86_400)
    storage = MemoryStorage({KEY: changed_record(id_token=samples.sign(claims))})
    record = SessionStorage(samples.config(), storage).read()
    assert record is not None
    assert record.access_token == "the-access-token"


@pytest.mark.parametrize("place", ["session", "memory"])
def test_tokens_are_stored_only_where_the_app_says(place: str) -> None:
    """`memory` keeps them out of storage altogether."""
    storage = MemoryStorage()
    kept = SessionStorage(samples.config(token_storage=place), storage)
    kept.write(samples.session_record())
    assert bool(storage.entries) == (place == "session")
    assert kept.clear()
    assert storage.entries == {}


def test_storage_that_cannot_be_cleared_is_reported() -> None:
    """`clear` returns False and raises nothing."""
    storage = MemoryStorage()
    storage.broken = ("remove",)
    assert not SessionStorage(samples.config(), storage).clear()


def transactions(*created_at: float) -> dict[str, str]:
    """Return the storage entries of pending sign-ins begun at these times."""
    pending = [samples.transaction(state=f"state-{at}", created_at=at) for at in created_at]
    return {TRANSACTION_PREFIX + one.state: one.to_json() for one in pending}


def test_a_pending_sign_in_answers_once() -> None:
    """Taking a pending sign-in removes it."""
    storage = MemoryStorage(OTHERS)
    store = TransactionStorage(storage, ManualClock())
    store.put(samples.transaction())
    taken = store.take("the-state")
    assert taken is not None
    assert vars(taken) == vars(samples.transaction())
    assert (store.take("the-state"), storage.entries) == (None, OTHERS)


@pytest.mark.parametrize("state", [None, "", "unknown", "the-state.", "THE-STATE"])
def test_an_unknown_state_takes_nothing(state: str | None) -> None:
    """Pending sign-ins stay in storage."""
    store = TransactionStorage(MemoryStorage(), ManualClock())
    store.put(samples.transaction())
    assert store.take(state) is None
    assert store.take("the-state") is not None


def test_a_record_under_anothers_state_is_not_taken() -> None:
    """The state inside must be the state asked for."""
    entries = {TRANSACTION_PREFIX + "other": samples.transaction().to_json()}
    assert TransactionStorage(MemoryStorage(entries), ManualClock()).take("other") is None


@pytest.mark.parametrize(
    ("age", "alive"),
    [
        (0, True),
        (LIFETIME_SECONDS, True),
        (LIFETIME_SECONDS + 1, False),
        (-LIFETIME_SECONDS - 1, False),
    ],
)
def test_a_pending_sign_in_lives_an_hour(age: float, *, alive: bool) -> None:
    """Older ones, and those dated in a future no clock should show, answer nothing."""
    store = TransactionStorage(MemoryStorage(transactions(START - age)), ManualClock())
    assert (store.take(f"state-{START - age}") is not None) is alive


def test_a_new_sign_in_sweeps_stale_and_damaged_ones() -> None:
    """Fresh ones and other people's keys are left alone."""
    fresh, stale = transactions(START - 60), transactions(START - LIFETIME_SECONDS - 1)
    damaged = {f"{TRANSACTION_PREFIX}x": "{}", f"{TRANSACTION_PREFIX}y": ""}
    storage = MemoryStorage({**OTHERS, **stale, **fresh, **damaged})
    TransactionStorage(storage, ManualClock()).put(samples.transaction())
    kept = storage.entries.keys() - {f"{TRANSACTION_PREFIX}the-state"}
    assert kept == {*OTHERS, *fresh}


def test_pending_sign_ins_are_few() -> None:
    """The oldest ones are removed for the newest."""
    entries = transactions(*[START - 60 + second for second in range(PENDING_LIMIT + 3)])
    storage = MemoryStorage(entries)
    TransactionStorage(storage, ManualClock()).put(samples.transaction())
    assert list(storage.entries) == [*list(entries)[4:], f"{TRANSACTION_PREFIX}the-state"]
    assert len(storage.entries) == PENDING_LIMIT


def test_storage_that_forgets_is_found_out() -> None:
    """A silent failure would send people to a sign-in that cannot finish."""
    storage = MemoryStorage()
    storage.forgetful = True
    with pytest.raises(StorageUnavailable):
        TransactionStorage(storage, ManualClock()).put(samples.transaction())


def test_only_entries_of_pending_sign_ins_count() -> None:
    """Another library may keep the same values under a name of its own."""
    [(key, entry)] = transactions(START).items()
    config = samples.config()
    assert TransactionStorage(MemoryStorage({key: entry}), ManualClock()).has_any(config)
    assert not TransactionStorage(MemoryStorage({"copy": entry}), ManualClock()).has_any(config)
