"""What is kept in storage, and what is made of what stands there."""

import json

import pytest

from auth.errors import AuthError, StorageUnavailable
from auth.protocol.authorization import LIFETIME_SECONDS
from auth.session.records import (
    PENDING_LIMIT,
    SESSION_PREFIX,
    TRANSACTION_PREFIX,
    SessionStore,
    TransactionStore,
    parse_session_record,
)
from auth.testing.doubles import START, ManualClock, MemoryStorage, runtime
from tests.unit import samples

KEY = SESSION_PREFIX + samples.CLIENT
OTHERS = {"basket": "3", "cognito": "x", "cognito.other": "y"}


def changed_record(**changes: object) -> str:
    """Give a stored session with `changes`; a change to ... removes the member."""
    document = {**json.loads(samples.session_record().to_json()), **changes}
    return json.dumps({name: document[name] for name in document if document[name] is not ...})


def test_a_session_reads_as_it_was_written() -> None:
    """Every part survives storage."""
    record = samples.session_record(app_state={"a": [1, None]})
    read = parse_session_record(record.to_json(), samples.config())
    assert vars(read) | {"claims": None} == vars(record) | {"claims": None}
    assert read.claims.sub == record.claims.sub


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "[]",
        "{}",
        "{",
        '{"id_token": 1}',
        changed_record(access_token=...),
        changed_record(access_token=""),
        changed_record(refresh_token=7),
        changed_record(expires_at="3600"),
        changed_record(expires_at=True),
        changed_record(expires_at=-1),
        changed_record(id_token="a.b.c"),
        changed_record(id_token=samples.sign(samples.id_claims(iss="https://evil.example"))),
        changed_record(id_token=samples.sign(samples.id_claims(aud="another-client"))),
        changed_record(id_token=samples.sign(samples.id_claims(token_use="access"))),
        changed_record(id_token=samples.sign(samples.id_claims(sub=""))),
        changed_record(id_token=samples.sign(samples.id_claims(exp=...))),
        changed_record()[:-1] + ', "expires_at": 9}',
    ],
)
def test_an_unsound_session_is_forgotten(text: str) -> None:
    """Whatever stands under our key is a sound record of this client, or goes."""
    storage = MemoryStorage({**OTHERS, KEY: text})
    store = SessionStore(samples.config(), runtime(storage=storage))
    assert (store.restore(), store.record) == (None, None)
    assert storage.entries == OTHERS | ({KEY: ""} if text == "" else {})
    with pytest.raises(AuthError):
        parse_session_record(text, samples.config())


def test_a_sound_session_is_restored() -> None:
    """An ID token that has expired since takes nothing from who signed in."""
    claims = samples.id_claims(exp=int(START) - 86_400)
    storage = MemoryStorage({KEY: changed_record(id_token=samples.sign(claims))})
    record = SessionStore(samples.config(), runtime(storage=storage)).restore()
    assert record is not None
    assert record.access_token == "the-access-token"


@pytest.mark.parametrize("place", ["session", "memory"])
def test_tokens_are_stored_only_where_the_app_says(place: str) -> None:
    """`memory` keeps them out of storage altogether."""
    storage = MemoryStorage()
    store = SessionStore(samples.config(token_storage=place), runtime(storage=storage))
    record = samples.session_record()
    store.put(record)
    assert bool(storage.entries) == (place == "session")
    assert store.restore() is not None
    assert store.clear()
    assert (storage.entries, store.record, store.restore()) == ({}, None, None)


def test_a_session_that_cannot_be_stored_does_not_replace_another() -> None:
    """A failed write leaves memory and storage of one mind."""
    storage = MemoryStorage()
    store = SessionStore(samples.config(), runtime(storage=storage))
    first = samples.session_record()
    store.put(first)
    storage.broken = ("set",)
    with pytest.raises(StorageUnavailable):
        store.put(samples.session_record(access_token="another"))
    assert store.record is first


def test_storage_that_cannot_be_wiped_is_told() -> None:
    """Memory is wiped all the same."""
    storage = MemoryStorage()
    store = SessionStore(samples.config(), runtime(storage=storage))
    store.put(samples.session_record())
    storage.broken = ("remove",)
    assert not store.clear()
    assert store.record is None


def test_storage_that_cannot_be_read_restores_nobody() -> None:
    """A session in memory does not outlive the storage it came from."""
    storage = MemoryStorage()
    store = SessionStore(samples.config(), runtime(storage=storage))
    store.put(samples.session_record())
    storage.broken = ("get",)
    with pytest.raises(StorageUnavailable):
        store.restore()
    assert store.record is None


def transactions(*created_at: float) -> dict[str, str]:
    """Give the storage entries of pending sign-ins begun at these times."""
    pending = [samples.transaction(state=f"state-{at}", created_at=at) for at in created_at]
    return {TRANSACTION_PREFIX + one.state: one.to_json() for one in pending}


def test_a_pending_sign_in_answers_once() -> None:
    """Taking it is forgetting it."""
    storage = MemoryStorage(OTHERS)
    store = TransactionStore(storage, ManualClock())
    store.put(samples.transaction())
    taken = store.take("the-state")
    assert taken is not None
    assert vars(taken) == vars(samples.transaction())
    assert (store.take("the-state"), storage.entries) == (None, OTHERS)


@pytest.mark.parametrize("state", [None, "", "unknown", "the-state.", "THE-STATE"])
def test_an_unknown_state_takes_nothing(state: str | None) -> None:
    """What is pending stays pending."""
    store = TransactionStore(MemoryStorage(), ManualClock())
    store.put(samples.transaction())
    assert store.take(state) is None
    assert store.take("the-state") is not None


def test_a_record_under_anothers_state_is_not_taken() -> None:
    """The state inside must be the state asked for."""
    entries = {TRANSACTION_PREFIX + "other": samples.transaction().to_json()}
    assert TransactionStore(MemoryStorage(entries), ManualClock()).take("other") is None


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
    store = TransactionStore(MemoryStorage(transactions(START - age)), ManualClock())
    assert (store.take(f"state-{START - age}") is not None) is alive


def test_a_new_sign_in_sweeps_stale_and_damaged_ones() -> None:
    """Fresh ones and other people's keys are left alone."""
    fresh, stale = transactions(START - 60), transactions(START - LIFETIME_SECONDS - 1)
    damaged = {f"{TRANSACTION_PREFIX}x": "{}", f"{TRANSACTION_PREFIX}y": ""}
    storage = MemoryStorage({**OTHERS, **stale, **fresh, **damaged})
    TransactionStore(storage, ManualClock()).put(samples.transaction())
    kept = storage.entries.keys() - {f"{TRANSACTION_PREFIX}the-state"}
    assert kept == {*OTHERS, *fresh}


def test_pending_sign_ins_are_few() -> None:
    """The oldest make room for the newest."""
    entries = transactions(*[START - 60 + second for second in range(PENDING_LIMIT + 3)])
    storage = MemoryStorage(entries)
    TransactionStore(storage, ManualClock()).put(samples.transaction())
    assert list(storage.entries) == [*list(entries)[4:], f"{TRANSACTION_PREFIX}the-state"]
    assert len(storage.entries) == PENDING_LIMIT


def test_storage_that_forgets_is_found_out() -> None:
    """A silent failure would send people to a sign-in that cannot finish."""
    storage = MemoryStorage()
    storage.forgetful = True
    with pytest.raises(StorageUnavailable):
        TransactionStore(storage, ManualClock()).put(samples.transaction())


@pytest.mark.parametrize("record", [samples.session_record(), samples.transaction()])
def test_a_representation_holds_no_secret(record: object) -> None:
    """Tokens, state and verifier stay out of logs and tracebacks."""
    assert repr(record) in {"<SessionRecord>", f"<Transaction started at {START:.0f}>"}
