"""Conversions between Python and JavaScript, with one set of names on both interpreters.

`pyscript.ffi` has these too, but imports the whole `pyscript` package, which takes longer to start
than all of `auth`.
"""

import js

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

try:
    from pyodide.ffi import create_proxy as create_proxy  # noqa: PLC0414 - for other modules
    from pyodide.ffi import jsnull
    from pyodide.ffi import to_js as _convert

    IS_MICROPYTHON = False
except ImportError:
    from jsffi import create_proxy as create_proxy  # noqa: PLC0414
    from jsffi import to_js as _convert

    IS_MICROPYTHON = True
    jsnull = None


def to_js(value: "Any") -> "Any":
    """Convert a dict, a list or bytes to JavaScript; a dict becomes a plain object."""
    if IS_MICROPYTHON:
        return _convert(value)
    return _convert(value, dict_converter=js.Object.fromEntries)


def is_none(value: object) -> bool:
    """Return whether `value` is JavaScript's null or undefined."""
    return value is None or value is jsnull
