"""A page without a browser: enough of the DOM for a program with an `auth.page.Page` in it."""

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
    """An element: its text, its attributes, and who listens to it."""

    def __init__(self) -> None:
        self.textContent = ""
        self.hidden = False
        self.listeners: dict[str, list[Listener]] = {}
        self.setAttribute = MagicMock()

    def addEventListener(self, name: str, listener: Listener) -> None:  # noqa: N802 - the DOM's
        """Listen to events of that name."""
        self.listeners.setdefault(name, []).append(listener)

    def removeEventListener(self, name: str, listener: Listener) -> None:  # noqa: N802
        """Listen no more."""
        self.listeners[name].remove(listener)

    def __getattr__(self, name: str) -> Any:
        return MagicMock(name=name)


class Document:
    """A document that has an element for every id that is asked for."""

    def __init__(self) -> None:
        self.elements: dict[str, Element] = {}
        self.documentElement = MagicMock()
        self.documentElement.dataset.session = "booting"
        self.querySelectorAll = MagicMock(return_value=MagicMock(length=0))

    def getElementById(self, name: str) -> Element:  # noqa: N802
        """Give the element with that id."""
        return self.elements.setdefault(name, Element())

    def __getattr__(self, name: str) -> Any:
        return MagicMock(name=name)

    @property
    def state(self) -> str:
        """What `<html data-session>` says."""
        return str(self.documentElement.dataset.session)

    async def click_everything(self, *, but: tuple[str, ...]) -> None:
        """Press each element that listens for it, and let what that starts come to its end."""
        before = asyncio.all_tasks()
        for name, element in list(self.elements.items()):
            for listener in [] if name in but else element.listeners.get("click", []):
                listener(object())
        if started := asyncio.all_tasks() - before:
            await asyncio.gather(*started)


@contextmanager
def a_page(runtime: Runtime, settings: Mapping[str, object]) -> Iterator[Document]:
    """Give a page whose ports are `runtime`, for as long as the `with` block lasts.

    `js` and its like exist meanwhile, and `auth.browser` with them.
    """
    document = Document()
    js = MagicMock(document=document)
    js.JSON.stringify = json.dumps
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
