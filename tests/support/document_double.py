"""The document of `auth.testing` for programs whose page has no HTML, as those of documents."""

import asyncio
import importlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from auth.ports import Runtime
from auth.testing.document import Document
from auth.testing.element import Element
from auth.testing.manual_time import ManualClock
from auth.testing.modules import PageModules
from auth.testing.window import Js, modules_of_a_page

__all__ = ["AnyDocument", "Element", "a_page"]


class AnyDocument(Document):
    """A document that creates an element for every id that is looked up.

    Attributes:
        js: The module `js` of its page.
        missing: The ids for which there is no element.
    """

    js: Js

    def __init__(self) -> None:
        super().__init__('<html data-session="booting"><body></body></html>')
        self.missing: list[str] = []

    @property
    def warnings(self) -> list[str]:
        """What the page has printed as warnings on the console."""
        return [one.removeprefix("warn: ") for one in self.js.printed if one.startswith("warn: ")]

    def getElementById(self, name: str) -> Any:  # noqa: N802 - the DOM's
        """Return the element with that id; None for one that is `missing`."""
        found = super().getElementById(name)
        if found is None and name not in self.missing:
            found = Element("div", {"id": name})
            self.body.append(found)
        return found

    async def click_everything(self, *, but: tuple[str, ...]) -> None:
        """Click each element that has a click listener, and wait for the tasks that this starts."""
        before = asyncio.all_tasks()
        for element in list(self.documentElement.descendants()):
            if element.id not in but:
                element.click()
        if started := asyncio.all_tasks() - before:
            await asyncio.gather(*started)


@contextmanager
def a_page(runtime: Runtime, settings: Mapping[str, object]) -> Iterator[AnyDocument]:
    """Return a document whose page uses the ports in `runtime`.

    Within the `with` block, `js` and similar modules exist, so `auth.browser` can be imported. They
    have whatever a document's program asks of a browser.
    """
    document = AnyDocument()
    clock = runtime.clock if isinstance(runtime.clock, ManualClock) else ManualClock()
    document.js = js = Js(document, clock, {})
    with PageModules(modules_of_a_page(js, settings)).in_place():
        browser = importlib.import_module("auth.browser")  # only now is there a page for it
        with patch.object(browser, "runtime", lambda *_query: runtime):
            yield document
