"""A double of the DOM, sufficient for a program that uses `auth.page.Page`."""

import asyncio
import importlib
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from unittest.mock import MagicMock, patch

from auth.ports import Runtime
from docs.page_modules import in_place

Listener = Callable[[object], None]


class Element:
    """An element with text, attributes and event listeners."""

    def __init__(self) -> None:
        self.textContent = ""
        self.hidden = False
        self.id = ""
        self.attributes: dict[str, str] = {}
        self.focus = MagicMock()
        self.listeners: dict[str, list[Listener]] = {}
        self.setAttribute = MagicMock()

    def addEventListener(self, name: str, listener: Listener) -> None:  # noqa: N802 - the DOM's
        """Register a listener, as in the DOM."""
        self.listeners.setdefault(name, []).append(listener)

    def removeEventListener(self, name: str, listener: Listener) -> None:  # noqa: N802
        """Remove a listener, as in the DOM."""
        self.listeners[name].remove(listener)

    def getAttribute(self, name: str) -> str | None:  # noqa: N802
        """Return an attribute of the HTML."""
        return self.attributes.get(name)

    def __getattr__(self, name: str) -> Any:
        return MagicMock(name=name)


class Elements(list[Element]):
    """What `querySelectorAll` finds."""

    @property
    def length(self) -> int:
        """How many there are."""
        return len(self)


class Document:
    """A document that creates an element for every id that is looked up."""

    def __init__(self) -> None:
        self.elements: dict[str, Element] = {}
        self.documentElement = MagicMock()
        self.documentElement.dataset.session = "booting"
        self.activeElement = None
        self.selected: dict[str, Elements] = {}
        self.warnings: list[str] = []
        self.missing: list[str] = []

    def querySelector(self, _selector: str) -> None:  # noqa: N802
        """Find nothing: there are no texts in another language."""

    def querySelectorAll(self, selector: str) -> Elements:  # noqa: N802
        """Return what a test has put under the selector's first part."""
        return self.selected.get(selector.partition(":")[0], Elements())

    def getElementById(self, name: str) -> Any:  # noqa: N802
        """Return the element with that id; None for one that is `missing`."""
        return None if name in self.missing else self.elements.setdefault(name, Element())

    def __getattr__(self, name: str) -> Any:
        return MagicMock(name=name)

    @property
    def state(self) -> str:
        """The value of `<html data-session>`."""
        return str(self.documentElement.dataset.session)

    async def click_everything(self, *, but: tuple[str, ...]) -> None:
        """Click each element that has a click listener, and wait for the tasks that this starts."""
        before = asyncio.all_tasks()
        for name, element in list(self.elements.items()):
            for listener in [] if name in but else element.listeners.get("click", []):
                listener(object())
        if started := asyncio.all_tasks() - before:
            await asyncio.gather(*started)


@contextmanager
def a_page(runtime: Runtime, settings: Mapping[str, object]) -> Iterator[Document]:
    """Return a document whose page uses the ports in `runtime`.

    Within the `with` block, `js` and similar modules exist, so `auth.browser` can be imported.
    """
    document = Document()
    js = MagicMock(document=document)
    js.JSON.stringify = json.dumps
    js.console.warn = document.warnings.append
    stand_ins: dict[str, Any] = {
        "js": js,
        "polyscript": MagicMock(config={"auth": settings}),
        "pyodide": MagicMock(),
        "pyodide.ffi": MagicMock(create_proxy=lambda function: function, jsnull=None),
        "pyscript": MagicMock(document=document, window=js),
    }
    with in_place(stand_ins):
        browser = importlib.import_module("auth.browser")  # only now is there a page for it
        with patch.object(browser, "runtime", lambda: runtime):
            yield document
