"""Bytes between Python and JavaScript, on both interpreters (ECMAScript, `Uint8Array`)."""

import json

import js

from .ffi import IS_MICROPYTHON, to_js

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

IS_SLOW = IS_MICROPYTHON
"""Whether bytes are converted one by one (MicroPython), where a string is converted at once."""

_SLICE = 4096  # bytes; converted one by one, they need many times their size


def to_uint8array(data: bytes) -> "Any":
    """Give a Uint8Array with a copy of `data`."""
    if not IS_SLOW:
        return to_js(data)
    text = _as_text(data)
    if text is None:
        return js.Uint8Array.new(js.JSON.parse(str(list(data))))
    return js.TextEncoder.new().encode(text)


def from_uint8array(array: "Any") -> bytes:
    """Return a copy of a Uint8Array's bytes."""
    if not IS_SLOW:
        return bytes(array.to_bytes())
    return b"".join([_from_slice(array, at) for at in range(0, array.length, _SLICE)])


def from_body(array: "Any") -> bytes:
    """Return a copy of the bytes of a body, which usually is UTF-8.

    On MicroPython, UTF-8 is converted as one string. The decoder replaces nothing and keeps a byte
    order mark (Encoding 7.1), so that both interpreters read the same bytes.
    """
    if IS_SLOW:
        decoder = js.TextDecoder.new("utf-8", to_js({"fatal": True, "ignoreBOM": True}))
        try:
            return str(decoder.decode(array)).encode()
        except Exception:  # noqa: BLE001, S110 - JavaScript's TypeError: not UTF-8
            pass
    return from_uint8array(array)


def _from_slice(array: "Any", at: int) -> bytes:
    return bytes(json.loads(f"[{array.subarray(at, at + _SLICE).join(',')}]"))


def _as_text(data: bytes) -> str | None:
    """Give the text that `data` encodes: MicroPython hands text over at once, bytes one by one."""
    try:
        return data.decode("utf-8")
    except UnicodeError:
        return None
