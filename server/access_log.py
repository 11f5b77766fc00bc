"""The access log: a line a request, without the query string, which may contain a code."""

from collections.abc import Callable
from urllib.parse import quote

from starlette.types import ASGIApp, Message, Receive, Scope, Send

WriteLine = Callable[[str], None]


class AccessLog:
    """Wrap `app` so that each of its responses is logged.

    Args:
        app: The application.
        name: Its name in the log.
        write: Called with each line.
    """

    def __init__(self, app: ASGIApp, name: str, write: WriteLine) -> None:
        self._app = app
        self._name = name
        self._write = write

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request on, and write its line when the response starts."""

        async def send_and_write(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._write(self._line(scope, message["status"]))
            await send(message)

        await self._app(scope, receive, send_and_write)

    def _line(self, scope: Scope, status: int) -> str:
        # Quoted, because the path is decoded and could contain a line break.
        return f"{self._name} {scope['method']} {quote(scope['path'])} {status}"
