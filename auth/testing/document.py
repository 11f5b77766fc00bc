"""A document without a browser, made from the HTML of a page."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

from .element import Element, Elements
from .events import EventTarget

if TYPE_CHECKING:
    from collections.abc import Iterator

_VOID = (
    *("area", "base", "br", "col", "embed", "hr", "img", "input"),
    *("link", "meta", "source", "track", "wbr"),
)


class Document(EventTarget):
    """The document of a page.

    Args:
        html: The text of the page.

    Attributes:
        documentElement: `<html>`.
        activeElement: The element with the focus, or None.
    """

    def __init__(self, html: str = "") -> None:
        super().__init__()
        self.documentElement = _Parser(self).parsed(html)
        self.activeElement: Element | None = None
        self.title = self._text_of("title")
        self.hidden = False
        self.visibilityState = "visible"
        self.cookie = ""

    @property
    def body(self) -> Element:
        """`<body>`."""
        return self.documentElement.querySelector("body") or self.documentElement

    @property
    def head(self) -> Element:
        """`<head>`."""
        return self.documentElement.querySelector("head") or self.documentElement

    def getElementById(self, element_id: str) -> Any:  # noqa: N802
        """Return the first element with that id, or None."""
        return next((one for one in self._all() if one.id == element_id), None)

    def querySelectorAll(self, selector: str) -> Elements:  # noqa: N802
        """Return the elements that match."""
        return Elements([one for one in self._all() if one.matches(selector)])

    def querySelector(self, selector: str) -> Any:  # noqa: N802
        """Return the first of them, or None."""
        return next(iter(self.querySelectorAll(selector)), None)

    def createElement(self, tag: str) -> Element:  # noqa: N802
        """Return a new element, which is nowhere yet."""
        element = Element(tag)
        element.owner = self
        return element

    def createElementNS(self, _namespace: str, tag: str) -> Element:  # noqa: N802
        """Return a new element; of which namespace makes no difference here."""
        return self.createElement(tag)

    @property
    def state(self) -> str:
        """The value of `<html data-session>`."""
        return self.documentElement.attributes.get("data-session", "")

    def _all(self) -> Iterator[Element]:
        yield self.documentElement
        yield from self.documentElement.descendants()

    def _text_of(self, tag: str) -> str:
        found = self.documentElement.querySelector(tag)
        return "" if found is None else found.textContent


class _Parser(HTMLParser):
    """Builds elements from HTML, in which every element that is not void has its end tag."""

    def __init__(self, document: Document) -> None:
        super().__init__()
        self._document = document
        self._root = Element("html")
        self._root.owner = document
        self._open = [self._root]

    def parsed(self, html: str) -> Element:
        self.feed(html)
        self.close()
        return self._root

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if tag == "html":
            self._root.attributes.update(attributes)
            return
        element = Element(tag, attributes)
        self._open[-1].append(element)
        element.owner = self._document
        if tag not in _VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)  # as in SVG; `<div/>` means `<div></div>` here

    def handle_endtag(self, tag: str) -> None:
        for at in range(len(self._open) - 1, 0, -1):
            if self._open[at].tagName == tag.upper():
                del self._open[at:]
                return

    def handle_data(self, data: str) -> None:
        self._open[-1].append(data)
