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
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path

from server.building.built import AUTH_ARCHIVES
from server.building.sources import browser_half, digest_of
from server.configuration import Configuration
from server.origins import origin_of

RUNTIME = "/static/runtime/"
NOT_FILES = frozenset({"/pyscript.toml", *AUTH_ARCHIVES})
_HASHED = re.compile(r"(/(app|runtime)-[0-9a-f]{16})(/.+)")
_ADDRESS = re.compile(r'(\s(?:href|src)=")(/(?!/)[^"#?]+)"')
_FIRST_LOAD = re.compile(r'<(?:script|link rel="modulepreload")')
_CHECKED_BY_BROWSERS = (".css", ".js", ".mjs")

States = tuple[tuple[str, Path, int], ...]


class Release:
    """The addresses of the page in the folder `root`, in the state that its files are in.

    `configuration` belongs to that state, and says which hosts the page is going to ask. `main` is
    the page's program, wherever it lies.
    """

    def __init__(self, root: Path, configuration: Configuration, *, main: Path) -> None:
        self._root = root
        self._main = main
        self._configuration = configuration
        self._app, self._runtime, self._given_out_at = "", "", 0

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

    def rewrite(self, html: str) -> tuple[str, str]:
        """Put the addresses of now into a page, with the hashes that browsers check (SRI).

        Returns:
            The page, and the source expression for its import map (CSP Level 3, 2.3.1).
        """
        addresses, integrity = self._give_out()

        def hashed(match: re.Match[str]) -> str:
            attribute, path = match.groups()
            address = addresses.get(path, path)
            checked = f' integrity="{integrity[address]}"' if address in integrity else ""
            return f'{attribute}{address}"{checked}'

        import_map = _import_map(self._app, self._runtime, integrity)
        # Before anything that loads a module.
        head = f'<script type="importmap">{import_map}</script>\n    {self._connections()}'
        html = _FIRST_LOAD.sub(lambda first: head + first.group(), html, count=1)
        return _ADDRESS.sub(hashed, html), _source_expression(import_map)

    def _connections(self) -> str:
        """Have browsers connect to Cognito while the page starts: to sign in, and for its keys."""
        auth = self._configuration.auth
        to_sign_in = f'<link rel="preconnect" href="{auth.domain_origin}">\n    '
        return (
            f'{to_sign_in}<link rel="preconnect" href="{origin_of(auth.issuer)}" crossorigin>\n    '
        )

    def _give_out(self) -> tuple[dict[str, str], dict[str, str]]:
        """Give the address of each path, and the hash of each address that browsers check."""
        self._given_out_at = time.time_ns()
        static = self._root / "static"
        assets = [file for file in static.rglob("*") if static / "runtime" not in file.parents]
        programs = [self._main, self._root / "auth" / "gate.py"]
        modules = browser_half(self._root).values()
        app = self._states([*assets, *programs, *modules])
        # Now and not at the start, when they may not have been fetched yet.
        runtimes = self._states(static.joinpath("runtime").glob("[!c.]*/*"))
        self._app = f"/app-{_digest(app, self._configuration.text)}"
        self._runtime = f"/runtime-{_digest(runtimes, '')}"
        addresses = {path: self._app + path for path in [*NOT_FILES, *(path for path, *_ in app)]}
        for path, *_ in runtimes:
            addresses[path] = f"{self._runtime}/{path.removeprefix(RUNTIME)}"
        integrity = {
            addresses[path]: _integrity(file, changed_at)
            for path, file, changed_at in (*app, *runtimes)
            if file.suffix in _CHECKED_BY_BROWSERS
        }
        return addresses, integrity

    def _states(self, files: Iterable[Path]) -> States:
        return tuple(
            (self._address_of(file), file, file.stat().st_mtime_ns)
            for file in sorted(files)
            if file.is_file()
        )

    def _address_of(self, file: Path) -> str:
        inside = file.name if file == self._main else file.relative_to(self._root).as_posix()
        return f"/{inside}"


def _import_map(app: str, runtime: str, integrity: Mapping[str, str]) -> str:
    imports = {
        "/static/": f"{app}/static/",
        RUNTIME: f"{runtime}/",
        f"{app}{RUNTIME}": f"{runtime}/",  # as seen from a module of the app
    }
    modules = {url: value for url, value in integrity.items() if not url.endswith(".css")}
    return json.dumps({"imports": imports, "integrity": modules}, separators=(",", ":"))


def _source_expression(script: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"


@lru_cache(maxsize=64)
def _integrity(file: Path, changed_at: int) -> str:  # noqa: ARG001 - makes an edited file another
    return f"sha384-{base64.b64encode(hashlib.sha384(file.read_bytes()).digest()).decode()}"


@lru_cache(maxsize=8)
def _digest(states: States, more: str) -> str:
    contents = {path: file.read_bytes() for path, file, _ in states}
    return digest_of(contents | {"": more.encode()})[:16]
