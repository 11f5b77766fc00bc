"""Find the line of a key in a TOML file, which `tomllib` does not keep."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    Keys = tuple[str | int, ...]

_PART = r"""(?:"(?:[^"\\]|\\.)*"|'[^']*'|[A-Za-z0-9_-]+)"""
_DOTTED = rf"{_PART}(?:\s*\.\s*{_PART})*"
_HEADER = re.compile(rf"\s*(\[\[?)\s*({_DOTTED})\s*\]\]?\s*(?:#.*)?")
_KEY = re.compile(rf"\s*({_DOTTED})\s*=")
_STRING = re.compile(r'''"""|\'\'\'|"(?:[^"\\]|\\.)*"|'[^']*'|\#.*''')


def line_of(text: str, keys: Sequence[str | int]) -> int | None:
    """Return the line of a key, or of the innermost table around it that has a line.

    Args:
        text: A valid TOML document.
        keys: The keys that lead to the value: `("users", 0, "groups")`.
    """
    wanted, best, line = tuple(keys), 0, None
    for number, found in _keys_of(text):
        if len(found) > best and wanted[: len(found)] == found:
            best, line = len(found), number
    return line


def _keys_of(text: str) -> Iterator[tuple[int, Keys]]:
    """Yield every header and key with its line, counted from 1."""
    table: Keys = ()
    lengths: dict[Keys, int] = {}
    for number, line in _statements(text):
        header, key = _HEADER.fullmatch(line), _KEY.match(line)
        if header is not None:
            table = _opened(_parts(header[2]), lengths, is_list=header[1] == "[[")
            yield number, table
        elif key is not None:
            yield number, (*table, *_parts(key[1]))


def _opened(parts: list[str], lengths: dict[Keys, int], *, is_list: bool) -> Keys:
    """Return the keys of a header, with the position in each list of tables."""
    keys: Keys = ()
    for part in parts[:-1]:
        keys = (*keys, part)
        if keys in lengths:
            keys = (*keys, lengths[keys] - 1)
    keys = (*keys, parts[-1])
    if is_list:
        lengths[keys] = lengths.get(keys, 0) + 1
        return (*keys, lengths[keys] - 1)
    return keys


def _statements(text: str) -> Iterator[tuple[int, str]]:
    """Yield the lines outside of strings and lists that have several lines."""
    depth, quote = 0, ""
    for number, line in enumerate(text.splitlines(), 1):
        if not depth and not quote:
            yield number, line
        if quote or _HEADER.fullmatch(line) is None:
            depth, quote = _open_after(line, depth, quote)


def _open_after(line: str, depth: int, quote: str) -> tuple[int, str]:
    position = 0
    while position < len(line):
        if quote:
            end = line.find(quote, position)
            if end < 0:
                return depth, quote
            position, quote = end + 3, ""
        elif (string := _STRING.match(line, position)) is not None:
            position = string.end()
            quote = string[0] if string[0] in {'"""', "'''"} else ""
        else:
            depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(line[position], 0)
            position += 1
    return depth, quote


def _parts(dotted: str) -> list[str]:
    return [part.strip("\"'") for part in re.findall(_PART, dotted)]
