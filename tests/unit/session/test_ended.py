"""Ended sessions and used codes, which all tabs of an app share."""

from auth.session.ended import LIMIT, EndedSessions, name_of_code
from auth.testing.doubles import MemoryStorage


def test_a_session_that_one_tab_ends_has_ended_in_all() -> None:
    """Also for those that load later, and under the names of one app client only."""
    storage = MemoryStorage()
    EndedSessions("client", storage).add("family")
    assert EndedSessions("client", storage).has("family")
    assert not EndedSessions("client", storage).has("another")
    assert not EndedSessions("another-client", storage).has("family")


def test_only_the_latest_are_kept() -> None:
    """Storage does not grow for ever, and adding a name twice takes one place."""
    storage = MemoryStorage()
    for number in range(LIMIT + 5):
        for _ in range(2):
            EndedSessions("client", storage).add(f"family-{number}")
    [kept] = storage.entries.values()
    assert kept.split() == [f"family-{number}" for number in range(5, LIMIT + 5)]


def test_blocked_storage_leaves_a_tab_its_own_memory() -> None:
    """What this page ended stays ended for it."""
    storage = MemoryStorage()
    storage.broken = ("get", "set")
    ended = EndedSessions("client", storage)
    ended.add("family")
    assert ended.has("family")
    assert not EndedSessions("client", storage).has("family")


def test_a_code_is_named_by_a_hash() -> None:
    """What stands in storage cannot be turned back into the code."""
    name = name_of_code("3b0c5d2e-0000-4000-8000-000000000000")
    assert (len(name), name.isascii(), " " in name) == (22, True, False)
    assert name != name_of_code("3b0c5d2e-0000-4000-8000-000000000001")
