"""Strings that are limited to certain characters."""

DIGITS = "0123456789"
HEXADECIMAL = DIGITS + "abcdefABCDEF"
VISIBLE = "".join([chr(point) for point in range(0x21, 0x7F)])
"""The visible characters of ASCII, without the space (RFC 5234 B.1, VCHAR)."""


def has_only(string: str, characters: str) -> bool:
    """Check whether every character of `string` is among `characters`; true for an empty string."""
    # One call: on MicroPython, a loop allocates a new string for each character.
    return not string.strip(characters)


def parse_digits(string: str, *, at_most: int) -> int | None:
    """Parse a number in decimal ASCII digits.

    `str.isdigit` is true for "²", which `int` refuses, and `int` refuses very long numbers.

    Args:
        string: Anything.
        at_most: How many digits are accepted.

    Returns:
        The number, or None if `string` has other characters, too many of them, or none.
    """
    return int(string) if has_only(string, DIGITS) and 0 < len(string) <= at_most else None
