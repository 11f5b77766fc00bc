"""Base64url in plain Python: four characters of six bits are three bytes (RFC 4648 5).

For MicroPython, whose own `binascii` is ten times slower.
"""

from .characters import has_only

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

# Bytes, not characters: MicroPython allocates a new string for each character.
_CODES = ALPHABET.encode()
_VALUES = bytearray(128)
for _value, _code in enumerate(_CODES):
    _VALUES[_code] = _value


def encode(data: bytes) -> str:
    """Return `data` as base64url without padding."""
    padded = data + bytes(-len(data) % 3)
    out: list[int] = []
    for at in range(0, len(padded), 3):
        bits = padded[at] << 16 | padded[at + 1] << 8 | padded[at + 2]
        sextets = (bits >> 18, bits >> 12 & 63, bits >> 6 & 63, bits & 63)
        out += [_CODES[value] for value in sextets]
    return bytes(out[: (len(data) * 8 + 5) // 6]).decode()


def decode(string: str) -> bytes | None:
    """Return the bytes that `string` encodes, or None if it is not what `encode` returns."""
    if not has_only(string, ALPHABET) or len(string) % 4 == 1:
        return None
    padded = string.encode() + b"A" * (-len(string) % 4)
    out: list[int] = []
    for at in range(0, len(padded), 4):
        first, second = _VALUES[padded[at]] << 18, _VALUES[padded[at + 1]] << 12
        bits = first | second | _VALUES[padded[at + 2]] << 6 | _VALUES[padded[at + 3]]
        out += (bits >> 16, bits >> 8 & 255, bits & 255)
    size = len(string) * 6 // 8
    return None if any(out[size:]) else bytes(out[:size])
