"""Convert bytes between Python and JavaScript (ECMAScript, `Uint8Array`)."""

import json

import js

from ..encoding.url import decode_utf8
from ..errors import MalformedResponse
from .ffi import IS_MICROPYTHON, to_js

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

IS_SLOW = IS_MICROPYTHON
"""Whether bytes are converted one by one (MicroPython), where a string is converted at once."""

_SLICE = 4096  # bytes; converted one by one, they need many times their size
_REPLACEMENT = "\ufffd"


def to_uint8array(data: bytes) -> "Any":
    """Return a Uint8Array with a copy of `data`."""
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

    On MicroPython, UTF-8 is converted as one string, with its byte order mark (Encoding 7.1).
    """
    if IS_SLOW:
        # Not `fatal`: what JavaScript throws passes uncaught through MicroPython.
        text = str(js.TextDecoder.new("utf-8", to_js({"ignoreBOM": True})).decode(array))
        if _REPLACEMENT not in text:  # then these are exactly the bytes that came
            return text.encode()
    return from_uint8array(array)


def _from_slice(array: "Any", at: int) -> bytes:
    return bytes(json.loads(f"[{array.subarray(at, at + _SLICE).join(',')}]"))


def _as_text(data: bytes) -> str | None:
    """Return the string that `data` encodes, or None; MicroPython's own decoder is too lenient."""
    try:
        return decode_utf8(data)
    except MalformedResponse:
        return None
