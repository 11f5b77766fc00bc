"""An element of a document without a browser: what programs of pages use of the DOM."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .attributes import ClassList, DataSet
from .css import matches
from .events import Event, EventTarget

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .document import Document


class Elements(list["Element"]):
    """What `querySelectorAll` finds."""

    @property
    def length(self) -> int:
        """How many there are."""
        return len(self)


class Element(EventTarget):
    """An element (DOM, 4.9; HTML, 3.2). Other attributes are those of the HTML, as strings.

    Attributes:
        attributes: The attributes of the HTML.
        parent: The element around this one, or None.
        children: Elements and strings, in order.
        focused: How often the element got the focus.
    """

    def __init__(self, tag: str = "div", attributes: dict[str, str] | None = None) -> None:
        super().__init__()
        self.tagName = tag.upper()
        self.attributes = dict(attributes or {})
        self.parent: Element | None = None
        self.children: list[Element | str] = []
        self.focused = 0
        self.owner: Document | None = None

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        try:
            return self.attributes[name.lower()]
        except KeyError:
            raise AttributeError(
                f"<{self.tagName.lower()}> has no {name} in tests: set it first"
            ) from None

    # --- what it contains ---------------------------------------------------------------------

    @property
    def textContent(self) -> str:  # noqa: N802
        """The text of the element and of all in it."""
        parts = [one if isinstance(one, str) else one.textContent for one in self.children]
        return "".join(parts)

    @textContent.setter
    def textContent(self, text: str) -> None:  # noqa: N802
        self.replaceChildren(str(text))

    @property
    def parentElement(self) -> Element | None:  # noqa: N802
        """The element around this one, or None."""
        return self.parent

    def append(self, *nodes: Element | str) -> None:
        """Add elements or strings at the end."""
        for node in nodes:
            if isinstance(node, Element):
                node.remove()
                node.parent, node.owner = self, self.owner
            self.children.append(node)

    def appendChild(self, node: Element) -> Element:  # noqa: N802
        """Add an element at the end, and return it."""
        self.append(node)
        return node

    def remove(self) -> None:
        """Remove this element from the one around it."""
        if self.parent is not None:
            self.parent.children = [one for one in self.parent.children if one is not self]
            self.parent = None

    def replaceChildren(self, *nodes: Element | str) -> None:  # noqa: N802
        """Replace everything in the element."""
        for child in list(self.elements()):
            child.parent = None
        self.children = []
        self.append(*nodes)

    def elements(self) -> Iterator[Element]:
        """Yield the elements in this one, without those in them."""
        yield from (one for one in self.children if isinstance(one, Element))

    def descendants(self) -> Iterator[Element]:
        """Yield every element below this one, in order."""
        for child in self.elements():
            yield child
            yield from child.descendants()

    def ancestors(self) -> Iterator[Element]:
        """Yield every element around this one, the next one first."""
        at = self.parent
        while at is not None:
            yield at
            at = at.parent

    # --- attributes ---------------------------------------------------------------------------

    @property
    def id(self) -> str:
        """The `id`, or an empty string."""
        return self.attributes.get("id", "")

    @id.setter
    def id(self, value: str) -> None:
        self.attributes["id"] = value

    @property
    def className(self) -> str:  # noqa: N802
        """The classes, separated by spaces."""
        return self.attributes.get("class", "")

    @className.setter
    def className(self, value: str) -> None:  # noqa: N802
        self.attributes["class"] = value

    @property
    def classList(self) -> ClassList:  # noqa: N802
        """The classes."""
        return ClassList(self)

    @property
    def dataset(self) -> DataSet:
        """The `data-` attributes."""
        return DataSet(self.attributes)

    @property
    def lang(self) -> str:
        """The language, or an empty string."""
        return self.attributes.get("lang", "")

    @property
    def hidden(self) -> bool:
        """Whether the attribute `hidden` is there."""
        return "hidden" in self.attributes

    @hidden.setter
    def hidden(self, value: bool) -> None:
        self.toggleAttribute("hidden", value)

    @property
    def disabled(self) -> bool:
        """Whether the attribute `disabled` is there."""
        return "disabled" in self.attributes

    @disabled.setter
    def disabled(self, value: bool) -> None:
        self.toggleAttribute("disabled", value)

    @property
    def value(self) -> str:
        """What is typed into a field; of a `<textarea>`, at first its text."""
        own = self.attributes.get("value")
        return self.textContent if own is None and self.tagName == "TEXTAREA" else own or ""

    @value.setter
    def value(self, text: str) -> None:
        self.attributes["value"] = str(text)

    @property
    def offsetParent(self) -> Element | None:  # noqa: N802
        """The element around this one, or None if this one is not shown (CSSOM View, 7)."""
        around = [self, *self.ancestors()]
        return None if any([one.hidden for one in around]) else around[-1]

    def getAttribute(self, name: str) -> str | None:  # noqa: N802
        """Return an attribute of the HTML, or None."""
        return self.attributes.get(name)

    def setAttribute(self, name: str, value: object) -> None:  # noqa: N802
        """Set an attribute of the HTML."""
        self.attributes[name] = str(value)

    def hasAttribute(self, name: str) -> bool:  # noqa: N802
        """Check whether an attribute is there."""
        return name in self.attributes

    def removeAttribute(self, name: str) -> None:  # noqa: N802
        """Remove an attribute."""
        self.attributes.pop(name, None)

    def toggleAttribute(self, name: str, wanted: bool) -> None:  # noqa: N802, FBT001 - the DOM's
        """Set an attribute without a value, or remove it."""
        if wanted:
            self.attributes.setdefault(name, "")
        else:
            self.removeAttribute(name)

    # --- finding, and what a person does ------------------------------------------------------

    def matches(self, selector: str) -> bool:
        """Check whether a selector selects this element."""
        return matches(self, selector)

    def closest(self, selector: str) -> Element | None:
        """Return this element or the next one around it that matches."""
        return next((one for one in (self, *self.ancestors()) if one.matches(selector)), None)

    def querySelectorAll(self, selector: str) -> Elements:  # noqa: N802
        """Return the elements below this one that match."""
        return Elements([one for one in self.descendants() if one.matches(selector)])

    def querySelector(self, selector: str) -> Element | None:  # noqa: N802
        """Return the first of them, or None."""
        return next(iter(self.querySelectorAll(selector)), None)

    def focus(self) -> None:
        """Take the focus."""
        self.focused += 1
        if self.owner is not None:
            self.owner.activeElement = self

    def click(self) -> None:
        """Call the listeners of `click`; a disabled element has no clicks (HTML, 4.10.18.5)."""
        if not self.disabled:
            self.dispatchEvent(Event("click", self))
