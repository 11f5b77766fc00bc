"""Strict JSON (RFC 8259): no duplicate names, no NaN, limited depth.

Two readers may take different values from a token with two `exp` (RFC 8725 2.5), so duplicates are
refused. CPython's parser can be made strict. MicroPython's cannot (it accepts `[1,]` and
`{"a" 1}`), so `json_reader` replaces it there.
"""

import json

from ..errors import MalformedResponse
from .json_reader import MAXIMUM_DEPTH, NUMBER_LIMIT, finite_number, read_json, whole_number
from .url import decode_utf8, encode_utf8

_SPACE = " \t\n\r"

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable


def parse_object(document: str | bytes) -> "dict[str, object]":
    """Parse a JSON object.

    Args:
        document: A string, or bytes in UTF-8 without a byte order mark (RFC 8259 8.1).

    Raises:
        MalformedResponse: It is anything else. The message quotes nothing of it.
    """
    string = _decoded(document)
    try:
        value = _read(string)
    except (ValueError, TypeError):
        value = None
    if not isinstance(value, dict):
        raise MalformedResponse("not a JSON object")
    return value


def _decoded(document: str | bytes) -> str:
    if isinstance(document, bytes):
        return decode_utf8(document)
    if encode_utf8(document) is None:
        raise MalformedResponse("not a JSON object")
    return document


def _read(string: str) -> object:
    # CPython's parser neither limits the depth, which the number of brackets bounds, nor refuses
    # an escape of half a surrogate pair.
    escapes = "\\" in string and ("\\ud" in string or "\\uD" in string)
    if _decode and not escapes and string.count("{") + string.count("[") <= MAXIMUM_DEPTH:
        return _decode(string)
    return read_json(string)


def _object(pairs: "list[tuple[str, object]]") -> "dict[str, object]":
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("duplicate member name")
    return members


def _refuse(constant: str) -> object:
    raise ValueError(constant)


def _strict_decoder() -> "Callable[[str], object] | None":
    """Return the standard library's parser made strict, or None where that is not possible."""
    if not hasattr(json, "JSONDecoder"):
        return None
    of_short_numbers, of_any_numbers = _scanner(int), _scanner(whole_number)

    def decode(string: str) -> object:
        document = string.strip(_SPACE)
        # No number is longer than its document, and CPython parses with `int` faster.
        scan = of_short_numbers if len(document) <= NUMBER_LIMIT else of_any_numbers
        try:
            value, end = scan(document, 0)
        except StopIteration:
            end = -1
        if end != len(document):
            raise ValueError("not one document")
        return value

    return decode


def _scanner(parse_int: "Callable[[str], int]") -> "Callable[[str, int], tuple[object, int]]":
    """Return what `JSONDecoder.decode` calls, without its regular expressions for white space."""
    decoder = json.JSONDecoder(
        object_pairs_hook=_object,
        parse_constant=_refuse,
        parse_float=finite_number,
        parse_int=parse_int,
    )
    scan: Callable[[str, int], tuple[object, int]]
    scan = decoder.scan_once  # type: ignore[attr-defined] # missing from typeshed
    return scan


_decode = _strict_decoder()
