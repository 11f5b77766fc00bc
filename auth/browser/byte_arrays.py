"""Bytes between Python and JavaScript, on both interpreters (ECMAScript, `Uint8Array`)."""

import js

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

try:
    from pyodide.ffi import to_js
except ImportError:
    to_js = None


IS_SLOW = to_js is None
"""Whether bytes cross one by one (MicroPython), while text crosses at once."""


def to_uint8array(data: bytes) -> "Any":
    """Give a Uint8Array with a copy of `data`."""
    if to_js is not None:
        return to_js(data)
    text = _as_text(data)
    return js.Uint8Array.new(list(data)) if text is None else js.TextEncoder.new().encode(text)


def from_uint8array(array: "Any") -> bytes:
    """Give a copy of a Uint8Array's bytes. One crossing a byte on MicroPython: for short ones."""
    if to_js is not None:
        return bytes(array.to_bytes())
    return bytes([array[at] for at in range(array.length)])


def _as_text(data: bytes) -> str | None:
    """Give the text that `data` encodes: MicroPython hands text over at once, bytes one by one."""
    try:
        return data.decode("utf-8")
    except UnicodeError:
        return None
