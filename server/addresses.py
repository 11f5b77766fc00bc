"""The addresses that a page's files have in a release.

Programs and pages are written with paths such as `/static/boot.js`. Browsers get addresses such as
`/app-0123456789abcdef/static/boot.js`, below the path that the page is served at.
"""

import base64
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

RUNTIME = "/static/runtime/"

_HASHED = re.compile(r"/(app|runtime)-[0-9a-f]{16}(/.+)")

# Groups: what precedes, a path from the root, and the rest up to the closing quote.
_IN_HTML = re.compile(r'(\s(?:href|src)=")(/(?!/)[^"#?]*)((?:[#?][^"]*)?")')
# The only places where PyScript looks for an address: one value, and the keys of [files] and
# [js_modules].
_IN_CONFIGURATION = re.compile(r"""^(\s*(?:interpreter\s*=\s*)?(["']))(/[^"']+)\2""", re.MULTILINE)
# The beginning of such a path, as the value of a placeholder of [files]: "{DATA}" = "/data".
_PLACEHOLDER = re.compile(r"""^(\s*(["'])\{[^"'}]+\}\2\s*=\s*["'])(?=/(?!/))""", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Addresses:
    """The address of each file of a page.

    Attributes:
        base: The path that the page is served below, with a slash at both ends.
        app: The folder of the app, with a hash in its name.
        runtime: The folder of the interpreters, with a hash in its name.
        files: Addresses by path.
        integrity: Hashes by address, for what browsers or pages check (SRI).
        chunks: Addresses by path, for stable names of files whose own name contains a build hash.
    """

    base: str
    app: str
    runtime: str
    files: Mapping[str, str]
    integrity: Mapping[str, str]
    chunks: Mapping[str, str]

    def of(self, path: str) -> str:
        """Return the address of `path`, which may also be a page of the app, or the API's."""
        if path in self.files:
            return self.files[path]
        is_api = path == "/api" or path.startswith("/api/")
        return path if is_api else f"{self.base}{path[1:]}"

    def contains(self, address: str) -> bool:
        """Return whether `address` has one of the hashes of this release."""
        return address.startswith((f"{self.app}/", f"{self.runtime}/"))

    def in_html(self, html: str) -> str:
        """Return a document with addresses for paths, and the hashes that browsers check (SRI)."""

        def addressed(match: re.Match[str]) -> str:
            before, path, after = match.groups()
            address = self.of(path)
            known = self.integrity.get(address)
            return f"{before}{address}{after}" + (f' integrity="{known}"' if known else "")

        return _IN_HTML.sub(addressed, html)

    def in_configuration(self, text: str) -> str:
        """Return the text of a `pyscript.toml` with addresses for the files that exist."""

        def addressed(match: re.Match[str]) -> str:
            before, quote, path = match.groups()
            return f"{before}{self.files.get(path, path)}{quote}"

        text = _PLACEHOLDER.sub(rf"\g<1>{self.app}", text)
        return _IN_CONFIGURATION.sub(addressed, text)

    def import_map(self) -> str:
        """Return the map that sends the imports of modules to the addresses (HTML, import maps)."""
        imports = {
            "/static/": f"{self.app}/static/",
            RUNTIME: f"{self.runtime}/",
            f"{self.app}{RUNTIME}": f"{self.runtime}/",  # as seen from a module of the app
            **{f"{self.app}{path}": address for path, address in self.chunks.items()},
        }
        modules = {url: value for url, value in self.integrity.items() if not url.endswith(".css")}
        return json.dumps({"imports": imports, "integrity": modules}, separators=(",", ":"))


def path_of(address: str) -> str:
    """Return an address without its hash; any other path unchanged."""
    match = _HASHED.fullmatch(address)
    if match is None:
        return address
    kind, rest = match.groups()
    return str(rest) if kind == "app" else RUNTIME + rest[1:]


def source_expression(script: str) -> str:
    """Return what allows this inline script in a policy (CSP Level 3, 2.3.1)."""
    return f"'{integrity_of(script.encode())}'"


def integrity_of(content: bytes) -> str:
    """Return the hash that browsers check content against (SRI, 3.1)."""
    return f"sha256-{base64.b64encode(hashlib.sha256(content).digest()).decode()}"
