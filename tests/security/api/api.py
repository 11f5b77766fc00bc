"""The API under attack: the demonstration's own, over ASGI, with an issuer and a clock of ours."""

import asyncio
from collections.abc import Awaitable, Callable, Collection
from typing import Any

import httpx

from auth.backend import AccessTokenVerifier, KeyCache, RequireBearer
from auth.errors import TransportFailed
from server.api import make_api
from server.headers import WithHeaders, api_headers
from tests.support import samples
from tests.unit.backend.issuer import CLIENT, ISSUER, KID, NOW, jwk, key_set, make_token

KEYS = (jwk("issuer", KID), jwk("for-id-tokens", "for-id-tokens"))
CHALLENGE = 'Bearer realm="api"'
ERRORS = {400: "invalid_request", 401: "invalid_token", 403: "insufficient_scope"}
Headers = list[tuple[str | bytes, str | bytes]]


class Api:
    """The API, and what it learns from outside: published `keys` (None: no answer) and the time.

    `fetches` counts how often it asked for keys; `wait` holds the answer up. The API demands
    `scopes` and one of `groups`.
    """

    def __init__(
        self,
        *keys: dict[str, object],
        scopes: Collection[str] = (),
        groups: Collection[str] = (),
        audience: str | None = None,
    ) -> None:
        self.document: bytes | None = key_set(*(keys or KEYS))
        self.fetches = 0
        self.time = NOW
        self.wait: Callable[[], Awaitable[object]] = _not_at_all
        verifier = AccessTokenVerifier(
            issuer=ISSUER,
            client_ids=[CLIENT],
            audience=audience,
            keys=KeyCache(self._fetch, now=lambda: self.time),
            now=lambda: self.time,
        )
        api: Any = make_api(samples.config(), verifier=verifier)
        if scopes or groups:  # which the demonstration itself does not ask for
            api = RequireBearer(api, verifier=verifier, scopes=scopes, groups=groups)
        self.app = WithHeaders(api, api_headers())

    def publish(self, *keys: dict[str, object]) -> None:
        """Publish these keys from now on."""
        self.document = key_set(*keys)

    async def _fetch(self) -> bytes:
        self.fetches += 1
        await self.wait()
        if self.document is None:
            raise TransportFailed("down")
        return self.document

    def get(self, *authorizations: str | bytes, **options: object) -> httpx.Response:
        """Send `GET /api/user` with these Authorization headers."""
        headers: Headers = [("Authorization", value) for value in authorizations]
        return self.send("GET", "/api/user", headers=headers, **options)

    def present(self, token: str | bytes) -> httpx.Response:
        """Send `GET /api/user` with this token."""
        bearer = token.encode() if isinstance(token, str) else token
        return self.get(b"Bearer " + bearer)

    def send(self, method: str, path: str, **options: object) -> httpx.Response:
        """Send any request; an exception that the API lets out comes out here."""
        return asyncio.run(self._send(method, path, options))

    async def _send(self, method: str, path: str, options: dict[str, object]) -> httpx.Response:
        transport = httpx.ASGITransport(app=self.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://api.example") as client:
            return await client.request(method, path, **options)  # type: ignore[arg-type]


async def _not_at_all() -> None:
    """Answer at once."""


def refuse(token: str | bytes, status: int = 401, *, api: Api | None = None) -> None:
    """Assert that `token` is refused with `status`, in the very words of every such refusal."""
    if api is None:
        api = Api()
        # Without this, an API that refuses everything would pass every test.
        assert api.present(make_token()).status_code == 200
    assert_refused(api.present(token), status)


def assert_refused(response: httpx.Response, status: int, scope: str = "") -> None:
    """Assert that the whole answer is the constant one: it repeats nothing and explains nothing."""
    error = ERRORS[status]
    challenge = f'{CHALLENGE}, error="{error}"' + (f', scope="{scope}"' if scope else "")
    assert response.status_code == status
    assert response.content == f'{{"error": "{error}"}}'.encode()
    headers = {**dict(response.headers), "vary": "Origin"}
    assert headers == {
        **{name.lower(): value for name, value in api_headers().items()},
        "content-type": "application/json; charset=utf-8",
        "content-length": str(len(response.content)),
        "vary": "Origin",
        "www-authenticate": challenge,
    }
