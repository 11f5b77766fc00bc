"""Folders with the pages of other programs, such as JupyterLite, that a page shows in frames.

`<iframe src="/lite/index.html" data-script-src="'unsafe-inline'">` serves the folder `lite` beside
`index.html`, with a policy of its own. docs/everywhere.md is the guide.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from server.headers import frame_headers
from server.library import NAME
from server.public_files import TYPES
from server.replies import plain

_OURS = ("api", "inspector", "static", NAME)
_OTHER_TYPE = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class Frame:
    """A folder that a page shows in a frame.

    Attributes:
        folder: Its name, which is the first part of its paths.
        script_src: Source expressions that its pages need besides those of every frame.
        worker_src: Those that its workers need, such as `blob:`.
    """

    folder: str
    script_src: str = ""
    worker_src: str = ""


def frames_of(html: str) -> list[Frame]:
    """Return the frames of a document whose pages are of its own origin."""
    reader = _Reader()
    reader.feed(html)
    return reader.found


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[Frame] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Record an `iframe`."""
        if tag != "iframe":
            return
        values = {name: value or "" for name, value in attrs}
        address = urlsplit(values.get("src", ""))
        folder, separator, _ = address.path.removeprefix("/").partition("/")
        if address.netloc or not separator or not folder or folder in _OURS:
            return
        frame = Frame(folder, values.get("data-script-src", ""), values.get("data-worker-src", ""))
        self.found.append(frame)


class WithFrames:
    """The page, and the folders that it shows in frames.

    Args:
        page: Serves everything else.
        place: The folder of the page's own `index.html`, which is read again for each request.
    """

    def __init__(self, page: ASGIApp, place: Path) -> None:
        self._page, self._place = page, place

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Respond to one request."""
        request = Request(scope)
        frame = self._frame_at(scope["path"])
        app = self._page if frame is None else self._respond(frame, request)
        await app(scope, receive, send)

    def _frame_at(self, path: str) -> Frame | None:
        folder, separator, _ = path.removeprefix("/").partition("/")
        if not separator:
            return None
        try:
            html = (self._place / "index.html").read_text(encoding="utf-8")
        except OSError:
            return None
        return next((one for one in frames_of(html) if one.folder == folder), None)

    def _respond(self, frame: Frame, request: Request) -> Response:
        headers = frame_headers(frame.script_src, frame.worker_src)
        if request.method not in ("GET", "HEAD"):
            return plain("Method not allowed", 405, {**headers, "Allow": "GET, HEAD"})
        file = self._find(frame, request.scope["path"])
        if file is None:
            return plain("Not found", 404, headers)
        return _file(file, request, headers)

    def _find(self, frame: Frame, path: str) -> Path | None:
        """Return the file at a path; None for hidden ones and for links out of the folder."""
        segments = path.split("/")[1:]
        if any(segment.startswith(".") or "\\" in segment for segment in segments):
            return None
        root = (self._place / frame.folder).resolve()
        file = self._place.joinpath(*segments)
        file = (file / "index.html" if path.endswith("/") else file).resolve()
        return file if file.is_relative_to(root) and file.is_file() else None


def _file(file: Path, request: Request, headers: Mapping[str, str]) -> Response:
    kind = TYPES.get(file.suffix, _OTHER_TYPE)
    response = FileResponse(file, headers=dict(headers), media_type=kind, stat_result=file.stat())
    tag = response.headers["etag"]
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers={**headers, "ETag": tag})
    return response
