"""The page's files over HTTP: found, labelled and protected (RFC 9110, RFC 9111)."""

import re
from pathlib import Path, PurePosixPath
from typing import Literal
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import Receive, Scope, Send

from server.addresses import path_of
from server.building.compression import Compressed
from server.configuration import Configuration
from server.contents import Contents
from server.development import DevelopmentRelease
from server.errors import CannotStart
from server.headers import page_headers
from server.origins import LOOPBACK_HOSTS, origin_of
from server.public_files import TYPES, is_page_of_the_app
from server.replies import fresh, lasting, plain, unstored

Entry = Literal["gate", "py", "mpy"]

# The page starts with the gate on MicroPython, and the app is there for it to start. The other two
# start the app itself, on CPython or on MicroPython, to show that it needs no gate.
ENTRY_TAGS: dict[Entry, str] = {
    "gate": '<script type="text/x-python" src="/main.py" id="app"></script>',
    "py": '<script type="py" src="/main.py"></script>',
    "mpy": '<script type="mpy" src="/main.py"></script>',
}

_PRELOAD = re.compile(r'^ *<link rel="preload".*\n', re.MULTILINE)


class Page:
    """The page's files in the folder `root`, with `configuration` as its `/pyscript.toml`.

    Files are read anew whenever they change, so that an edit needs a reload and no restart.
    What the folder `front` has takes the place of `root`'s: another `index.html`, say.

    Raises:
        CannotStart: `front` is no folder; or `entry` is not the page's own, and the page has no one
            start tag to replace.
    """

    def __init__(
        self,
        root: Path,
        configuration: Configuration,
        entry: Entry = "gate",
        front: Path | None = None,
    ) -> None:
        if front is not None and not front.is_dir():
            raise CannotStart(f"{front} is no folder with a page in it.")
        folders = [root] if front is None else [front, root]
        self._root = root
        self._configuration = configuration
        self._entry = entry
        self._headers = page_headers(configuration.auth)
        main = _first(folders, "main.py")
        self._release = DevelopmentRelease(root, configuration, main)
        self._contents = Contents(folders, configuration.files, self._release.configuration_text)
        self._compressed = Compressed.below(root)
        if entry != "gate":
            _require_one_start_tag(_first(folders, "index.html"))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        response = self._respond(Request(scope))
        for name, value in self._headers.items():
            response.headers.setdefault(name, value)
        await response(scope, receive, send)

    def _respond(self, request: Request) -> Response:
        if request.method not in ("GET", "HEAD"):
            return plain("Method not allowed", 405, {"Allow": "GET, HEAD"})
        asked = request.scope["path"]
        path = path_of(asked)
        if is_page_of_the_app(path):
            if address := self._address_by_its_name(request):
                return RedirectResponse(address, 307, {"Cache-Control": "no-store"})
            path = "/index.html"
        content = self._contents.find(path)
        if content is None:
            return plain("Not found", 404)
        if path.endswith(".html"):
            return self._document(self._with_entry(content.decode()), request)
        is_lasting = self._release.is_lasting(asked, self._contents.files(path))
        answer = lasting if is_lasting else fresh
        return answer(content, TYPES[PurePosixPath(path).suffix], request, self._compressed)

    def _document(self, html: str, request: Request) -> Response:
        html, import_map = self._release.current().rewrite(html)
        answer = unstored(html.encode(), request)
        answer.headers.update(page_headers(self._configuration.auth, import_map))
        return answer

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

    def _with_entry(self, html: str) -> str:
        if self._entry == "gate":
            return html
        # What is loaded ahead is meant for the gate.
        html = _PRELOAD.sub("", html)
        return html.replace(ENTRY_TAGS["gate"], ENTRY_TAGS[self._entry])


def _first(folders: list[Path], name: str) -> Path:
    """Give the file of that name in the first folder that has it, or else in the last."""
    return next(
        (folder / name for folder in folders if (folder / name).is_file()), folders[-1] / name
    )


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
