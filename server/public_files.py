"""The files that the page may request: an allow-list, so that nothing else is served."""

import re
from collections.abc import Collection
from pathlib import Path, PurePosixPath

from server.library import NAME

TYPES = {
    ".bin": "application/octet-stream",
    ".css": "text/css; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".geojson": "application/geo+json",
    ".gif": "image/gif",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/x-icon",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".mjs": "text/javascript; charset=utf-8",
    ".npy": "application/octet-stream",
    ".npz": "application/octet-stream",
    ".parquet": "application/vnd.apache.parquet",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".py": "text/x-python; charset=utf-8",
    ".svg": "image/svg+xml",
    ".tar": "application/x-tar",
    ".tgz": "application/gzip",
    ".toml": "application/toml; charset=utf-8",
    ".tsv": "text/tab-separated-values; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".wasm": "application/wasm",  # nothing else is compiled while it streams
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".whl": "application/zip",
    ".woff2": "font/woff2",
    ".xml": "application/xml",
    ".zip": "application/zip",
}
AT_THE_ROOT = frozenset({"index.html", "main.py", "account.html", "account.py"})
NOT_FOR_BROWSERS = frozenset({"backend", "testing"})

PAGE_OF_THE_APP = rf"(?!(?:api|{NAME}|static)(?:/|$))(?:(?!\.)[^/]*/)*[^./]*"
"""The paths of the app's pages, without the first slash; rules for other hosts contain it too."""

# A letter or digit first: no dot-files, no "..", no private folder. Private modules are files.
_SEGMENT = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*|__init__\.py|_[a-z][a-z0-9_]*\.py")


def find_public_file(root: Path, path: str, *, named: Collection[str] = frozenset()) -> Path | None:
    """Return the file for a URL path; None if it is missing or not public.

    Public are the page and its program, the Python files of `auth/` that run in a browser, the
    files in `static/`, and those in `named`, if their type is known.

    Args:
        root: The folder of the page.
        path: The path in the URL.
        named: Paths in the `[files]` table of the page's configuration.
    """
    if not is_public(path, named=named):
        return None
    file = (root / path.removeprefix("/")).resolve()
    inside = file.is_relative_to(root.resolve())  # a symbolic link must not lead out of the folder
    return file if inside and file.suffix in TYPES and file.is_file() else None


def is_public(path: str, *, named: Collection[str] = frozenset()) -> bool:
    """Return whether the page may request `path`, whether or not the file exists."""
    segments = path.removeprefix("/").split("/")
    is_plain = all(_SEGMENT.fullmatch(segment) for segment in segments)
    is_known = PurePosixPath(path).suffix in TYPES
    return is_plain and is_known and _is_public(segments, is_named=path in named)


def _is_public(segments: list[str], *, is_named: bool) -> bool:
    match segments:
        case [package, *folders, name] if package == NAME:  # whatever the configuration names
            return name.endswith(".py") and NOT_FOR_BROWSERS.isdisjoint(folders)
        case ["static", *_]:
            return True
        case [name]:
            return name in AT_THE_ROOT or is_named
    return is_named


def is_page_of_the_app(path: str) -> bool:
    """Return whether `path` is a page of the app, such as `/` or `/reports/7`.

    A path with a file extension is not, so that a missing file is a 404, and neither is a hidden
    one such as `/.well-known`.
    """
    return re.fullmatch(PAGE_OF_THE_APP, path.removeprefix("/")) is not None
