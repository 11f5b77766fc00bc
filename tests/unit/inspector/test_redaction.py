"""Only listed values are recorded; others by their length, and a fingerprint where that is safe."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspector.recorder.redaction import (
    LINKED,
    SHOWN,
    SHOWN_LIMIT,
    described,
    facts_of,
    fingerprint,
    from_outside,
    word,
)


def test_a_mark_is_the_beginning_of_a_hash() -> None:
    """The same value has the same mark everywhere; this one is a known SHA-256."""
    assert fingerprint("test") == "#9f86d081"


def test_no_parameter_is_both_shown_and_secret() -> None:
    """The two lists have nothing in common."""
    assert set(SHOWN).isdisjoint(LINKED)


@given(st.sampled_from([*LINKED, "login_hint", "password", "anything"]), st.text(min_size=12))
def test_what_is_not_on_the_list_is_not_shown(name: str, value: str) -> None:
    """Neither the value nor any half of it."""
    told = described(name, value)
    assert told.startswith(f"•{len(value)}")
    assert value not in told


@pytest.mark.parametrize("name", SHOWN)
def test_nothing_that_anybody_may_have_sent_is_shown(name: str) -> None:
    """In an address that came from outside, a listed name may carry anything at all."""
    assert from_outside([(name, "a code, for example")]) == [[name, "•19"]]
    assert facts_of([(name, "openid")]) == [[name, "openid"]]


def test_a_value_that_nobody_could_guess_is_not_needed_for_a_mark() -> None:
    """A guessable one has only a length: its mark could be found by trying."""
    assert described("login_hint", "ada@example.com") == "•15"
    assert described("state", "") == "•0"


def test_what_is_shown_is_short() -> None:
    """A configuration's longest text does not fill the record."""
    assert len(described("scope", "x" * 9999)) == SHOWN_LIMIT


@pytest.mark.parametrize(
    ("text", "told"),
    [("invalid_grant", "invalid_grant"), ("Invalid grant!", "•14"), ("", "•0"), ("a" * 41, "•41")],
)
def test_an_error_is_shown_if_it_is_a_code(text: str, told: str) -> None:
    """Registered codes are lower-case words (RFC 6749 5.2)."""
    assert word(text) == told
    assert described("error", text) == told
