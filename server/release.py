"""Addresses that change with what they lead to, so that a browser may keep the answers for ever.

There are two, because they change at different times: everything below `/static/runtime/` (the
interpreters, whose compiled code browsers keep as well), and the app itself. The page's HTML is
rewritten to name them, and an import map sends the modules' own imports there (HTML, import maps).
"""

import re
import time
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from server.addresses import RUNTIME, Addresses, integrity_of, source_expression
from server.building.artifacts import AUTH_ARCHIVES, record_of_built
from server.building.prepare import runtime_files
from server.building.sources import browser_half, digest_of
from server.configuration import Configuration
from server.manifest import read_manifest
from server.origins import origin_of
from server.public_files import find_public_file, is_public

NOT_FILES = ("/pyscript.toml", *AUTH_ARCHIVES)
_HASHED = re.compile(r"(/(app|runtime)-[0-9a-f]{16})(/.+)")
_FIRST_LOAD = re.compile(r'<(?:script|link rel="modulepreload")')
_CHECKED_BY_BROWSERS = (".css", ".js", ".mjs")
# Pages store the image of Pyodide's memory, and check it themselves.
IMAGE = f"{RUNTIME}built/pyodide.bin"

States = tuple[tuple[str, Path, int], ...]


class Release:
    """The addresses of the page in the folder `root`, in the state that its files are in.

    `configuration` belongs to that state, and says which hosts the page is going to ask. `base` is
    the path that the page lives below, with a slash at both ends. `main` is the page's program, if
    it lies elsewhere.
    """

    def __init__(
        self, root: Path, configuration: Configuration, base: str = "/", *, main: Path | None = None
    ) -> None:
        self._main = main or root / "main.py"
        self._root = root
        self._configuration = configuration
        self._base = base
        self._given_out: Addresses | None = None
        self._given_out_at = 0

    def plain(self, path: str) -> tuple[str, bool]:
        """Give the address of the file that `path` leads to, and whether `path` was given out last.

        That file has to be what it was then, see `is_unchanged`: looking at all of them once a
        document is enough.
        """
        match = _HASHED.fullmatch(path)
        if match is None:
            return path, False
        prefix, kind, rest = match.groups()
        last = self._given_out
        is_current = last is not None and prefix in (last.app, last.runtime)
        return (rest if kind == "app" else RUNTIME + rest[1:]), is_current

    def is_unchanged(self, files: Iterable[Path]) -> bool:
        """Tell whether none of `files` was edited since addresses were given out."""
        return all(file.stat().st_mtime_ns < self._given_out_at for file in files)

    def rewrite(self, html: str) -> tuple[str, str]:
        """Put the addresses of now into a page, with the hashes that browsers check (SRI).

        Returns:
            The page, and the source expression for its import map.
        """
        addresses = self.give_out()
        import_map = addresses.import_map()
        # Before anything that loads a module.
        head = f'<script type="importmap">{import_map}</script>\n    {self._connections()}'
        html = _FIRST_LOAD.sub(lambda first: head + first.group(), html, count=1)
        return addresses.in_html(html), source_expression(import_map)

    def configured(self) -> str:
        """Give the text of the page's `/pyscript.toml`, with the addresses given out last."""
        addresses = self._given_out or self.give_out()
        return addresses.in_configuration(self._configuration.text)

    def _connections(self) -> str:
        """Have browsers connect to Cognito while the page starts: to sign in, and for its keys."""
        auth = self._configuration.auth
        to_sign_in = f'<link rel="preconnect" href="{auth.domain_origin}">\n    '
        return (
            f'{to_sign_in}<link rel="preconnect" href="{origin_of(auth.issuer)}" crossorigin>\n    '
        )

    def give_out(self) -> Addresses:
        """Give the addresses of now."""
        self._given_out_at = time.time_ns()
        app, compiled = self._states(self._app_files()), self._states(self._compiled_files())
        # Now and not at the start, when they may not have been fetched yet.
        runtimes = self._states(runtime_files(self._root))
        app_digest = _digest((*app, *compiled), self._configuration.text)
        app_folder = f"{self._base}app-{app_digest}"
        runtime_folder = f"{self._base}runtime-{_digest(runtimes, '')}"
        files = {path: app_folder + path for path in (*NOT_FILES, *(path for path, *_ in app))}
        for path, *_ in runtimes:
            files[path] = f"{runtime_folder}/{path.removeprefix(RUNTIME)}"
        chunks = {
            f"{RUNTIME}{runtime.name}/{name}": files[place]
            for runtime in read_manifest()
            for name, shipped in runtime.chunks.items()
            if (place := f"{RUNTIME}{runtime.name}/{shipped}") in files
        }
        self._given_out = Addresses(
            base=self._base,
            app=app_folder,
            runtime=runtime_folder,
            files=files | chunks,
            chunks=chunks,
            integrity={
                files[path]: _integrity(file, changed_at)
                for path, file, changed_at in (*app, *runtimes)
                if file.suffix in _CHECKED_BY_BROWSERS or path == IMAGE
            },
        )
        return self._given_out

    def _app_files(self) -> list[Path]:
        static, named = self._root / "static", self._configuration.files
        assets = [
            file
            for file in static.rglob("*")
            if static / "runtime" not in file.parents and is_public(self._address_of(file))
        ]
        fetched = [
            self._root / path[1:]
            for path in named
            if find_public_file(self._root, path, named=named)
        ]
        return [*assets, *fetched, self._main]

    def _compiled_files(self) -> list[Path]:
        """Give what the archives of `auth` are made from: modules, and the record of how."""
        return [*browser_half(self._root).values(), record_of_built(self._root)]

    def _states(self, files: Iterable[Path]) -> States:
        return tuple(
            (self._address_of(file), file, file.stat().st_mtime_ns)
            for file in sorted(set(files))
            if file.is_file()
        )

    def _address_of(self, file: Path) -> str:
        inside = file.name if file == self._main else file.relative_to(self._root).as_posix()
        return f"/{inside}"


@lru_cache(maxsize=64)
def _integrity(file: Path, changed_at: int) -> str:  # noqa: ARG001 - makes an edited file another
    return integrity_of(file.read_bytes())


@lru_cache(maxsize=8)
def _digest(states: States, more: str) -> str:
    contents = {path: file.read_bytes() for path, file, _ in states}
    return digest_of(contents | {"": more.encode()})[:16]
