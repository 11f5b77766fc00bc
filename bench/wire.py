"""A minimal HTTP/1.1 client with a persistent connection, to measure little of the client."""

import socket
from dataclasses import dataclass
from types import TracebackType
from typing import Self
from urllib.parse import urlencode

from server.origins import port_of

FORM = {"content-type": "application/x-www-form-urlencoded"}


@dataclass(frozen=True, slots=True)
class Answer:
    """A response; header names are in lower case."""

    status: int
    headers: str
    body: str

    def header(self, name: str) -> str:
        """Return the first header with this name, or an empty string."""
        _, _, rest = self.headers.partition(f"\r\n{name}: ")
        return rest.partition("\r\n")[0]


class Wire:
    """A connection to one origin on loopback."""

    def __init__(self, origin: str) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port_of(origin)))
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._socket.close()

    def get(self, target: str, **headers: str) -> Answer:
        """Send a GET."""
        return self._exchange("GET", target, headers, b"")

    def post(self, target: str, form: dict[str, str], **headers: str) -> Answer:
        """Send a form."""
        return self._exchange("POST", target, {**FORM, **headers}, urlencode(form).encode())

    def _exchange(self, method: str, target: str, headers: dict[str, str], body: bytes) -> Answer:
        lines = [f"{method} {target} HTTP/1.1", "host: localhost", f"content-length: {len(body)}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        self._socket.sendall("\r\n".join([*lines, "", ""]).encode() + body)
        received = b""
        while b"\r\n\r\n" not in received:
            received += self._receive()
        head, _, content = received.partition(b"\r\n\r\n")
        answer = Answer(int(head[9:12]), f"{head.decode()}\r\n", "")
        while len(content) < int(answer.header("content-length") or 0):
            content += self._receive()
        return Answer(answer.status, answer.headers, content.decode())

    def _receive(self) -> bytes:
        received = self._socket.recv(65536)
        if not received:
            raise ConnectionResetError("the stand-in closed the connection")
        return received
