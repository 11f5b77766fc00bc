"""JSON as RFC 8259 has it and nothing else: no duplicate names, no NaN, bounded depth.

A token whose `exp` stands twice means one thing to this reader and another to the next
(RFC 8725 2.5), so such documents are refused. CPython's parser is told to be strict; MicroPython's
cannot be told (it accepts `[1,]` and `{"a" 1}`), so there `json_reader` does all the work.
"""

import json

from ..errors import MalformedResponse
from .json_reader import MAXIMUM_DEPTH, finite_number, read_json
from .url import decode_utf8

_SPACE = " \t\n\r"

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable


def parse_object(text: str | bytes) -> "dict[str, object]":
    """Give the JSON object that `text` holds; `bytes` must be UTF-8 without a byte order mark.

    Raises MalformedResponse when it is anything else, without quoting any of it.
    """
    document = decode_utf8(text) if isinstance(text, bytes) else text
    try:
        document.encode()  # refuses half a surrogate pair, which JavaScript's strings may have
        value = _read(document)
    except (ValueError, TypeError):
        value = None
    if not isinstance(value, dict):
        raise MalformedResponse("not a JSON object")
    return value


def _read(text: str) -> object:
    # The number of brackets bounds the depth: only a document with many of them needs counting,
    # which C code does not do for us. Nor does it refuse half a surrogate pair.
    escapes = "\\" in text and ("\\ud" in text or "\\uD" in text)
    if _decode and not escapes and text.count("{") + text.count("[") <= MAXIMUM_DEPTH:
        return _decode(text)
    return read_json(text)


def _object(pairs: "list[tuple[str, object]]") -> "dict[str, object]":
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("duplicate member name")
    return members


def _refuse(constant: str) -> object:
    raise ValueError(constant)


def _strict_decoder() -> "Callable[[str], object] | None":
    """Give the standard library's reader without its leniencies, or None where it has no hooks."""
    if not hasattr(json, "JSONDecoder"):
        return None
    decoder = json.JSONDecoder(
        object_pairs_hook=_object, parse_constant=_refuse, parse_float=finite_number
    )
    # What `decode` calls, without its regular expressions for white space.
    scan = decoder.scan_once  # type: ignore[attr-defined] # typeshed does not know it

    def decode(text: str) -> object:
        document = text.strip(_SPACE)
        try:
            value, end = scan(document, 0)
        except StopIteration:
            end = -1
        if end != len(document):
            raise ValueError("not one document")
        return value

    return decode


_decode = _strict_decoder()
