"""The Unix socket for commands to a running stand-in, which only its owner can open.

Commands have no port, so that neither a page nor another user of this machine can send any. The
socket is named after the stand-in's state file or its port. It is in a folder of its own, because
the path of a socket must be short.
"""

import hashlib
import os
import socket
import stat
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from server.errors import CannotStart
from server.origins import Origins, port_of

if TYPE_CHECKING:
    from cognito_stand_in import FakeCognito


class WithConsole:
    """Pass requests to a port on to `app`, and those to the Unix socket to the console."""

    def __init__(self, app: ASGIApp, cognito: "FakeCognito") -> None:
        self._app = app
        self._cognito = cognito

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Respond to one request."""
        # This is the socket's own address; a Unix socket has a path and no port.
        if scope["server"][1] is not None:
            await self._app(scope, receive, send)
        else:
            response = await self._run(Request(scope, receive))
            await response(scope, receive, send)

    async def _run(self, request: Request) -> Response:
        from cognito_stand_in import CommandRefused, run_command  # noqa: PLC0415 - as in server.site

        try:
            return PlainTextResponse(run_command(self._cognito, await request.json()))
        except CommandRefused as mistake:
            return PlainTextResponse(str(mistake), status_code=400)


def socket_path(state: Path | None, origins: Origins) -> Path:
    """Return the path of the socket.

    Args:
        state: The stand-in's state file, if it has one.
        origins: Where it is served.

    Raises:
        CannotStart: Other users can open the folder of the socket.
    """
    if state is None:
        return _folder() / f"{port_of(origins.domain)}.socket"
    return _folder() / f"{hashlib.sha256(os.fsencode(state.resolve())).hexdigest()[:16]}.socket"


@contextmanager
def listening_at(place: Path) -> Iterator[list[socket.socket]]:
    """Listen for commands at the path `place` while the `with` block lasts.

    Raises:
        CannotStart: A running stand-in has the same path, and so the same state file.
    """
    with socket.socket(socket.AF_UNIX) as server:
        if is_answered(place):
            raise CannotStart(
                "A running stand-in uses the same --state file. Stop it, or name another file."
            )
        place.unlink(missing_ok=True)  # left behind by a killed process
        server.bind(str(place))
        server.listen()
        try:
            yield [server]
        finally:
            place.unlink(missing_ok=True)


def is_answered(place: Path) -> bool:
    """Return whether a program listens at the path `place`."""
    with socket.socket(socket.AF_UNIX) as client:
        return client.connect_ex(str(place)) == 0


def send(place: Path, words: Sequence[str]) -> str:
    """Send a command to the stand-in that listens at `place`, and return what to print.

    Raises:
        CannotStart: The stand-in refuses the command.
    """
    transport = httpx.HTTPTransport(uds=str(place))
    with httpx.Client(transport=transport, base_url="http://stand-in") as client:
        answer = client.post("/", json=list(words))
    if answer.status_code != 200:
        raise CannotStart(f"{answer.text}.")
    return answer.text


def _folder() -> Path:
    folder = Path(tempfile.gettempdir(), f"stand-in-{os.getuid()}")
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    is_ours = stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid()
    if not is_ours or found.st_mode & 0o077:
        raise CannotStart(f"{folder} must be a folder that only you can open. Remove it.")
    return folder
