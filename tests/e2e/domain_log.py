"""Records the requests to Cognito's domain and its responses, as ASGI middleware."""

import base64
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tests.e2e.leaks import Secret, Sighting

_KINDS = {"code": "code", "state": "state", "nonce": "nonce", "code_verifier": "verifier"}
_TOKENS = ("access_token", "id_token", "refresh_token")


@dataclass(slots=True)
class Exchange:
    """One request to the domain and its response."""

    method: str
    path: str
    query: str = field(repr=False)
    headers: dict[str, str] = field(repr=False)
    body: bytes = field(default=b"", repr=False)
    status: int = 0
    location: str = field(default="", repr=False)
    answer: bytes = field(default=b"", repr=False)

    @property
    def parameters(self) -> dict[str, str]:
        """The parameters of the query."""
        return dict(parse_qsl(self.query))

    @property
    def form(self) -> dict[str, str]:
        """The parameters of a form-encoded body."""
        return dict(parse_qsl(self.body.decode("utf-8", "replace")))

    def secrets(self) -> Iterator[Secret]:
        """Yield every secret in request and response."""
        redirected = parse_qsl(urlsplit(self.location).query)
        for name, text in [*self.parameters.items(), *self.form.items(), *redirected]:
            if name in _KINDS:
                yield Secret(_KINDS[name], text)
        if self.path == "/oauth2/token" and self.status == 200:
            tokens = _json_object(self.answer)
            yield from (Secret(name, tokens[name]) for name in _TOKENS if name in tokens)

    def sightings(self) -> Iterator[Sighting]:
        """Yield what the request contained, by place."""
        here = f"{self.method} domain {self.path}"
        yield Sighting(f"url of {here}", self.query)
        yield Sighting(f"body of {here}", self.body.decode("utf-8", "replace"))
        for name, value in self.headers.items():
            yield Sighting(f"header {name} of {here}", value)


class DomainLog:
    """ASGI middleware that records every exchange."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self.exchanges: list[Exchange] = []

    def find(self, method: str, path: str) -> list[Exchange]:
        """Return the exchanges with this method and path, in order."""
        return [one for one in self.exchanges if (one.method, one.path) == (method, path)]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        exchange = Exchange(
            scope["method"],
            scope["path"],
            scope["query_string"].decode("latin-1"),
            dict(Headers(scope=scope)),
        )
        self.exchanges.append(exchange)

        async def send_and_note(message: Message) -> None:
            if message["type"] == "http.response.start":
                exchange.status = message["status"]
                exchange.location = Headers(raw=message["headers"]).get("location", "")
            exchange.answer += message.get("body", b"")
            await send(message)

        await self._app(scope, _Listening(receive, exchange).receive, send_and_note)


class _Listening:
    """Records the request's body, and keeps the transport for the stand-in to close."""

    def __init__(self, receive: Receive, exchange: Exchange) -> None:
        self._receive = receive
        self._exchange = exchange
        self.transport = getattr(getattr(receive, "__self__", None), "transport", None)

    async def receive(self) -> Message:
        message = await self._receive()
        self._exchange.body += message.get("body", b"")
        return message


def s256(verifier: str) -> str:
    """Return the code challenge of a verifier (RFC 7636 section 4.2)."""
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def _json_object(text: bytes) -> dict[str, str]:
    try:
        parsed = json.loads(text)
    except ValueError:
        return {}
    return parsed if isinstance(parsed, dict) else {}
