"""Web storage (HTML): sessionStorage for this tab until it is closed, localStorage for all tabs.

Even naming it throws where site data is blocked, and what JavaScript throws passes uncaught through
MicroPython (1.28), which catches rejected promises only. So the browser's own functions do the work
inside a promise, which turns whatever is thrown into a rejection.
"""

import js

from ..errors import StorageUnavailable
from .ffi import is_none, to_js

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_REASON = "this browser does not let the page keep data"


class WebStorage:
    """The Storage port, for the `window` property called `name`."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._attempt: Attempt | None = None
        self._storage: Any = None

    def get(self, key: str) -> str | None:
        """Give the text under `key`, or None."""
        value = self._call("getItem", key)
        return None if is_none(value) else str(value)

    def set(self, key: str, value: str) -> None:
        """Put `value` under `key`."""
        self._call("setItem", key, value)

    def remove(self, key: str) -> None:
        """Forget `key`."""
        self._call("removeItem", key)

    def keys(self) -> "list[str]":
        """Give every key there is."""
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
        if is_none(self._storage):  # as in an app's web view that was given none
            raise StorageUnavailable(_REASON)
        return self._attempt, self._storage


class Attempt:
    """Calls methods, and says that storage is unavailable if they throw.

    A promise's executor runs at once. This one copies a property whose getter is the call, so that
    the copy is there if, and only if, nothing was thrown. All of it is made once: on MicroPython
    each step across the border takes a tenth of a millisecond.
    """

    def __init__(self) -> None:
        self._call, self._outcome, source = js.Array.new(), js.Object.new(), js.Object.new()
        apply = js.Reflect.get(js.Reflect, "apply")
        getter = to_js({"get": apply.bind(None, apply, None, self._call), "enumerable": True})
        js.Object.defineProperty(source, "value", getter)
        self._copy = js.Reflect.get(js.Object, "assign").bind(None, self._outcome, source)

    def call(self, owner: "Any", method: str, *arguments: "Any") -> "Any":
        """Call a method. Raises StorageUnavailable: the browser's own words name values."""
        self._call.push(js.Reflect.get(owner, method), owner, js.Array.of(*arguments))
        js.Promise.new(self._copy).catch(js.Boolean)
        self._call.length = 0
        if not js.Object.hasOwn(self._outcome, "value"):
            raise StorageUnavailable(_REASON)
        value = self._outcome.value
        js.Reflect.deleteProperty(self._outcome, "value")
        return value
