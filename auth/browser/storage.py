"""Web storage (HTML): sessionStorage for this tab until it is closed, localStorage for all tabs.

Even naming it throws where site data is blocked, and what JavaScript throws passes uncaught through
MicroPython (1.28), which catches rejected promises only. So the browser's own functions do the work
inside a promise, which turns whatever is thrown into a rejection.
"""

import js

from auth.browser.ffi import is_none, to_js
from auth.errors import StorageUnavailable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class WebStorage:
    """The Storage port, for the `window` property called `name`."""

    def __init__(self, name: str) -> None:
        self._name = name

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
        return [str(key) for key in _attempt(js.Object, "keys", self._storage())]

    def _call(self, method: str, *arguments: str) -> "Any":
        return _attempt(self._storage(), method, *arguments)

    def _storage(self) -> "Any":
        return _attempt(js.Reflect, "get", js.window, self._name)


def _attempt(owner: "Any", method: str, *arguments: "Any") -> "Any":
    """Call a method, or say that storage is unavailable: the browser's own words name values.

    A promise's executor runs at once. This one copies a property whose getter is the call, so that
    the copy is there if, and only if, nothing was thrown.
    """
    source, outcome = js.Object.new(), js.Object.new()
    call = js.Reflect.get(owner, method).bind(owner, *arguments)
    js.Object.defineProperty(source, "value", to_js({"get": call, "enumerable": True}))
    copy = js.Reflect.get(js.Object, "assign").bind(None, outcome, source)
    js.Promise.new(copy).catch(js.Boolean)
    if not js.Object.hasOwn(outcome, "value"):
        raise StorageUnavailable("this browser does not let the page keep data")
    return outcome.value
