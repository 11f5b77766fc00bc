"""The page's files over HTTP, with content types, caching and security headers (RFC 9110, 9111)."""

from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import Literal
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import Receive, Scope, Send

from auth.config import AuthConfig
from server import account_page
from server.account_page import has_account_page
from server.addresses import path_of
from server.building.compression import Compressed
from server.configuration import Configuration
from server.contents import Contents, first_with
from server.development import DevelopmentRelease
from server.errors import CannotStart
from server.frames import frames_of
from server.headers import page_headers
from server.origins import LOOPBACK_HOSTS, origin_of
from server.page_head import starts_worker
from server.public_files import TYPES, is_page_of_the_app
from server.replies import fresh, lasting, plain, unstored
from server.vault import require_compatible

Entry = Literal["launcher", "py", "mpy", "worker", "mpy-worker"]

# "launcher" starts the launcher on MicroPython, which then starts the app. "py" and "mpy" start the
# app itself, on CPython or on MicroPython. The others start it in a worker, beside the launcher.
ENTRY_TAGS: dict[Entry, str] = {
    "launcher": '<script type="text/x-python" src="/main.py" id="app"></script>',
    "py": '<script type="py" src="/main.py"></script>',
    "mpy": '<script type="mpy" src="/main.py"></script>',
    "worker": '<script type="py" src="/main.py" worker></script>',
    "mpy-worker": '<script type="mpy" src="/main.py" worker></script>',
}


class Page:
    """The page's files over HTTP, read again whenever they change.

    Args:
        root: The folder of the page.
        configuration: What is served as `/pyscript.toml`.
        entry: What the page starts with.
        front: A folder whose files replace those of `root`: another `index.html`, for example.
        transform: Called with the HTML of the page, returns what is served instead.

    Raises:
        CannotStart: `front` is not a folder; or `entry` is not "launcher", and the page does not
            have exactly one start tag to replace; or the page does not fit the configuration.
    """

    def __init__(
        self,
        root: Path,
        configuration: Configuration,
        entry: Entry = "launcher",
        front: Path | None = None,
        transform: Callable[[str], str] = str,
    ) -> None:
        if front is not None and not front.is_dir():
            raise CannotStart(f"--page: {front} is not a folder.")
        folders = [root] if front is None else [front, root]
        if entry != "launcher":
            _require_one_start_tag(first_with(folders, "index.html"))
        self._configuration = configuration
        self._entry = entry
        self._transform = transform
        self._index = first_with(folders, "index.html")
        self._folders = folders
        self._release = DevelopmentRelease(folders, configuration)
        self._contents = Contents(folders, configuration.files, self._release.configuration_text)
        self._compressed = Compressed.below(root)
        require_compatible(configuration, folders, self._html())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Respond to one request."""
        await self.protected(self._respond(Request(scope)))(scope, receive, send)

    def protected(self, response: Response) -> Response:
        """Return `response` with the page's security headers, except those that it has already."""
        for name, value in self._headers().items():
            response.headers.setdefault(name, value)
        return response

    def document(self, html: str, request: Request) -> Response:
        """Return a response with a document that loads files of this page.

        Args:
            html: The document, with paths such as `/static/boot.js`.
            request: The request for it.
        """
        html, import_map = self._release.current().rewrite(html)
        html = html.replace("<html", "<html data-development", 1)  # the page then shows tracebacks
        response = unstored(html.encode(), request)
        response.headers.update(self._headers(import_map))
        return response

    def _headers(self, *inline_scripts: str) -> dict[str, str]:
        return document_headers(
            self._configuration.auth,
            self._html(),
            *inline_scripts,
            creates_passkeys=has_account_page(self._folders),
        )

    def _respond(self, request: Request) -> Response:
        if request.method not in ("GET", "HEAD"):
            return plain("Method not allowed", 405, {"Allow": "GET, HEAD"})
        path = path_of(request.scope["path"])
        if is_page_of_the_app(path):
            if address := self._on_configured_host(request):
                return RedirectResponse(address, 307, {"Cache-Control": "no-store"})
            path = self._document_at(path)
        content = self._contents.find(path)
        if content is None:
            return plain("Not found", 404)
        if path.endswith(".html"):
            return self.document(self._transform(self._with_entry(content.decode())), request)
        return self._file(path, content, request)

    def _document_at(self, path: str) -> str:
        callback = urlsplit(self._configuration.auth.redirect_uri).path
        is_account = path == account_page.PATH != callback and has_account_page(self._folders)
        return account_page.DOCUMENT if is_account else "/index.html"

    def _file(self, path: str, content: bytes, request: Request) -> Response:
        is_lasting = self._release.is_lasting(request.scope["path"], self._contents.files(path))
        answer = lasting if is_lasting else fresh
        return answer(content, TYPES[PurePosixPath(path).suffix], request, self._compressed)

    def _on_configured_host(self, request: Request) -> str | None:
        """Return where to redirect a request that uses another loopback name than configured.

        To a browser `127.0.0.1` and `localhost` are two sites: a sign-in that starts on one and
        comes back to the other finds nothing there.
        """
        own, asked = urlsplit(origin_of(self._configuration.auth.redirect_uri)), request.url
        if own.hostname == asked.hostname or own.port != asked.port:
            return None
        if {own.hostname, asked.hostname} <= set(LOOPBACK_HOSTS):
            return str(asked.replace(scheme=own.scheme, netloc=own.netloc))
        return None

    def _html(self) -> str:
        """Return the document whose tags decide on the policy; it may be edited at any time."""
        try:
            return self._with_entry(self._index.read_text(encoding="utf-8"))
        except OSError:
            return ""

    def _with_entry(self, html: str) -> str:
        if self._entry == "launcher":
            return html
        for program in ("/main.py", account_page.PROGRAM):
            html = html.replace(start_tag("launcher", program), start_tag(self._entry, program))
        return html


def document_headers(
    config: AuthConfig, html: str, *inline_scripts: str, creates_passkeys: bool
) -> dict[str, str]:
    """Return the headers of a page and all its files, by what its document contains.

    Args:
        config: The page's configuration.
        html: The document.
        inline_scripts: Source expressions of its inline scripts.
        creates_passkeys: Whether a page of the app does so.
    """
    return page_headers(
        config,
        *inline_scripts,
        has_worker=starts_worker(html),
        has_frames=bool(frames_of(html)),
        creates_passkeys=creates_passkeys,
    )


def start_tag(entry: Entry, program: str) -> str:
    """Return the tag that starts a program.

    Args:
        entry: What the page starts with.
        program: The program's address from the root of the page.
    """
    return ENTRY_TAGS[entry].replace("/main.py", program)


def _require_one_start_tag(page: Path) -> None:
    tag = ENTRY_TAGS["launcher"]
    try:
        found = page.read_text(encoding="utf-8").count(tag)
    except OSError:
        found = 0
    if found != 1:
        raise CannotStart(f"--entry: {page.name} contains {tag} {found} times, expected once.")
