"""Strings limited to certain characters."""

import string

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from auth.encoding.characters import DIGITS, HEXADECIMAL, VISIBLE, has_only, parse_digits


@given(st.text(alphabet="12a-é \0", max_size=8), st.text(alphabet="12a-é", max_size=4))
@example("1a1", "1")  # the foreign one stands between two that may be there
@example("", "1")
@example("1", "")
def test_it_asks_each_character(text: str, characters: str) -> None:
    """A wrong character is found at any place."""
    assert has_only(text, characters) is all(one in characters for one in text)


def test_digits_are_ascii() -> None:
    """`str.isdigit` also accepts the digits of other scripts."""
    assert string.digits == DIGITS
    assert string.hexdigits == HEXADECIMAL
    assert not has_only("٣", DIGITS)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", 0),
        ("007", 7),
        ("123456", 123456),
        ("1234567", None),
        ("9" * 5000, None),
        ("", None),
        ("-1", None),
        ("+1", None),
        ("1_0", None),
        (" 1", None),
        ("²", None),
        ("\u0661", None),
        ("\ud800", None),
    ],
)
def test_digits_are_parsed_or_refused(text: str, number: int | None) -> None:
    """`str.isdigit` accepts "²", which `int` refuses; `int` accepts "1_0" and spaces."""
    assert parse_digits(text, at_most=6) == number


@pytest.mark.parametrize("character", [chr(point) for point in range(0x100)])
def test_what_is_visible(character: str) -> None:
    """ASCII's printable characters without the space."""
    printable = character.isascii() and character.isprintable() and character != " "
    assert has_only(character, VISIBLE) is printable
