"""The page's files over HTTP: found, labelled and protected (RFC 9110, RFC 9111)."""

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import Receive, Scope, Send

from server.configuration import Configuration
from server.errors import CannotStart
from server.headers import page_headers
from server.origins import LOOPBACK_HOSTS, origin_of
from server.public_files import TYPES, find_public_file, is_page_of_the_app

Entry = Literal["gate", "py", "mpy"]

# The page starts with the gate on MicroPython. The other two start the app itself, on CPython or on
# MicroPython, to show that it needs no gate.
ENTRY_TAGS: dict[Entry, str] = {
    "gate": '<script type="mpy" src="/auth/gate.py"></script>',
    "py": '<script type="py" src="/main.py"></script>',
    "mpy": '<script type="mpy" src="/main.py"></script>',
}


class Page:
    """The page's files in the folder `root`, with `configuration` as its `/pyscript.toml`.

    Files are read anew whenever they change, so that an edit needs a reload and no restart.

    Raises:
        CannotStart: `entry` is not the page's own, and the page has no one start tag to replace.
    """

    def __init__(self, root: Path, configuration: Configuration, entry: Entry = "gate") -> None:
        self._root = root
        self._configuration = configuration
        self._entry = entry
        self._headers = page_headers(configuration.auth)
        if entry != "gate":
            _require_one_start_tag(root / "index.html")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        response = self._respond(Request(scope))
        response.headers.update(self._headers)
        await response(scope, receive, send)

    def _respond(self, request: Request) -> Response:
        if request.method not in ("GET", "HEAD"):
            return _plain("Method not allowed", 405, {"Allow": "GET, HEAD"})
        path = request.scope["path"]
        if path == "/pyscript.toml":
            text = self._configuration.text.encode()
            return _fresh(text, ".toml", entity_tag_of(text), request)
        if is_page_of_the_app(path):
            if address := self._address_by_its_name(request):
                return RedirectResponse(address, 307, {"Cache-Control": "no-store"})
            path = "/index.html"
        file = find_public_file(self._root, path, named=self._configuration.files)
        if file is None:
            return _plain("Not found", 404)
        content, entity_tag = _read(file, file.stat().st_mtime_ns)
        if file.suffix == ".html":
            return _unstored(self._with_entry(content), request)
        return _fresh(content, file.suffix, entity_tag, request)

    def _address_by_its_name(self, request: Request) -> str | None:
        """Give the address on the configured origin for a page asked for by another loopback name.

        To a browser `127.0.0.1` and `localhost` are two sites: a sign-in that starts on one and
        comes back to the other finds nothing there.
        """
        own, asked = urlsplit(origin_of(self._configuration.auth.redirect_uri)), request.url
        if own.hostname == asked.hostname or own.port != asked.port:
            return None
        if {own.hostname, asked.hostname} <= set(LOOPBACK_HOSTS):
            return str(asked.replace(scheme=own.scheme, netloc=own.netloc))
        return None

    def _with_entry(self, html: bytes) -> bytes:
        return html.replace(ENTRY_TAGS["gate"].encode(), ENTRY_TAGS[self._entry].encode())


def _require_one_start_tag(page: Path) -> None:
    tag = ENTRY_TAGS["gate"]
    try:
        found = page.read_text(encoding="utf-8").count(tag)
    except OSError:
        found = 0
    if found != 1:
        raise CannotStart(
            f"--entry needs {tag} exactly once in {page.name}; it is there {found} times."
        )


def _unstored(content: bytes, request: Request) -> Response:
    """Answer with a document that no cache keeps: its address may hold an authorization code."""
    return _whole(content, request, {"Content-Type": TYPES[".html"], "Cache-Control": "no-store"})


def _fresh(content: bytes, suffix: str, entity_tag: str, request: Request) -> Response:
    """Answer with a file that a cache may keep and has to ask about each time (RFC 9110 13.1.2)."""
    validators = {"Cache-Control": "no-cache", "ETag": entity_tag}
    if _has_it_already(request.headers, entity_tag):
        return Response(status_code=304, headers=validators)
    return _whole(content, request, {"Content-Type": TYPES[suffix], **validators})


def _whole(content: bytes, request: Request, headers: dict[str, str]) -> Response:
    # Said here because the answer to HEAD has the length of a body that it does not have.
    headers["Content-Length"] = str(len(content))
    return Response(b"" if request.method == "HEAD" else content, headers=headers)


def _plain(text: str, status: int, headers: dict[str, str] | None = None) -> Response:
    return PlainTextResponse(text, status, {"Cache-Control": "no-store", **(headers or {})})


@lru_cache(maxsize=256)
def _read(file: Path, changed_at: int) -> tuple[bytes, str]:  # noqa: ARG001
    # `changed_at` is the other half of the cache's key: it makes an edited file another one.
    content = file.read_bytes()
    return content, entity_tag_of(content)


def entity_tag_of(content: bytes) -> str:
    """Give the strong entity tag of `content`: two files with one tag are one file."""
    return f'"{hashlib.sha256(content).hexdigest()[:32]}"'


def _has_it_already(headers: Headers, entity_tag: str) -> bool:
    known = headers.get("if-none-match", "")
    return known.strip() == "*" or entity_tag in {
        tag.strip().removeprefix("W/") for tag in known.split(",")
    }
