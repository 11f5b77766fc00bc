"""In-process doubles of the ports in `auth.ports`: a browser tab without a browser.

With these and the stand-in, a whole sign-in runs in one process, with no socket and no waiting.
"""

from __future__ import annotations

import base64
import secrets
from typing import TYPE_CHECKING

import httpx
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from ..encoding.url import parse_url
from ..errors import AuthError, StorageUnavailable, TransportFailed
from ..ports import Runtime
from ..protocol.http import Response
from .manual_time import START, ManualClock, ManualLifecycle
from .one_browser import LocalChannel, LocalLocks

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping
    from typing import TypeVar

    from starlette.types import ASGIApp

    from cognito_stand_in import FakeCognito

    from ..ports import (
        Channel,
        Clock,
        Crypto,
        Lifecycle,
        Locks,
        Navigation,
        Storage,
        Transport,
    )
    from ..protocol.http import Request
    from ..protocol.jose import VerificationKey

    Planned = TypeVar("Planned")

__all__ = [
    "START",
    "DirectTransport",
    "FailingTransport",
    "LocalChannel",
    "LocalLocks",
    "ManualClock",
    "ManualLifecycle",
    "MemoryStorage",
    "RecordingNavigation",
    "ScriptedTransport",
    "ServerCrypto",
    "runtime",
]


class MemoryStorage:
    """The Storage port. `broken` names the methods that fail; `forgetful` storage keeps nothing."""

    def __init__(self, entries: Mapping[str, str] | None = None) -> None:
        self.entries = dict(entries or {})
        self.broken: tuple[str, ...] = ()
        self.forgetful = False

    def get(self, key: str) -> str | None:
        """Give the text under `key`, or None."""
        self._check("get")
        return self.entries.get(key)

    def set(self, key: str, value: str) -> None:
        """Put `value` under `key`."""
        self._check("set")
        if not self.forgetful:
            self.entries[key] = value

    def remove(self, key: str) -> None:
        """Forget `key`."""
        self._check("remove")
        self.entries.pop(key, None)

    def keys(self) -> list[str]:
        """Give every key there is."""
        self._check("keys")
        return list(self.entries)

    def _check(self, method: str) -> None:
        if method in self.broken:
            raise StorageUnavailable("storage is switched off")


class RecordingNavigation:
    """The Navigation port. `replaced` and `visited` hold the URLs it was given, in order.

    The page stays where it is: what comes after leaving is another page with its own client.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self.replaced: list[str] = []
        self.visited: list[str] = []
        self.without_history: list[str] = []

    def current_url(self) -> str:
        """Give the page's URL."""
        return self.url

    def replace_url(self, url: str) -> None:
        """Show another URL without loading it."""
        self.url = url
        self.replaced.append(url)

    def go(self, url: str, *, replace: bool = False) -> None:
        """Leave for another page."""
        self.visited.append(url)
        if replace:
            self.without_history.append(url)


class DirectTransport:
    """The Transport port over ASGI applications, one an origin; no cookies or redirects."""

    def __init__(self, apps: Mapping[str, ASGIApp]) -> None:
        self._apps = {origin: httpx.ASGITransport(app=app) for origin, app in apps.items()}

    @classmethod
    def to(cls, cognito: FakeCognito, apps: Mapping[str, ASGIApp] | None = None) -> DirectTransport:
        """Reach the stand-in's two origins and those of `apps`."""
        pool = cognito.pool
        origins = {
            pool.domain: cognito.domain_app,
            parse_url(pool.issuer).origin: cognito.issuer_app,
        }
        return cls({**origins, **(apps or {})})

    async def send(self, request: Request) -> Response:
        """Send, and read to the end."""
        transport = self._apps.get(parse_url(request.url).origin)
        if transport is None:
            raise TransportFailed("nobody listens there")
        body = request.body.encode() if isinstance(request.body, str) else request.body
        message = httpx.Request(
            request.method, request.url, headers=list(request.headers), content=body
        )
        try:
            answer = await transport.handle_async_request(message)
            content = await answer.aread()
        except (ConnectionResetError, httpx.TransportError):
            raise TransportFailed("no answer came") from None
        if answer.is_redirect:
            raise TransportFailed("redirects are not followed")
        request.check_size(len(content))
        return Response(answer.status_code, headers=dict(answer.headers), body=content)


class FailingTransport:
    """The Transport port with the cable pulled out."""

    async def send(self, request: Request) -> Response:
        """Fail."""
        raise TransportFailed(f"no answer to {request!r}")


class ScriptedTransport:
    """The Transport port over another one: it takes notes, and gets in the way where it is told to.

    `requests` holds all that was sent.
    """

    def __init__(self, transport: Transport | None = None) -> None:
        self._transport = transport or FailingTransport()
        self._answers: list[tuple[str, Response | AuthError]] = []
        self._meanwhile: list[tuple[str, Callable[[], Awaitable[object]]]] = []
        self.requests: list[Request] = []

    def answer(self, path: str, *answers: Response | AuthError) -> None:
        """Answer the next requests to `path` with these, one each, in the other one's place."""
        self._answers += [(path, answer) for answer in answers]

    def meanwhile(self, path: str, work: Callable[[], Awaitable[object]]) -> None:
        """Do `work` while the next answer from `path` is on its way."""
        self._meanwhile.append((path, work))

    def sent_to(self, path: str) -> list[Request]:
        """Give the requests to `path`."""
        return [request for request in self.requests if parse_url(request.url).path == path]

    async def send(self, request: Request) -> Response:
        """Send, or answer as scripted."""
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
    """Take the first plan for `path` off the list."""
    for at, (planned_path, plan) in enumerate(plans):
        if planned_path == path:
            del plans[at]
            return plan
    return None


class ServerCrypto:
    """The Crypto port with a server's means."""

    def random_bytes(self, count: int) -> bytes:
        """Give `count` bytes of the operating system's generator."""
        return secrets.token_bytes(count)

    async def verify_rs256(self, key: VerificationKey, signed: bytes, signature: bytes) -> bool:
        """Tell whether `signature` over `signed` was made with `key`."""
        public = rsa.RSAPublicNumbers(e=_number(key.e), n=_number(key.n)).public_key()
        try:
            public.verify(signature, signed, padding.PKCS1v15(), hashes.SHA256())
        except InvalidSignature:
            return False
        return True


def _number(text: str) -> int:
    return int.from_bytes(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)), "big")


def runtime(
    *,
    storage: Storage | None = None,
    shared_storage: Storage | None = None,
    navigation: Navigation | None = None,
    transport: Transport | None = None,
    crypto: Crypto | None = None,
    clock: Clock | None = None,
    lifecycle: Lifecycle | None = None,
    locks: Locks | None = None,
    channel: Channel | None = None,
) -> Runtime:
    """Give the ports of a tab: those that are given, doubles for the rest."""
    return Runtime(
        storage=storage or MemoryStorage(),
        shared_storage=shared_storage or MemoryStorage(),
        navigation=navigation or RecordingNavigation("http://localhost:8000/"),
        transport=transport or FailingTransport(),
        crypto=crypto or ServerCrypto(),
        clock=clock or ManualClock(),
        lifecycle=lifecycle or ManualLifecycle(),
        locks=locks or LocalLocks(),
        channel=channel or LocalChannel(),
    )
