"""Properties of a resource, read with their types (CloudFormation: resource properties)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from .errors import TemplateError, described, type_of
from .intrinsics import Unresolved, first_unresolved

if TYPE_CHECKING:
    from collections.abc import Mapping


class Section:
    """A mapping of properties. Only what is read has to be resolved and of the right type.

    Args:
        properties: The resolved properties.
        place: What messages begin with: the file and the resource.
        notices: Where notices about properties that are left out go.
    """

    def __init__(self, properties: Mapping[str, Any], *, place: str, notices: list[str]) -> None:
        self._properties = properties
        self._notices = notices
        self.place = place

    @property
    def names(self) -> list[str]:
        """The names of the properties."""
        return list(self._properties)

    def __contains__(self, name: str) -> bool:
        """Return whether there is a property, even an unresolved one."""
        return name in self._properties

    def is_resolved(self, name: str) -> bool:
        """Return whether a property can be resolved, or is missing."""
        return first_unresolved(self._properties.get(name)) is None

    def get(self, name: str) -> Any:  # noqa: ANN401 - any value of JSON
        """Return a property, or None.

        Raises:
            TemplateError: it cannot be resolved.
        """
        value = self._properties.get(name)
        missing = first_unresolved(value)
        if missing is not None:
            raise TemplateError(f"{self.place}.{name}: {described(missing)}")
        return value

    def string(self, name: str) -> str | None:
        """Return a string, or None; numbers are written as strings, as CloudFormation does."""
        value = self.get(name)
        if value is None or isinstance(value, str):
            return value
        if isinstance(value, int | float):
            return str(value).lower() if isinstance(value, bool) else str(value)
        raise self._refusal(name, value, "a string")

    def required(self, name: str) -> str:
        """Return a string that the resource must have.

        Raises:
            TemplateError: there is none.
        """
        value = self.string(name)
        if not value:
            raise TemplateError(f"{self.place}.{name}: got nothing, expected a string")
        return value

    def strings(self, name: str) -> tuple[str, ...]:
        """Return a list of strings; nothing if there is none."""
        return self._strings(name, self.get(name))

    def known_strings(self, name: str) -> tuple[str, ...]:
        """Return a list of strings without those that cannot be resolved: they become notices."""
        value = self._properties.get(name)
        if isinstance(value, Unresolved):
            value = [value]
        if not isinstance(value, list):
            return self._strings(name, value)
        for missing in filter(None, map(first_unresolved, value)):
            self._notices.append(f"{self.place}.{name}: left out: {described(missing)}")
        return self._strings(name, [one for one in value if first_unresolved(one) is None])

    def boolean(self, name: str, *, default: bool) -> bool:
        """Return a boolean, which a template may write as a string."""
        value = self.get(name)
        if value is None:
            return default
        if isinstance(value, bool):
            return value
        if isinstance(value, str) and value.lower() in {"true", "false"}:
            return value.lower() == "true"
        raise self._refusal(name, value, "true or false")

    def number(self, name: str, default: int) -> int:
        """Return a whole number, which a template may write as a string."""
        value = self.get(name)
        if value is None:
            return default
        if not isinstance(value, bool) and re.fullmatch(r"-?[0-9]{1,10}(\.0+)?", str(value)):
            return int(float(value))
        raise self._refusal(name, value, "a whole number")

    def choice(self, name: str, default: str, choices: tuple[str, ...]) -> str:
        """Return one of some strings."""
        value = self.string(name) or default
        if value not in choices:
            raise TemplateError(
                f"{self.place}.{name}: got {value!r}, expected one of {', '.join(choices)}"
            )
        return value

    def choices(self, name: str, choices: tuple[str, ...]) -> tuple[str, ...]:
        """Return a list of some strings."""
        for value in self.strings(name):
            if value not in choices:
                raise TemplateError(
                    f"{self.place}.{name}: got {value!r}, expected one of {', '.join(choices)}"
                )
        return self.strings(name)

    def table(self, name: str) -> Section:
        """Return the properties below a property; an empty section if there is none."""
        value = self._properties.get(name) or {}
        if isinstance(value, Unresolved):
            self.get(name)
        if not isinstance(value, dict):
            raise self._refusal(name, value, "a mapping")
        return Section(value, place=f"{self.place}.{name}", notices=self._notices)

    def tables(self, name: str) -> list[Section]:
        """Return a list of mappings; nothing if there is none."""
        value = self._properties.get(name) or []
        if isinstance(value, Unresolved):
            self.get(name)
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            raise self._refusal(name, value, "a list of mappings")
        return [
            Section(one, place=f"{self.place}.{name}.{position}", notices=self._notices)
            for position, one in enumerate(value)
        ]

    def mapping(self, name: str) -> dict[str, str]:
        """Return a mapping of strings; nothing if there is none."""
        section = self.table(name)
        return {key: section.string(key) or "" for key in section.names}

    def report_unknown(self, known: frozenset[str]) -> None:
        """Make a notice of every property that resources of this type do not have."""
        for name in self._properties:
            if name not in known:
                self._notices.append(f"{self.place}.{name}: left out: no such property")

    def _strings(self, name: str, value: object) -> tuple[str, ...]:
        if value is None:
            return ()
        if not isinstance(value, list):
            raise self._refusal(name, value, "a list of strings")
        for one in value:
            if not isinstance(one, str):
                raise self._refusal(f"{name}.{value.index(one)}", one, "a string")
        return tuple(value)

    def _refusal(self, name: str, value: object, expected: str) -> TemplateError:
        written = f" ({value})" if isinstance(value, str | int | float) and value != "" else ""
        return TemplateError(
            f"{self.place}.{name}: got {type_of(value)}{written}, expected {expected}"
        )
