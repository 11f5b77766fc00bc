"""Base64url without padding, strictly canonical (RFC 4648 5, RFC 7515 appendix C)."""

import binascii
import sys

from ..errors import MalformedResponse
from . import radix64
from .radix64 import ALPHABET

__all__ = ["ALPHABET", "decode", "encode"]

_IS_SLOW = sys.implementation.name == "micropython"


def encode(data: bytes) -> str:
    """Give `data` as unpadded base64url text."""
    if _IS_SLOW:
        return radix64.encode(data)
    text = binascii.b2a_base64(data, newline=False).decode()
    return text.rstrip("=").replace("+", "-").replace("/", "_")


def decode(text: str) -> bytes:
    """Give the bytes that `text` stands for.

    Only the one spelling that `encode` gives is accepted: no padding, no foreign character, no
    stray bits in the last place, since a token with two spellings slips past deny lists.
    Raises MalformedResponse.
    """
    data = radix64.decode(text) if _IS_SLOW else _decode_canonically(text)
    if data is None:
        raise MalformedResponse("not canonical base64url")
    return data


def _decode_canonically(text: str) -> bytes | None:
    if "+" in text or "/" in text or "=" in text:
        return None
    try:
        padded = (text.replace("-", "+").replace("_", "/") + "=" * (-len(text) % 4)).encode()
        data = binascii.a2b_base64(padded)
    except binascii.Error:
        return None
    return data if binascii.b2a_base64(data)[:-1] == padded else None
