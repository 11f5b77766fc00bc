"""SVG as a tree of plain values, which a page turns into elements and a file into text."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape


@dataclass(frozen=True)
class Element:
    """An element; `children` are elements and strings."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: "tuple[Element | str, ...]" = ()


def element(tag: str, *children: Element | str, **attributes: object) -> Element:
    """Build an element; `class_` stands for `class`, and `_` in a name for `-`."""
    named = {name.rstrip("_").replace("_", "-"): _text(v) for name, v in attributes.items()}
    return Element(tag, named, children)


def _text(value: object) -> str:
    return f"{value:.1f}".removesuffix(".0") if isinstance(value, float) else str(value)


def to_text(tree: Element, *, depth: int = 0) -> str:
    """Return a tree as XML with a line for each element; equal trees are equal strings."""
    return "\n".join(_lines(tree, "  " * depth)) + "\n"


def _lines(tree: Element, indent: str) -> Iterator[str]:
    attributes = "".join(f' {name}="{escape(v)}"' for name, v in tree.attributes.items())
    if not tree.children:
        yield f"{indent}<{tree.tag}{attributes}/>"
    elif all(isinstance(child, str) for child in tree.children):
        text = "".join(escape(str(child), quote=False) for child in tree.children)
        yield f"{indent}<{tree.tag}{attributes}>{text}</{tree.tag}>"
    else:
        yield f"{indent}<{tree.tag}{attributes}>"
        for child in tree.children:
            yield from _lines(child, indent + "  ") if isinstance(child, Element) else [child]
        yield f"{indent}</{tree.tag}>"
