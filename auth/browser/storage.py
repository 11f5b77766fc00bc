"""sessionStorage, which ends with the tab, and localStorage, which all tabs share (HTML).

If site data is blocked, reading `window.sessionStorage` throws, and MicroPython 1.28 catches only
rejected promises. So each access runs inside a promise, which turns exceptions into rejections.
"""

import js

from ..errors import StorageUnavailable
from .ffi import is_none, to_js

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Literal

_REASON = "the browser blocks storage, or it is full: allow site data for this page"


class WebStorage:
    """The Storage port.

    Args:
        name: `sessionStorage` or `localStorage`.
    """

    def __init__(self, name: "Literal['sessionStorage', 'localStorage']") -> None:
        self._name = name
        self._attempt: Attempt | None = None
        self._storage: Any = None

    def get(self, key: str) -> str | None:
        """Return the string stored under `key`, or None."""
        value = self._call("getItem", key)
        return None if is_none(value) else str(value)

    def set(self, key: str, value: str) -> None:
        """Store `value` under `key`."""
        self._call("setItem", key, value)

    def remove(self, key: str) -> None:
        """Remove `key`."""
        self._call("removeItem", key)

    def keys(self) -> "list[str]":
        """Return all keys."""
        attempt, storage = self._opened()
        return [str(key) for key in attempt.call(js.Object, "keys", storage)]

    def _call(self, method: str, *arguments: str) -> "Any":
        attempt, storage = self._opened()
        return attempt.call(storage, method, *arguments)

    def _opened(self) -> "tuple[Attempt, Any]":
        if self._attempt is None:
            self._attempt = Attempt()
        if is_none(self._storage):
            self._storage = self._attempt.call(js.Reflect, "get", js.window, self._name)
        if is_none(self._storage):  # a web view without storage
            raise StorageUnavailable(_REASON)
        return self._attempt, self._storage


class Attempt:
    """Calls methods of JavaScript, and raises StorageUnavailable if they throw.

    A promise's executor runs at once. This one copies a property whose getter is the call, so the
    copy exists if and only if nothing was thrown. It is built once, because each step from
    MicroPython to JavaScript takes a tenth of a millisecond.
    """

    def __init__(self) -> None:
        self._call, self._outcome, source = js.Array.new(), js.Object.new(), js.Object.new()
        apply = js.Reflect.get(js.Reflect, "apply")
        getter = to_js({"get": apply.bind(None, apply, None, self._call), "enumerable": True})
        js.Object.defineProperty(source, "value", getter)
        self._copy = js.Reflect.get(js.Object, "assign").bind(None, self._outcome, source)

    def call(self, owner: "Any", method: str, *arguments: "Any") -> "Any":
        """Call a method.

        Raises:
            StorageUnavailable: It threw; the browser's message, which names values, is dropped.
        """
        self._call.push(js.Reflect.get(owner, method), owner, js.Array.of(*arguments))
        js.Promise.new(self._copy).catch(js.Boolean)
        self._call.length = 0
        if not js.Object.hasOwn(self._outcome, "value"):
            raise StorageUnavailable(_REASON)
        value = self._outcome.value
        js.Reflect.deleteProperty(self._outcome, "value")
        return value
