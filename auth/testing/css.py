"""Match elements against the selectors of CSS that programs of pages use (Selectors Level 4)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .element import Element

_SIMPLE = re.compile(
    r"""(?P<tag>\*|[a-zA-Z][\w-]*) | \#(?P<id>[\w-]+) | \.(?P<class>[\w-]+)
    | \[\s*(?P<attribute>[\w-]+)\s*(?:=\s*["']?(?P<value>[^"'\]]*)["']?\s*)?\]
    | :not\((?P<none>(?:[^()]|\([^()]*\))*)\)""",
    re.VERBOSE,
)


def matches(element: Element, selector: str) -> bool:
    """Check whether an element matches one of the selectors in a list.

    Args:
        element: The element.
        selector: Names, ids, classes, attributes and `:not()`, with descendants and children.

    Raises:
        ValueError: The selector has a part that this module does not know.
    """
    return any([_matches_complex(element, one) for one in _split(selector, ",")])


def _matches_complex(element: Element, selector: str) -> bool:
    *before, last = _split(selector.replace(">", " > "), " ")
    if not _matches_compound(element, last):
        return False
    if not before:
        return True
    if before[-1] == ">":
        parent = element.parent
        return parent is not None and _matches_complex(parent, " ".join(before[:-1]))
    return any([_matches_complex(one, " ".join(before)) for one in element.ancestors()])


def _matches_compound(element: Element, compound: str) -> bool:
    at = 0
    while at < len(compound):
        part = _SIMPLE.match(compound, at)
        if part is None:
            raise ValueError(f"the selector {compound!r} is not known to the document of tests")
        if not _matches_simple(element, part):
            return False
        at = part.end()
    return True


def _matches_simple(element: Element, part: re.Match[str]) -> bool:
    kind = part.lastgroup
    if part["attribute"] is not None:
        value = element.getAttribute(part["attribute"])
        return value is not None and part["value"] in (None, value)
    if kind == "none":
        return not matches(element, part["none"])
    if kind == "tag":
        return part["tag"] in ("*", element.tagName.lower())
    if kind == "id":
        return element.id == part["id"]
    return part["class"] in element.className.split()


def _split(selector: str, separator: str) -> list[str]:
    """Split at a separator outside parentheses and brackets; empty parts are left out."""
    parts, depth = [""], 0
    for character in selector.strip():
        depth += (character in "([") - (character in ")]")
        if character == separator and depth == 0:
            parts.append("")
        else:
            parts[-1] += character
    return [part.strip() for part in parts if part.strip()]
