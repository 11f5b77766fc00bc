"""Addresses that change with what they lead to, so that a browser may keep the answers for ever.

There are two, because they change at different times: everything below `/static/runtime/` (the
interpreters, whose compiled code browsers keep as well), and the app itself. The page's HTML is
rewritten to name them, and an import map sends the modules' own imports there (HTML, import maps).
"""

import base64
import hashlib
import json
import re
import time
from collections.abc import Callable, Iterable
from functools import lru_cache
from pathlib import Path

from server.building.sources import browser_half, digest_of

RUNTIME = "/static/runtime/"
_HASHED = re.compile(r"(/(app|runtime)-[0-9a-f]{16})(/.+)")
_ADDRESS = re.compile(r'(\s(?:href|src)=")(/(?!/)[^"#?]+)(?=")')
_FIRST_LOAD = re.compile(r'<(?:script|link rel="modulepreload")')


class Release:
    """The addresses of the page in the folder `root`, in the state that its files are in."""

    def __init__(self, root: Path, configuration: str) -> None:
        self._root = root
        self._configuration = configuration
        runtimes = root.joinpath("static", "runtime").glob("[!c.]*/*")
        self._runtime = f"/runtime-{_digest(_states(runtimes), '')}"
        self._app, self._given_out_at = "", 0

    def _prefixes(self) -> tuple[str, str]:
        self._given_out_at = time.time_ns()
        static = self._root.joinpath("static").glob("*.*")
        programs = [self._root / "main.py", self._root / "auth" / "gate.py"]
        files = _states([*static, *programs, *browser_half(self._root).values()])
        self._app = f"/app-{_digest(files, self._configuration)}"
        return self._app, self._runtime

    def plain(self, path: str) -> tuple[str, bool]:
        """Give the address of the file that `path` leads to, and whether `path` was given out last.

        That file has to be what it was then, see `is_unchanged`: looking at all of them once a
        document is enough.
        """
        match = _HASHED.fullmatch(path)
        if match is None:
            return path, False
        prefix, kind, rest = match.groups()
        return (rest if kind == "app" else RUNTIME + rest[1:]), prefix in (self._app, self._runtime)

    def is_unchanged(self, files: Iterable[Path]) -> bool:
        """Tell whether none of `files` was edited since addresses were given out."""
        return all(file.stat().st_mtime_ns < self._given_out_at for file in files)

    def rewrite(self, html: str, is_public: Callable[[str], bool]) -> tuple[str, str]:
        """Put the addresses of now into a page.

        Returns:
            The page, and the source expression for its import map (CSP Level 3, 2.3.1).
        """
        app, runtime = self._prefixes()

        def hashed(match: re.Match[str]) -> str:
            attribute, path = match.groups()
            if path.startswith(RUNTIME):
                return f"{attribute}{runtime}/{path.removeprefix(RUNTIME)}"
            return f"{attribute}{app}{path}" if is_public(path) else match.group()

        import_map = _import_map(app, runtime)
        # Before anything that loads a module.
        element = f'<script type="importmap">{import_map}</script>\n    '
        html = _FIRST_LOAD.sub(lambda first: element + first.group(), html, count=1)
        return _ADDRESS.sub(hashed, html), _source_expression(import_map)


def _import_map(app: str, runtime: str) -> str:
    imports = {
        "/static/": f"{app}/static/",
        RUNTIME: f"{runtime}/",
        f"{app}{RUNTIME}": f"{runtime}/",  # as seen from a module of the app
    }
    return json.dumps({"imports": imports}, separators=(",", ":"))


def _source_expression(script: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"


def _states(files: Iterable[Path]) -> tuple[tuple[Path, int], ...]:
    return tuple((file, file.stat().st_mtime_ns) for file in sorted(files) if file.is_file())


@lru_cache(maxsize=8)
def _digest(states: tuple[tuple[Path, int], ...], more: str) -> str:
    contents = {file.as_posix(): file.read_bytes() for file, _ in states}
    return digest_of(contents | {"": more.encode()})[:16]
