"""The stand-in for Cognito on the loopback interface, in a thread of the process of the tests."""

from __future__ import annotations

import dataclasses
import errno
import socket
import threading
import time
from typing import TYPE_CHECKING

import uvicorn

from cognito_stand_in import FakeCognito, example_pool

from .pools import add_person, settings_of
from .tokens import TokenMinter

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Any, Self

    from starlette.types import ASGIApp, Receive, Scope, Send

    from cognito_stand_in import Pool, User

_HEADER_BYTES = 1_048_576  # people in many groups have large access tokens


class LocalCognito:
    """A stand-in that serves its domain and its issuer on two free ports, within a `with` block.

    The pool is `cognito_stand_in.example_pool()`: the people are `ada` and `grace`, the app client
    is public. Time passes as usual, and by `advance`.

    Attributes:
        pool: The user pool, which a test may change.
        stand_in: The stand-in itself, for faults and switches.
        tokens: Mints tokens of this pool.
    """

    def __init__(self) -> None:
        self._sockets: dict[int, list[socket.socket]] = {}
        self._ahead = 0.0
        domain, issuer = (f"http://localhost:{self._listen()}" for _ in range(2))
        self.pool: Pool = example_pool(domain=domain, issuer_origin=issuer)
        self.stand_in = FakeCognito(self.pool, now=self.now)
        self.tokens = TokenMinter(self.pool, keys=self.stand_in.keys, now=self.now)
        apps: list[ASGIApp] = [self.stand_in.domain_app, self.stand_in.issuer_app]
        self._apps = dict(zip(self._sockets, apps, strict=True))
        self._server = uvicorn.Server(
            uvicorn.Config(
                self._serve,
                interface="asgi3",
                http="h11",
                ws="none",
                lifespan="off",
                log_config=None,
                access_log=False,  # it would write codes in query strings
                proxy_headers=False,
                server_header=False,
                timeout_graceful_shutdown=1,
                h11_max_incomplete_event_size=_HEADER_BYTES,
            )
        )
        everything = [one for opened in self._sockets.values() for one in opened]
        self._thread = threading.Thread(
            target=self._server.run, args=(everything,), name="cognito", daemon=True
        )

    def __enter__(self) -> Self:
        # The sockets listen already: a request may arrive before the thread has started.
        self._thread.start()
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        self._server.should_exit = True
        self._thread.join()
        for opened in self._sockets.values():
            for one in opened:
                one.close()

    @property
    def domain(self) -> str:
        """The origin of the user pool's domain: sign-in pages, token endpoint."""
        return self.pool.domain

    @property
    def issuer(self) -> str:
        """The `iss` of the tokens, below which the keys are."""
        return self.pool.issuer

    @property
    def jwks_uri(self) -> str:
        """The URL of the keys."""
        return f"{self.issuer}/.well-known/jwks.json"

    @property
    def client_id(self) -> str:
        """The id of the app client."""
        return next(iter(self.pool.clients))

    def now(self) -> float:
        """Return the time of the stand-in, in epoch seconds."""
        return time.time() + self._ahead

    def advance(self, seconds: float) -> None:
        """Let `seconds` pass for the stand-in, so that what it issued expires."""
        self._ahead += seconds

    def add_person(self, one: User) -> None:
        """Add a `person(...)`, who can sign in from now on."""
        add_person(self.pool, one)

    def access_token(self, user: str | User = "ada", **arguments: Any) -> str:
        """Return an access token; arguments as for `TokenMinter.access_token`."""
        return self.tokens.access_token(user, **arguments)

    def settings(self, redirect_uri: str, *, logout_uri: str = "") -> dict[str, object]:
        """Return an `[auth]` table for a page, and register its addresses.

        Args:
            redirect_uri: Where the page is.
            logout_uri: Where the page after a sign-out is; by default the same.
        """
        table = settings_of(self.pool, redirect_uri, logout_uri=logout_uri)
        client = self.pool.clients[self.client_id]
        self.pool.clients[self.client_id] = dataclasses.replace(
            client,
            callback_urls=(*client.callback_urls, redirect_uri),
            logout_urls=(*client.logout_urls, str(table["logout_uri"])),
        )
        return table

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        # The port of the socket, not the one in the Host header.
        await self._apps[scope["server"][1]](scope, receive, send)

    def _listen(self) -> int:
        """Listen on a free port of both loopback addresses, which browsers may try in any order."""
        while True:
            first = socket.create_server(("127.0.0.1", 0))
            port: int = first.getsockname()[1]
            try:
                second = socket.create_server(("::1", port), family=socket.AF_INET6)
            except OSError as failure:
                if failure.errno == errno.EADDRINUSE:
                    first.close()
                    continue
                self._sockets[port] = [first]  # this machine has no IPv6
            else:
                self._sockets[port] = [first, second]
            for one in self._sockets[port]:
                one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            return port
