"""Bytes between Python and JavaScript, on both interpreters (ECMAScript, `Uint8Array`)."""

import json

import js

from .ffi import IS_MICROPYTHON, to_js

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

IS_SLOW = IS_MICROPYTHON
"""Whether bytes cross one by one (MicroPython). Text crosses at once, so there it carries them."""


def to_uint8array(data: bytes) -> "Any":
    """Give a Uint8Array with a copy of `data`."""
    if not IS_SLOW:
        return to_js(data)
    text = _as_text(data)
    if text is None:
        return js.Uint8Array.new(js.JSON.parse(str(list(data))))
    return js.TextEncoder.new().encode(text)


def from_uint8array(array: "Any") -> bytes:
    """Give a copy of a Uint8Array's bytes."""
    if not IS_SLOW:
        return bytes(array.to_bytes())
    return bytes(json.loads(f"[{array.join(',')}]"))


def _as_text(data: bytes) -> str | None:
    """Give the text that `data` encodes: MicroPython hands text over at once, bytes one by one."""
    try:
        return data.decode("utf-8")
    except UnicodeError:
        return None
