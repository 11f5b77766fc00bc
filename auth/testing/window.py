"""What a program finds of the browser besides the document, such as the module `js`."""

from __future__ import annotations

import json
from types import ModuleType, SimpleNamespace
from typing import TYPE_CHECKING, Any

from .events import EventTarget

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from .document import Document
    from .manual_time import ManualClock


class Js(ModuleType, EventTarget):
    """The module `js`: the window of a page (HTML, 7.2), with what this library uses of it.

    Args:
        document: The document.
        clock: What timers wait for.
        more: Further names, for a program that uses more.

    Attributes:
        printed: What `console.log` and the others printed, each with the method's name before it.
    """

    def __init__(self, document: Document, clock: ManualClock, more: Mapping[str, object]) -> None:
        ModuleType.__init__(self, "js")
        EventTarget.__init__(self)
        self.printed: list[str] = []
        self.window = self.globalThis = self
        self.document = document
        self.JSON = SimpleNamespace(parse=json.loads, stringify=_stringify)
        self.console = SimpleNamespace(
            **{name: self._printer(name) for name in ("log", "info", "warn", "error", "debug")}
        )
        self.performance = SimpleNamespace(now=lambda: clock.monotonic() * 1000)
        self._clock = clock
        self._timers: list[Callable[[], None]] = []
        vars(self).update(more)

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(f'js has no {name} in tests: pass one, as in js={{"{name}": ...}}')

    def setTimeout(self, callback: Callable[[], object], milliseconds: float = 0) -> int:  # noqa: N802
        """Call `callback` when the clock has advanced; return a number to cancel it with."""

        def fire() -> None:
            callback()

        self._timers.append(self._clock.after(milliseconds / 1000, fire))
        return len(self._timers)

    def clearTimeout(self, number: int) -> None:  # noqa: N802
        """Cancel a timer."""
        if 0 < number <= len(self._timers):
            self._timers[number - 1]()

    def _printer(self, name: str) -> Callable[..., None]:
        def write(*values: object) -> None:
            self.printed.append(" ".join([f"{name}:", *map(str, values)]))

        return write


def modules_of_a_page(js: Js, settings: Mapping[str, object]) -> dict[str, Any]:
    """Return the modules that PyScript and Pyodide provide.

    Args:
        js: The module `js`.
        settings: The `[auth]` table of the page.
    """
    ffi = _module("pyodide.ffi", create_proxy=_same, to_js=_same, to_py=_same, jsnull=None)
    return {
        "js": js,
        "polyscript": _module("polyscript", config={"auth": dict(settings)}),
        "pyodide": _module("pyodide", ffi=ffi, __path__=[]),
        "pyodide.ffi": ffi,
        "pyscript": _module("pyscript", document=js.document, window=js),
    }


def _module(name: str, **members: object) -> ModuleType:
    module = ModuleType(name)
    vars(module).update(members)
    return module


def _same(value: object, **_options: object) -> object:
    return value


def _stringify(value: object, _replacer: object = None, indent: int | None = None) -> str:
    separators = None if indent else (",", ":")
    return json.dumps(value, indent=indent, ensure_ascii=False, separators=separators)
