"""Which files a configuration makes PyScript fetch: `[files]` and `[js_modules]`."""

import posixpath
import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from server.origins import origin_of

# A value for other keys, and its use in them: "{DATA}" = "./data", and "{DATA}/one.csv" = "".
_PLACEHOLDER = re.compile(r"\{[^}]+\}")


def paths_of_files(files: Mapping[str, Any]) -> frozenset[str]:
    """Return the paths in `[files]` from the root of the page; absolute URLs stay as they are.

    PyScript fetches relative paths from the folder of the configuration, which is the root.

    Args:
        files: The table, with placeholders as PyScript has them.
    """
    values = {key: str(value) for key, value in files.items() if _PLACEHOLDER.fullmatch(key)}
    sources = (_filled(key, values) for key in files if key not in values)
    return frozenset(source if "://" in source else _from_root(source) for source in sources)


def _filled(key: str, values: Mapping[str, str]) -> str:
    for _ in values:  # a value may have placeholders, too
        key = _PLACEHOLDER.sub(lambda found: values.get(found[0], found[0]), key)
    return key


def _from_root(path: str) -> str:
    """Return a path with neither `.` nor `..`, one that would leave the root included."""
    return posixpath.normpath(f"/{path}").replace("//", "/", 1)


def reason_blocked(document: Mapping[str, Any], origins: Collection[str]) -> str | None:
    """Return which file the page's policy blocks, so that the page cannot start; None if none.

    Args:
        document: A parsed configuration.
        origins: The origins that the page may fetch from, its own included.
    """
    files = document.get("files", {})
    for address in sorted(paths_of_files(files) if isinstance(files, dict) else ()):
        if "://" in address and origin_of(address) not in origins:
            return f"[files] has {address}, and the page may not fetch from {origin_of(address)}"
    for address in _modules(document.get("js_modules", {})):
        if "://" in address or not _from_root(address).startswith("/static/"):
            return f"[js_modules] has {address}, and scripts are served from /static/ only"
    return None


def _modules(tables: object) -> Iterable[str]:
    """Return the keys of `[js_modules.main]` and `[js_modules.worker]`."""
    for table in tables.values() if isinstance(tables, dict) else ():
        yield from table if isinstance(table, dict) else ()
