"""An element's `dataset` and `classList`, which are views of its attributes."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .element import Element


class DataSet:
    """An element's `data-` attributes by their names in camel case (HTML, 3.2.6.6)."""

    def __init__(self, attributes: dict[str, str]) -> None:
        vars(self)["_attributes"] = attributes

    def __getattr__(self, name: str) -> str:
        try:
            return str(vars(self)["_attributes"][_data_name(name)])
        except KeyError:
            raise AttributeError(f"the element has no {_data_name(name)}") from None

    def __setattr__(self, name: str, value: object) -> None:
        vars(self)["_attributes"][_data_name(name)] = str(value)


def _data_name(name: str) -> str:
    return "data-" + "".join([f"-{one.lower()}" if one.isupper() else one for one in name])


class ClassList:
    """The classes of an element (DOM, 7.1)."""

    def __init__(self, element: Element) -> None:
        self._element = element

    def contains(self, name: str) -> bool:
        """Check whether the element has a class."""
        return name in self._element.className.split()

    def add(self, *names: str) -> None:
        """Add classes."""
        own = self._element.className.split()
        self._element.className = " ".join([*own, *(name for name in names if name not in own)])

    def remove(self, *names: str) -> None:
        """Remove classes."""
        kept = [name for name in self._element.className.split() if name not in names]
        self._element.className = " ".join(kept)

    def toggle(self, name: str, force: bool | None = None) -> bool:  # noqa: FBT001 - the DOM's
        """Add a class, or remove it; return whether it is there afterwards."""
        wanted = not self.contains(name) if force is None else force
        (self.add if wanted else self.remove)(name)
        return wanted
