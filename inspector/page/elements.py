"""Build elements one by one, since the page's policy forbids HTML from strings (Trusted Types)."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import js

from auth.browser.ffi import create_proxy
from auth.errors import AuthError
from auth.page import Page
from auth.page.messages import sentence
from inspector.drawing.svg import Element

_SVG = "http://www.w3.org/2000/svg"


def make(tag: str, *children: Any, **attributes: object) -> Any:
    """Build an element; `class_` stands for `class`, and `_` in a name for `-`."""
    element = js.document.createElement(tag)
    for name, value in attributes.items():
        element.setAttribute(name.rstrip("_").replace("_", "-"), str(value))
    element.append(*children)
    return element


def drawn(tree: Element) -> Any:
    """Build the SVG element that a tree describes."""
    element = js.document.createElementNS(_SVG, tree.tag)
    for name, value in tree.attributes.items():
        element.setAttribute(name, value)
    element.append(*(drawn(one) if isinstance(one, Element) else one for one in tree.children))
    return element


def by_id(element_id: str) -> Any:
    """Return the element with that id, which must exist."""
    return js.document.getElementById(element_id)


def fill(element_id: str, *children: Any) -> None:
    """Replace the children of the element with that id."""
    by_id(element_id).replaceChildren(*children)


def listen(element: Any, event: str, listener: Callable[[Any], None]) -> None:
    """Call `listener` with each event of that name."""
    element.addEventListener(event, create_proxy(listener))


def table(headings: list[str], rows: list[list[Any]], **attributes: object) -> Any:
    """Build a table whose cells have their headings as attributes, for narrow screens."""
    head = make("tr", *(make("th", text, scope="col") for text in headings))
    body = [make("tr", *_cells(headings, row)) for row in rows]
    return make("table", make("thead", head), make("tbody", *body), **attributes)


def _cells(headings: list[str], row: list[Any]) -> list[Any]:
    first, *others = row
    named = zip(headings[1:], others, strict=True)
    return [
        make("th", first, scope="row", data_label=headings[0]),
        *(make("td", cell, data_label=heading) for heading, cell in named),
    ]


class Actions:
    """Runs the actions of buttons, and shows an AuthError as a sentence."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._tasks: set[asyncio.Task[None]] = set()

    def on_click(self, button: Any, action: Callable[[], Awaitable[None]]) -> None:
        """Run `action` when `button` is pressed, and ignore the button until it is done."""

        def clicked(_event: Any) -> None:
            if button.getAttribute("aria-disabled") != "true":
                button.setAttribute("aria-disabled", "true")
                task = asyncio.ensure_future(self._run(button, action))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)

        listen(button, "click", clicked)

    async def _run(self, button: Any, action: Callable[[], Awaitable[None]]) -> None:
        self._page.alert("")
        try:
            await action()
        except AuthError as error:
            self._page.alert(sentence(error))
        finally:
            button.removeAttribute("aria-disabled")
