"""In-process doubles of the Transport port: ASGI applications, scripted responses, failures."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx

from ..encoding.url import parse_url
from ..errors import AuthError, TransportFailed
from ..protocol.http import Response

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Mapping
    from typing import TypeVar

    from starlette.types import ASGIApp

    from cognito_stand_in import FakeCognito

    from ..ports import Transport
    from ..protocol.http import Request

    Planned = TypeVar("Planned")

_COOKIES = ("set-cookie", "set-cookie2")


class ScriptedStream:
    """The body of a streamed response.

    Args:
        chunks: The pieces that arrive.
        error: What happens then, if the rest of the body never arrives.
    """

    def __init__(self, chunks: Iterable[bytes], error: TransportFailed | None = None) -> None:
        self._chunks = list(chunks)
        self._error = error
        self.is_cancelled = False

    async def read(self) -> bytes | None:
        """Return the next piece, or None at the end."""
        if self.is_cancelled:
            raise TransportFailed("the response was aborted")
        if self._chunks:
            return self._chunks.pop(0)
        if self._error is not None:
            raise self._error
        return None

    def cancel(self) -> None:
        """Stop: the next read fails."""
        self.is_cancelled = True


class DirectTransport:
    """The Transport port over ASGI applications, without cookies and redirects.

    Args:
        apps: The application at each origin.
    """

    def __init__(self, apps: Mapping[str, ASGIApp]) -> None:
        self._apps = {origin: httpx.ASGITransport(app=app) for origin, app in apps.items()}

    @classmethod
    def to(cls, cognito: FakeCognito, apps: Mapping[str, ASGIApp] | None = None) -> DirectTransport:
        """Return a transport to the stand-in's two origins and those of `apps`."""
        pool = cognito.pool
        origins = {
            pool.domain: cognito.domain_app,
            parse_url(pool.issuer).origin: cognito.issuer_app,
        }
        return cls({**origins, **(apps or {})})

    async def send(self, request: Request) -> Response:
        """Send a request, as a browser would.

        Raises:
            TransportFailed: No application is there, it dropped the connection, or it redirected.
        """
        transport = self._apps.get(parse_url(request.url).origin)
        if transport is None:
            raise TransportFailed("no response arrived: no application is at that origin")
        message = httpx.Request(
            request.method, request.url, headers=_headers(request), content=request.body
        )
        try:
            answer = await transport.handle_async_request(message)
            content = await answer.aread()
        except (ConnectionResetError, httpx.TransportError):
            raise TransportFailed("no response arrived: the connection broke") from None
        if answer.is_redirect:
            raise TransportFailed("the server answered with a redirect", is_redirect=True)
        # Browsers keep cookies to themselves (Fetch, forbidden response-header names).
        headers = {name: answer.headers[name] for name in answer.headers if name not in _COOKIES}
        request.check_size(len(content))
        if request.stream:
            stream = ScriptedStream([content])
            return Response(answer.status_code, headers=headers, body=b"", stream=stream)
        return Response(answer.status_code, headers=headers, body=content)


class FailingTransport:
    """The Transport port without a network."""

    async def send(self, request: Request) -> Response:
        """Raise TransportFailed."""
        raise TransportFailed(f"no response arrived to {request!r}")


class ScriptedTransport:
    """The Transport port over another one; records requests, and answers some itself.

    Args:
        transport: Where requests go that have no scripted answer; none by default.

    Attributes:
        requests: All that was sent.
    """

    def __init__(self, transport: Transport | None = None) -> None:
        self._transport = transport or FailingTransport()
        self._answers: list[tuple[str, Response | AuthError]] = []
        self._meanwhile: list[tuple[str, Callable[[], Awaitable[object]]]] = []
        self.requests: list[Request] = []

    def answer(self, path: str, *answers: Response | AuthError) -> None:
        """Answer the next requests to `path` with these, one each."""
        self._answers += [(path, answer) for answer in answers]

    def meanwhile(self, path: str, work: Callable[[], Awaitable[object]]) -> None:
        """Run `work` before the next answer from `path` arrives."""
        self._meanwhile.append((path, work))

    def sent_to(self, path: str) -> list[Request]:
        """Return the requests to `path`."""
        return [request for request in self.requests if parse_url(request.url).path == path]

    async def send(self, request: Request) -> Response:
        """Return the scripted answer, or the other transport's."""
        self.requests.append(request)
        path = parse_url(request.url).path
        scripted = _taken(self._answers, path)
        answer = await self._outcome(request) if scripted is None else scripted
        work = _taken(self._meanwhile, path)
        if work is not None:
            await work()
        if isinstance(answer, AuthError):
            raise answer
        request.check_size(len(answer.body))
        return answer

    async def _outcome(self, request: Request) -> Response | AuthError:
        try:
            return await self._transport.send(request)
        except TransportFailed as error:
            return error


def _taken(plans: list[tuple[str, Planned]], path: str) -> Planned | None:
    """Remove the first plan for `path` from the list, and return it."""
    for at, (planned_path, plan) in enumerate(plans):
        if planned_path == path:
            del plans[at]
            return plan
    return None


def _headers(request: Request) -> list[tuple[str, str]]:
    """Return the headers, and the one that a browser adds to a body that is a string."""
    headers = list(request.headers)
    if isinstance(request.body, str) and "content-type" not in [n.lower() for n, _ in headers]:
        headers.append(("Content-Type", "text/plain;charset=UTF-8"))
    return headers
