"""Texts that may have none but certain characters."""

DIGITS = "0123456789"
HEXADECIMAL = DIGITS + "abcdefABCDEF"
VISIBLE = "".join([chr(point) for point in range(0x21, 0x7F)])
"""What ASCII has ink for."""


def has_only(text: str, characters: str) -> bool:
    """Tell whether `text` has no other than these characters; an empty one has none."""
    # In one go: on MicroPython each character taken out of a text is a text of its own, and dear.
    return not text.strip(characters)
