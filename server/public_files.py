"""Which files the page may ask for: an allow-list, so that nothing else is ever served."""

import re
from collections.abc import Collection
from pathlib import Path, PurePosixPath

TYPES = {
    ".bin": "application/octet-stream",
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/x-icon",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".mjs": "text/javascript; charset=utf-8",
    ".png": "image/png",
    ".py": "text/x-python; charset=utf-8",
    ".svg": "image/svg+xml",
    ".toml": "application/toml; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".wasm": "application/wasm",  # nothing else is compiled while it streams
    ".webmanifest": "application/manifest+json",
    ".woff2": "font/woff2",
    ".zip": "application/zip",
}
AT_THE_ROOT = frozenset({"index.html", "main.py"})
NOT_FOR_BROWSERS = frozenset({"backend", "testing"})

PAGE_OF_THE_APP = r"(?!(?:api|auth|static)(?:/|$))(?:(?!\.)[^/]*/)*[^./]*"
"""The paths, without their first slash, that are the app's; other servers read this pattern too."""

# A letter or digit first: no dot-files, no "..", no private folder. Private modules are files.
_SEGMENT = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*|__init__\.py|_[a-z][a-z0-9_]*\.py")


def find_public_file(root: Path, path: str, *, named: Collection[str] = frozenset()) -> Path | None:
    """Find the file under `root` that the URL path `path` names, if it is there and public.

    Public are the page and its program; `auth/`, but only the Python files that run in a browser;
    what lies in `static/`; and the `named` paths, which the page's own configuration fetches. All
    of this only where the type is known.
    """
    if not is_public(path, named=named):
        return None
    file = (root / path.removeprefix("/")).resolve()
    inside = file.is_relative_to(root.resolve())  # a link must not lead out of the tree
    return file if inside and file.suffix in TYPES and file.is_file() else None


def is_public(path: str, *, named: Collection[str] = frozenset()) -> bool:
    """Return whether the page may request `path`, if there is such a file."""
    segments = path.removeprefix("/").split("/")
    is_plain = all(_SEGMENT.fullmatch(segment) for segment in segments)
    is_known = PurePosixPath(path).suffix in TYPES
    return is_plain and is_known and _is_public(segments, is_named=path in named)


def _is_public(segments: list[str], *, is_named: bool) -> bool:
    match segments:
        case ["auth", *folders, name]:  # whatever the configuration names
            return name.endswith(".py") and NOT_FOR_BROWSERS.isdisjoint(folders)
        case ["static", *_]:
            return True
        case [name]:
            return name in AT_THE_ROOT or is_named
    return is_named


def is_page_of_the_app(path: str) -> bool:
    """Return whether the app in the page decides on `path`, such as `/` or `/reports/7`.

    A path with a file extension is never one, so that a missing file is a 404 and not the page; nor
    is `/.well-known` or another hidden one.
    """
    return re.fullmatch(PAGE_OF_THE_APP, path.removeprefix("/")) is not None
