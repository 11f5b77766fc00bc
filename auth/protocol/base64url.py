"""Base64url without padding, strictly canonical (RFC 4648 5, RFC 7515 appendix C)."""

import binascii

from auth.errors import MalformedResponse

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


def encode(data: bytes) -> str:
    """Give `data` as unpadded base64url text."""
    text = binascii.b2a_base64(data).decode()
    return text.strip().rstrip("=").replace("+", "-").replace("/", "_")


def decode(text: str) -> bytes:
    """Give the bytes that `text` stands for.

    Only the one spelling that `encode` gives is accepted: no padding, no foreign character, no
    stray bits in the last place, since a token with two spellings slips past deny lists.
    Raises MalformedResponse.
    """
    data = None if "+" in text or "/" in text or "=" in text else _decode_canonically(text)
    if data is None:
        raise MalformedResponse("not canonical base64url")
    return data


def _decode_canonically(text: str) -> bytes | None:
    try:
        padded = (text.replace("-", "+").replace("_", "/") + "=" * (-len(text) % 4)).encode()
        data = binascii.a2b_base64(padded)
    except Exception:  # noqa: BLE001 - binascii.Error here, plain Exception on MicroPython
        return None
    return data if binascii.b2a_base64(data)[:-1] == padded else None
