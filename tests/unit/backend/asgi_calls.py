"""Requests to an ASGI application without a server: exactly these header fields, in this order."""

import asyncio
from collections.abc import Sequence

from auth.backend.access_token_claims import AccessTokenClaims
from auth.backend.asgi import AsgiApp, Message, Receive, Scope, Send, caller_of
from auth.protocol.authorization import ACR_LEVELS
from tests.unit.backend.issuer import ISSUER

TOKEN = "aGVhZGVy.cGF5bG9hZA.c2lnbmF0dXJl"


class Verdict:
    """A verifier of one pool that returns the claims that it was made with, or raises."""

    issuer = ISSUER

    def __init__(
        self, outcome: dict[str, object] | Exception, levels: Sequence[str] = ACR_LEVELS
    ) -> None:
        self._outcome = outcome
        self.acr_levels = tuple(levels)

    async def verify(self, unverified_token: str) -> AccessTokenClaims:
        """Return or raise the outcome."""
        assert unverified_token == TOKEN
        if isinstance(self._outcome, Exception):
            raise self._outcome
        return AccessTokenClaims(self._outcome, acr_levels=self.acr_levels)


async def hello(scope: Scope, _: Receive, send: Send) -> None:
    """Greet the caller by name."""
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": caller_of(scope).sub.encode()})


def ask(app: AsgiApp, *values: str | bytes) -> tuple[int, dict[str, str], bytes]:
    """Send a request with these Authorization headers and return status, headers and body."""
    raw = [value.encode() if isinstance(value, str) else value for value in values]
    start, body = messages(app, "http", [(b"authorization", value) for value in raw])
    headers = {name.decode(): value.decode() for name, value in start["headers"]}
    return start["status"], headers, body["body"]


def messages(
    app: AsgiApp, kind: str, headers: list[tuple[bytes, bytes]], **scope: object
) -> list[Message]:
    """Call an application once and return what it sends."""
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": f"{kind}.connect"}

    async def send(message: Message) -> None:
        sent.append(message)

    async def call() -> None:
        await app({"type": kind, "headers": headers, **scope}, receive, send)

    asyncio.run(call())
    return sent
