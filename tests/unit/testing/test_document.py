"""The document of tests: what it makes of HTML, and what programs use of the DOM."""

import pytest

from auth.testing.document import Document
from auth.testing.element import Element
from auth.testing.events import Event
from tests.project.modules import ROOT

PAGE = Document("""<!doctype html><html lang="de">
<head><title>A &amp; B</title><meta name="x" content="y"></head>
<body><main><p id="a" class="one two">x<br>y <b>z</b></p>
<section hidden><p id="b">h</p></section><form><button id="c">In</button></form>
<button id="d" data-auth="sign-in">Out</button><svg><path id="e" d="M0"/></svg>
<p id="f">after</p></main></body></html>""")


def ids(selector: str) -> list[str]:
    """Return the ids of the elements that a selector finds."""
    return [one.id for one in PAGE.querySelectorAll(selector)]


def test_html_becomes_elements() -> None:
    """With text, attributes, elements without an end, and those of SVG."""
    assert (PAGE.title, PAGE.documentElement.lang) == ("A & B", "de")
    assert PAGE.getElementById("a").textContent == "xy z"
    assert PAGE.getElementById("nowhere") is None
    assert PAGE.querySelector("meta").content == "y"
    assert PAGE.getElementById("f").parentElement.tagName == "MAIN"


@pytest.mark.parametrize(
    ("selector", "found"),
    [
        ("p", ["a", "b", "f"]),
        ("p.one.two", ["a"]),
        ("#b, #a", ["a", "b"]),
        ("section p", ["b"]),
        ("main > p", ["a", "f"]),
        ("main > section > p", ["b"]),
        ('[data-auth="sign-in"]', ["d"]),
        ("[data-auth=other]", []),
        ("button:not([data-auth], form *)", []),
        ("button:not([data-auth])", ["c"]),
        ("button:not(form *)", ["d"]),
        ("path[d]", ["e"]),
    ],
)
def test_selectors_find_what_they_select(selector: str, found: list[str]) -> None:
    """The parts of CSS that programs of pages use."""
    assert ids(selector) == found


@pytest.mark.parametrize("selector", ["p:hover", "a + b", "p::before", "p["])
def test_an_unknown_selector_is_named(selector: str) -> None:
    """It is refused, and not taken for one that finds nothing."""
    with pytest.raises(ValueError, match="not known to the document of tests"):
        PAGE.querySelectorAll(selector)


def test_what_is_in_a_hidden_element_is_not_shown() -> None:
    """`offsetParent` is None there, as in a browser."""
    assert PAGE.getElementById("b").offsetParent is None
    assert PAGE.getElementById("f").offsetParent is not None


def test_elements_change() -> None:
    """Text, classes, attributes, children and focus."""
    document = Document('<body><ul id="list"><li>old</li></ul></body>')
    items = document.getElementById("list")
    items.textContent = "new"
    item = document.createElement("li")
    item.textContent, item.id = "one", "item"
    items.append(item)
    assert items.textContent == "newone"
    assert document.getElementById("item") is item
    item.classList.add("a", "b")
    item.classList.toggle("a")
    item.dataset.someName = "x"
    assert (item.className, item.getAttribute("data-some-name")) == ("b", "x")
    assert (item.dataset.someName, item.closest("ul")) == ("x", items)
    item.focus()
    assert (document.activeElement, item.focused) == (item, 1)
    item.remove()
    assert document.getElementById("item") is None
    with pytest.raises(AttributeError, match="<li> has no innerHTML in tests"):
        item.innerHTML  # noqa: B018 - asking is what is tried


def test_markup_that_is_written_stays_text() -> None:
    """`textContent` makes no elements."""
    document = Document("<body></body>")
    document.body.textContent = "<b id=x>"
    assert document.getElementById("x") is None


def test_listeners_hear_events() -> None:
    """Until they are removed; a disabled element has no clicks."""
    button, heard = Element("button"), list[Event]()
    button.addEventListener("click", heard.append)
    button.click()
    button.disabled = True
    button.click()
    button.disabled = False
    button.removeEventListener("click", heard.append)
    button.click()
    assert [(one.type, one.target) for one in heard] == [("click", button)]
    event = Event("click", button)
    button.addEventListener("click", lambda one: one.preventDefault())
    assert not button.dispatchEvent(event)


@pytest.mark.parametrize("page", sorted(ROOT.glob("**/index.html"))[:20], ids=str)
def test_real_pages_can_be_read(page: object) -> None:
    """Every id in the source is found."""
    import re  # noqa: PLC0415
    from pathlib import Path  # noqa: PLC0415

    html = Path(str(page)).read_text("utf-8")
    document = Document(html)
    names = re.findall(r'\sid="([^"]+)"', html)
    assert [name for name in names if document.getElementById(name) is None] == []
