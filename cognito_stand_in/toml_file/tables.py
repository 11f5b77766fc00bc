"""Read a TOML file with checks of names and types; messages have the line and the key."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any, NoReturn

from ..cloudformation.errors import TemplateError
from .lines import line_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from pathlib import Path


class TomlTable:
    """A table of a TOML file.

    Args:
        values: The content of the table.
        source: The name of the file.
        text: The content of the file, in which lines are counted.
        keys: The keys that lead to the table.
        place: The table's name in messages, such as `[[users]] ada`.
        prefix: The keys below that table that lead to this one, such as `attributes.`.
    """

    def __init__(
        self,
        values: Mapping[str, Any],
        *,
        source: str,
        text: str,
        keys: tuple[str | int, ...] = (),
        place: str = "",
        prefix: str = "",
    ) -> None:
        self.values = values
        self._place = place
        self._prefix = prefix
        self._source = source
        self._text = text
        self._keys = keys

    @classmethod
    def load(cls, path: Path) -> TomlTable:
        """Read a file.

        Raises:
            TemplateError: it is not TOML.
            OSError: it cannot be read.
        """
        try:
            text = path.read_text(encoding="utf-8-sig")
            values = tomllib.loads(text)
        except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
            raise TemplateError(f"{path}: not valid TOML: {error}") from None
        return cls(values, source=str(path), text=text)

    @classmethod
    def empty(cls) -> TomlTable:
        """Return the table of no file."""
        return cls({}, source="no file", text="")

    def fail(self, message: str, key: str | None = None, *, inside: str = "") -> NoReturn:
        """Raise an error that names the file, the line, the table and the key.

        Raises:
            TemplateError: always.
        """
        keys = (*self._keys, *([] if key is None else [key]), *([inside] if inside else []))
        line = line_of(self._text, keys)
        shown = (self._prefix + ".".join(filter(None, (key, inside)))).rstrip(".")
        parts = [self._source, f"line {line}" if line else "", self._place, shown, message]
        raise TemplateError(": ".join(filter(None, parts)))

    def require_known(self, names: Iterable[str]) -> None:
        """Check that the table has no other keys.

        Raises:
            TemplateError: it has.
        """
        known = tuple(names)
        for key in self.values:
            if key not in known:
                self.fail(f"unknown; expected one of {', '.join(known)}", key)

    def optional(self, key: str) -> str | None:
        """Return a string, or None if there is none.

        Raises:
            TemplateError: the value is not a string, or is empty.
        """
        value = self.values.get(key)
        if value is not None and (not isinstance(value, str) or not value):
            self.fail(f"got {toml_type(value)}, expected a string", key)
        return value

    def string(self, key: str) -> str:
        """Return a string that the table must have.

        Raises:
            TemplateError: there is none, or it is empty.
        """
        value = self.optional(key)
        if value is None:
            self.fail("got nothing, expected a string", key)
        return value

    def strings(self, key: str) -> list[str]:
        """Return a list of strings; nothing if there is none.

        Raises:
            TemplateError: the value is something else.
        """
        values = self.values.get(key, [])
        if not isinstance(values, list) or not all(isinstance(one, str) for one in values):
            self.fail(f"got {toml_type(values)}, expected a list of strings", key)
        return list(values)

    def choices(self, key: str, known: Collection[str]) -> list[str]:
        """Return a list of some strings.

        Raises:
            TemplateError: one of them is unknown.
        """
        for name in self.strings(key):
            if name not in known:
                expected = ", ".join(known) or "none: there are no such names"
                self.fail(f"got {name!r}, expected one of {expected}", key)
        return self.strings(key)

    def boolean(self, key: str, *, default: bool) -> bool:
        """Return a boolean.

        Raises:
            TemplateError: the value is something else.
        """
        value = self.values.get(key, default)
        if not isinstance(value, bool):
            self.fail(f"got {toml_type(value)}, expected true or false", key)
        return value

    def table(self, key: str) -> TomlTable:
        """Return the table below a key; an empty one if there is none.

        Raises:
            TemplateError: the value is something else.
        """
        value = self.values.get(key, {})
        is_in_list = self._place.startswith("[[")
        name = ".".join([*map(str, self._keys), key])
        if not isinstance(value, dict):
            shown = f" [{name}]" if not is_in_list else ""
            self.fail(f"got {toml_type(value)}, expected a table{shown}", key)
        if is_in_list:
            return self._below(value, (key,), self._place, f"{self._prefix}{key}.")
        return self._below(value, (key,), f"[{name}]")

    def subtables(self, key: str) -> dict[str, TomlTable]:
        """Return the tables below a key, by name.

        Raises:
            TemplateError: one of the values is something else.
        """
        outer = self.table(key)
        return {name: outer.table(name) for name in outer.values}

    def tables(self, key: str, *, named_by: str) -> list[TomlTable]:
        """Return a list of tables, whose messages have the value of one of their keys.

        Raises:
            TemplateError: the value is something else.
        """
        entries = self.values.get(key, [])
        name = ".".join([*map(str, self._keys), key])
        if not isinstance(entries, list) or not all(isinstance(one, dict) for one in entries):
            self.fail(f"got {toml_type(entries)}, expected tables [[{name}]]", key)
        return [
            self._below(one, (key, position), f"[[{name}]] {one.get(named_by, '')}".rstrip())
            for position, one in enumerate(entries)
        ]

    def _below(
        self, values: Mapping[str, Any], keys: tuple[str | int, ...], place: str, prefix: str = ""
    ) -> TomlTable:
        return TomlTable(
            values,
            source=self._source,
            text=self._text,
            keys=(*self._keys, *keys),
            place=place,
            prefix=prefix,
        )


def toml_type(value: object) -> str:
    """Return the name of a value's type for messages."""
    return "an empty string" if value == "" else f"a value of type {type(value).__name__}"
