"""Base64url without padding, strictly canonical (RFC 4648 5, RFC 7515 appendix C)."""

import binascii
import sys

from ..errors import MalformedResponse
from . import radix64
from .radix64 import ALPHABET

__all__ = ["ALPHABET", "decode", "encode"]

_IS_SLOW = sys.implementation.name == "micropython"
# By length modulo 4: which characters may be last, because their unused bits are zero.
_LAST = (ALPHABET, "", "AQgw", "AEIMQUYcgkosw048")
_PADDING = (b"", b"", b"==", b"=")
# To the alphabet of `binascii`. Its own characters, and padding, become invalid.
_TO_BASE64 = None if _IS_SLOW else bytes.maketrans(b"-_+/=", b"+/???")


def encode(data: bytes) -> str:
    """Return `data` as base64url without padding."""
    if _IS_SLOW:
        return radix64.encode(data)
    encoded = binascii.b2a_base64(data, newline=False).decode()
    return encoded.rstrip("=").replace("+", "-").replace("/", "_")


def decode(string: str) -> bytes:
    """Return the bytes that `string` encodes.

    Only the spelling that `encode` returns is accepted: no padding, no other characters, no stray
    bits at the end. A token with two spellings could get past a deny list.

    Raises:
        MalformedResponse: `string` is anything else.
    """
    data = radix64.decode(string) if _IS_SLOW else _decode_canonically(string)
    if data is None:
        raise MalformedResponse("not canonical base64url")
    return data


def _decode_canonically(string: str) -> bytes | None:
    rest = len(string) % 4
    if string[-1:] not in _LAST[rest]:
        return None
    try:
        standard = string.encode().translate(_TO_BASE64) + _PADDING[rest]
        return binascii.a2b_base64(standard, strict_mode=True)
    except ValueError:  # binascii.Error, or UnicodeEncodeError for half a surrogate pair
        return None
