"""Helpers for a page's forms: values, visibility, lists, QR codes, and texts of the document."""

import js

from ..account.qr_code import QrCode
from ..browser.ffi import is_none, to_js
from .controls import find_element
from .texts import filled

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

__all__ = [
    "add_item",
    "clear_forms",
    "date_of",
    "draw_qr_code",
    "fill",
    "focus",
    "is_valid",
    "show",
    "typed",
    "words",
]

_SVG = "http://www.w3.org/2000/svg"


def words(key: str, **values: object) -> str:
    """Return a sentence that the document has in an element with `data-text`.

    It is in the page's language, because `static/language.js` translates these elements.

    Args:
        key: The value of `data-text`.
        values: What to put in place of each `{name}`.

    Raises:
        LookupError: There is no such element.
    """
    element = js.document.querySelector(f'[data-text="{key}"]')
    if is_none(element):
        raise LookupError(f"the document has no element with data-text={key}")
    return filled(str(element.textContent), values)


def typed(element_id: str) -> str:
    """Return what is in an input element. Raises LookupError if there is none."""
    return str(find_element(element_id).value)


def fill(element_id: str, text: str) -> None:
    """Put a text into an input element, until `clear_forms`. Raises LookupError."""
    find_element(element_id).value = text


def is_valid(form_id: str) -> bool:
    """Check whether all inputs of a form are valid; if not, the browser shows which one is not."""
    return bool(find_element(form_id).checkValidity())


def show(element_id: str, *, shown: bool = True) -> None:
    """Show or hide an element with the attribute `hidden`. Raises LookupError."""
    find_element(element_id).hidden = not shown


def focus(element_id: str) -> None:
    """Move the keyboard to an element. Raises LookupError."""
    find_element(element_id).focus()


def clear_forms() -> None:
    """Empty all inputs of the document. Call it when nobody is signed in any more."""
    forms = js.document.forms
    for at in range(forms.length):
        forms[at].reset()


def add_item(
    list_id: str, text: str, *, hint: str = "", button: "dict[str, str] | None" = None
) -> None:
    """Add an item to a list that `Page.write` has emptied.

    Args:
        list_id: The `id` of the list.
        text: What the item says.
        hint: What it says below that.
        button: The `id`, the text and the `label` of a button in it; screen readers read the label.

    Raises:
        LookupError: There is no such list.
    """
    item, about = js.document.createElement("li"), js.document.createElement("div")
    about.append(text)
    if hint:
        below = js.document.createElement("p")
        below.className, below.textContent = "hint", hint
        about.append(below)
    item.append(about)
    if button is not None:
        control = js.document.createElement("button")
        control.type, control.className, control.id = "button", "quiet", button["id"]
        control.textContent = button["text"]
        control.setAttribute("aria-label", button["label"])
        item.append(control)
    find_element(list_id).append(item)


def date_of(seconds: float) -> str:
    """Return a date in the page's language.

    Args:
        seconds: The time, in epoch seconds.
    """
    # A float, because MicroPython cuts whole numbers to 32 bits.
    date = js.Date.new(seconds * 1000.0)
    options = to_js({"dateStyle": "medium"})
    return str(date.toLocaleDateString(js.document.documentElement.lang, options))


def draw_qr_code(element_id: str, text: str) -> None:
    """Draw a QR code as an SVG, until nobody is signed in any more (see `Page.write`).

    Args:
        element_id: An element that `Page.write` has written to.
        text: What the code says.

    Raises:
        ArgumentRefused: The text is too long for a QR code.
        LookupError: There is no such element.
    """
    code = QrCode(text)
    drawing = _element("svg", viewBox=f"0 0 {code.size} {code.size}", **{"aria-hidden": "true"})
    drawing.append(_element("path", d=code.path()))
    find_element(element_id).replaceChildren(drawing)


def _element(tag: str, **attributes: str) -> "Any":
    element = js.document.createElementNS(_SVG, tag)
    for name, value in attributes.items():
        element.setAttribute(name, value)
    return element
