"""Base64url in plain Python: four letters of six bits are three bytes (RFC 4648 5).

For MicroPython, whose `binascii` is itself written in Python, and takes ten times as long.
"""

from .characters import has_only

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

# Numbers all along: a character of a text is a text of its own, and costs far more.
_LETTERS = ALPHABET.encode()
_VALUES = bytearray(128)
for _value, _letter in enumerate(_LETTERS):
    _VALUES[_letter] = _value


def encode(data: bytes) -> str:
    """Give `data` as unpadded base64url text."""
    padded = data + bytes(-len(data) % 3)
    out: list[int] = []
    for at in range(0, len(padded), 3):
        bits = padded[at] << 16 | padded[at + 1] << 8 | padded[at + 2]
        letters = (bits >> 18, bits >> 12 & 63, bits >> 6 & 63, bits & 63)
        out += [_LETTERS[value] for value in letters]
    return bytes(out[: (len(data) * 8 + 5) // 6]).decode()


def decode(text: str) -> bytes | None:
    """Give the bytes whose one spelling `text` is, or None where it is nobody's."""
    if not has_only(text, ALPHABET) or len(text) % 4 == 1:
        return None
    padded = text.encode() + b"A" * (-len(text) % 4)
    out: list[int] = []
    for at in range(0, len(padded), 4):
        first, second = _VALUES[padded[at]] << 18, _VALUES[padded[at + 1]] << 12
        bits = first | second | _VALUES[padded[at + 2]] << 6 | _VALUES[padded[at + 3]]
        out += (bits >> 16, bits >> 8 & 255, bits & 255)
    size = len(text) * 6 // 8
    return None if any(out[size:]) else bytes(out[:size])
