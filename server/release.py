"""A release: addresses that change with the files, so that browsers may cache them for ever.

There are two hashes, because they change at different times: one for `/static/runtime/` (the
interpreters, whose compiled code browsers cache as well), one for the app. Archives of packages
have hashes in their own names, so that a new package does not change the interpreters' addresses.
The page's HTML is rewritten to name both, and an import map sends the imports of modules there
(HTML, import maps).
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from server.addresses import RUNTIME, Addresses, integrity_of, source_expression
from server.building.artifacts import AUTH_ARCHIVES
from server.building.sources import digest_of, read
from server.configuration import Configuration
from server.manifest import read_manifest
from server.origins import origin_of
from server.packages.page_index import INDEX
from server.page_head import with_head, with_whole_auth
from server.release_files import ReleaseFiles, find_release_files

NOT_FILES = ("/pyscript.toml", *AUTH_ARCHIVES)
_RECORDER = 'src="/inspector/recorder.js"'
_FIRST_LOAD = re.compile(r'<(?:script|link rel="modulepreload")')
_CHECKED_BY_BROWSERS = (".css", ".js", ".mjs")


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """The addresses of a page's files, and the configuration that belongs to them."""

    addresses: Addresses
    configuration: Configuration

    def rewrite(self, html: str) -> tuple[str, str]:
        """Return a page with the addresses of this release, and the hashes that browsers check.

        Args:
            html: The page as it was written.

        Returns:
            The page, and the source expression for its import map.
        """
        html = with_head(html, has_vault=self.configuration.has_vault)
        # A program for the landing page may import anything, and the recorder comes as files.
        if self.configuration.has_landing or _RECORDER in html:
            html = with_whole_auth(html)
        import_map = self.addresses.import_map()
        # Before anything that loads a module.
        head = f'<script type="importmap">{import_map}</script>\n    {self._preconnects()}'
        html = _FIRST_LOAD.sub(lambda first: head + first.group(), html, count=1)
        return self.addresses.in_html(html), source_expression(import_map)

    def configuration_text(self) -> str:
        """Return the text of the page's `/pyscript.toml` with the addresses of this release.

        Its `keys_url` is where `static/boot.js` requests the issuer's keys before Python starts.
        """
        text = self.addresses.in_configuration(self.configuration.text)
        return f"keys_url = {json.dumps(self._keys_url())}\n{text}"

    def _keys_url(self) -> str:
        auth = self.configuration.auth
        return auth.jwks_uris[auth.issuer]

    def _preconnects(self) -> str:
        """Return links that make browsers connect to Cognito while the page starts.

        Requests with `fetch` use other connections than the sign-in page (Fetch, "credentials").
        """
        domain = self.configuration.auth.domain_origin
        to_fetch = dict.fromkeys([domain, origin_of(self._keys_url())])
        links = [f'<link rel="preconnect" href="{domain}">']
        links += [f'<link rel="preconnect" href="{origin}" crossorigin>' for origin in to_fetch]
        return "".join(f"{link}\n    " for link in links)


def build_release(
    folders: Sequence[Path], configuration: Configuration, base: str = "/"
) -> Release:
    """Return the release of the files as they are now.

    Args:
        folders: Where the page's files are; a file in an earlier folder replaces one in a later.
        configuration: The page's configuration.
        base: The path that the page is served below, with a slash at both ends.
    """
    files = find_release_files(folders, configuration)
    addresses = _addresses(files, configuration.text, base)
    return Release(addresses=addresses, configuration=configuration)


def _addresses(files: ReleaseFiles, configuration: str, base: str) -> Addresses:
    app = f"{base}app-{_digest({**files.app, **files.compiled}, configuration)}"
    runtime = f"{base}runtime-{_digest(files.runtimes, '')}"
    found = {path: app + path for path in (*NOT_FILES, *files.app)}
    fetched = {**files.runtimes, **files.packages}
    found |= {path: f"{runtime}/{path.removeprefix(RUNTIME)}" for path in fetched}
    chunks = _chunks(found) | _index_of(files.packages, found)
    return Addresses(
        base=base,
        app=app,
        runtime=runtime,
        files=found | chunks,
        chunks=chunks,
        integrity={
            found[path]: integrity_of(file.read_bytes())
            for path, file in {**files.app, **files.runtimes}.items()
            if PurePosixPath(path).suffix in _CHECKED_BY_BROWSERS
        },
    )


def _chunks(addresses: Mapping[str, str]) -> dict[str, str]:
    """Return addresses by the stable names of files whose own names contain a build hash."""
    return {
        f"{RUNTIME}{runtime.name}/{name}": addresses[path]
        for runtime in read_manifest()
        for name, shipped in runtime.chunks.items()
        if (path := f"{RUNTIME}{runtime.name}/{shipped}") in addresses
    }


def _index_of(packages: Mapping[str, Path], addresses: Mapping[str, str]) -> dict[str, str]:
    return {INDEX: addresses[next(iter(packages))]} if packages else {}


def _digest(files: Mapping[str, Path], configuration: str) -> str:
    return digest_of(read(files) | {"": configuration.encode()})[:16]
