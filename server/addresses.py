"""The addresses that a page's files have in a release, put wherever the page names a file.

Programs and pages are written with paths such as `/static/boot.js`. What a browser gets names
addresses such as `/app-0123456789abcdef/static/boot.js`, below the path that the page lives at.
"""

import base64
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

RUNTIME = "/static/runtime/"

# Groups: what stands before, a path from the root, and what follows it up to the closing quote.
_IN_HTML = re.compile(r'(\s(?:href|src)=")(/(?!/)[^"#?]*)((?:[#?][^"]*)?")')
# The only places where PyScript looks for an address: one value, and the keys of [files] and
# [js_modules].
_IN_CONFIGURATION = re.compile(r"""^(\s*(?:interpreter\s*=\s*)?(["']))(/[^"']+)\2""", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Addresses:
    """Where each file of a page is.

    `base` is the path that the page lives below, with a slash at both ends. `app` and `runtime` are
    the folders with a hash in their names, `files` maps paths to addresses, and `integrity` those
    addresses that browsers or pages check to the hash that they check for (SRI). `chunks` are those
    paths that do not change although a file's own name contains a build hash.
    """

    base: str
    app: str
    runtime: str
    files: Mapping[str, str]
    integrity: Mapping[str, str]
    chunks: Mapping[str, str]

    def of(self, path: str) -> str:
        """Give the address of `path`, which may also be a page of the app, or the API's."""
        if path in self.files:
            return self.files[path]
        is_api = path == "/api" or path.startswith("/api/")
        return path if is_api else f"{self.base}{path[1:]}"

    def in_html(self, html: str) -> str:
        """Put addresses into a document, with the hashes that browsers check."""

        def addressed(match: re.Match[str]) -> str:
            before, path, after = match.groups()
            address = self.of(path)
            known = self.integrity.get(address)
            return f"{before}{address}{after}" + (f' integrity="{known}"' if known else "")

        return _IN_HTML.sub(addressed, html)

    def in_configuration(self, text: str) -> str:
        """Put addresses into the text of a `pyscript.toml`, for the files that there are."""

        def addressed(match: re.Match[str]) -> str:
            before, quote, path = match.groups()
            return f"{before}{self.files.get(path, path)}{quote}"

        return _IN_CONFIGURATION.sub(addressed, text)

    def import_map(self) -> str:
        """Write the map that sends modules' own imports to the addresses (HTML, import maps)."""
        imports = {
            "/static/": f"{self.app}/static/",
            RUNTIME: f"{self.runtime}/",
            f"{self.app}{RUNTIME}": f"{self.runtime}/",  # as seen from a module of the app
            **{f"{self.app}{path}": address for path, address in self.chunks.items()},
        }
        modules = {url: value for url, value in self.integrity.items() if not url.endswith(".css")}
        return json.dumps({"imports": imports, "integrity": modules}, separators=(",", ":"))


def source_expression(script: str) -> str:
    """Give what allows this inline script in a policy (CSP Level 3, 2.3.1)."""
    return f"'{integrity_of(script.encode())}'"


def integrity_of(content: bytes) -> str:
    """Give what browsers check content against (SRI, 3.1)."""
    return f"sha256-{base64.b64encode(hashlib.sha256(content).digest()).decode()}"
