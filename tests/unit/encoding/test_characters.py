"""Texts that may have none but certain characters."""

import string

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from auth.encoding.characters import DIGITS, HEXADECIMAL, VISIBLE, has_only


@given(st.text(alphabet="12a-é \0", max_size=8), st.text(alphabet="12a-é", max_size=4))
@example("1a1", "1")  # the foreign one stands between two that may be there
@example("", "1")
@example("1", "")
def test_it_asks_each_character(text: str, characters: str) -> None:
    """Wherever the one stands that may not be there."""
    assert has_only(text, characters) is all(one in characters for one in text)


def test_digits_are_ascii() -> None:
    """Unicode has more, and `str.isdigit` takes them."""
    assert string.digits == DIGITS
    assert string.hexdigits == HEXADECIMAL
    assert not has_only("٣", DIGITS)


@pytest.mark.parametrize("character", [chr(point) for point in range(0x100)])
def test_what_is_visible(character: str) -> None:
    """ASCII's printable characters without the space."""
    printable = character.isascii() and character.isprintable() and character != " "
    assert has_only(character, VISIBLE) is printable
