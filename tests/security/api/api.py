"""The API under attack, with an issuer and a clock of its own.

Every token takes three ways in: to `AccessTokenVerifier` itself, through `RequireBearer` (as the
demonstration API has it) and through `RequireCaller`. All three must come to the same verdict.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Sequence
from typing import Any

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.types import ASGIApp

from auth.backend import AccessTokenVerifier, KeyCache, RequireBearer
from auth.backend.fastapi import RequireCaller
from auth.errors import StepUpRequired, TokenInvalid, TokenTooLarge, TransportFailed
from auth.protocol.authorization import ACR_LEVELS
from server.api import make_api
from server.headers import WithHeaders, api_headers
from tests.support import samples
from tests.unit.backend.issuer import CLIENT, ISSUER, KID, NOW, jwk, key_set, make_token

KEYS = (jwk("issuer", KID), jwk("for-id-tokens", "for-id-tokens"))
CHALLENGE = 'Bearer realm="api"'
ERRORS = {400: "invalid_request", 401: "invalid_token", 403: "insufficient_scope"}
VERDICTS = {200: 200, 400: 401, 401: 401, 403: 200, 431: 431, 503: 503}
"""What the verifier returns, as a status, by the status of the API's response."""

Headers = list[tuple[str | bytes, str | bytes]]


class Api:
    """The API, and what it learns from outside: published `keys` (None: no answer) and the time.

    `fetches` counts how often it asked for keys; `wait` holds the answer up. The API demands
    `scopes`, one of `groups`, and a sign-in that reaches `acr` within `max_age`.
    """

    def __init__(
        self,
        *keys: dict[str, object],
        scopes: Collection[str] = (),
        groups: Collection[str] = (),
        audience: str | None = None,
        client_ids: Collection[str] = (CLIENT,),
        acr_levels: Sequence[str] = ACR_LEVELS,
        **demand: Any,
    ) -> None:
        self.document: bytes | None = key_set(*(keys or KEYS))
        self.fetches = 0
        self.time = NOW
        self.wait: Callable[[], Awaitable[object]] = _not_at_all
        self.verifier = AccessTokenVerifier(
            issuer=ISSUER,
            client_ids=client_ids,
            audience=audience,
            keys=KeyCache(self._fetch, now=lambda: self.time),
            now=lambda: self.time,
            acr_levels=acr_levels,
        )
        self.demand = demand
        api: Any = make_api(samples.config(acr_levels=list(acr_levels)), verifier=self.verifier)
        rules: Any = {"verifier": self.verifier, "now": lambda: self.time, **demand}
        rules |= {"scopes": scopes, "groups": groups}
        if scopes or groups or demand:  # which the demonstration itself does not ask for
            api = RequireBearer(api, **rules)
        self.app = WithHeaders(api, api_headers())
        self.caller_app = _caller_app(RequireCaller(**rules))

    def publish(self, *keys: dict[str, object]) -> None:
        """Publish these keys from now on."""
        self.document = key_set(*keys)

    async def _fetch(self) -> bytes:
        self.fetches += 1
        await self.wait()
        if self.document is None:
            raise TransportFailed("down")
        return self.document

    def get(self, *authorizations: str | bytes) -> httpx.Response:
        """Send `GET /api/user` with these Authorization headers; return `RequireBearer`'s answer.

        Assert that `RequireCaller` gives the same one.
        """
        headers: Headers = [("Authorization", value) for value in authorizations]
        response = self.send("GET", "/api/user", headers=headers)
        _assert_same(response, asyncio.run(_exchange(self.caller_app, headers=headers)))
        return response

    def present(self, token: str | bytes) -> httpx.Response:
        """Present a token in all three ways; return `RequireBearer`'s answer.

        Assert that `RequireCaller` gives the same one, and that the verifier comes to the same
        verdict, without any other exception than its own.
        """
        raw = token.encode() if isinstance(token, str) else token
        response = self.get(b"Bearer " + raw)
        verdict = asyncio.run(self._verdict(raw.decode("latin-1")))
        assert verdict == VERDICTS[response.status_code], "AccessTokenVerifier disagrees"
        return response

    def send(self, method: str, path: str, **options: object) -> httpx.Response:
        """Send any request to `RequireBearer`; an exception that it lets out comes out here."""
        return asyncio.run(_exchange(self.app, method, path, **options))

    async def _verdict(self, token: str) -> int:
        try:
            caller = await self.verifier.verify(token)
            caller.require_authentication(**self.demand, now=self.time)
        except TokenTooLarge:
            return 431
        except (TokenInvalid, StepUpRequired):
            return 401
        except TransportFailed:
            return 503
        return 200


def _caller_app(signed_in: RequireCaller) -> ASGIApp:
    async def user(request: Request) -> PlainTextResponse:
        return PlainTextResponse((await signed_in(request)).sub)

    return Starlette(routes=[Route("/api/user", user)])


async def _exchange(
    app: ASGIApp, method: str = "GET", path: str = "/api/user", **options: object
) -> httpx.Response:
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://api.example") as client:
        return await client.request(method, path, **options)  # type: ignore[arg-type]


def _assert_same(bearer: httpx.Response, caller: httpx.Response) -> None:
    """Assert that both wrappers give the same answer, each in its framework's words."""
    assert caller.status_code == bearer.status_code, "RequireCaller disagrees"
    if bearer.is_success:
        assert caller.text == bearer.json()["sub"]
        return
    assert caller.text == bearer.json()["error"]
    for name in ("www-authenticate", "cache-control", "retry-after"):
        assert caller.headers.get(name) == bearer.headers.get(name)


async def _not_at_all() -> None:
    """Return at once."""


def refuse(token: str | bytes, status: int = 401, *, api: Api | None = None) -> None:
    """Assert that `token` is refused in all three ways, with the constant answer for `status`."""
    if api is None:
        api = Api()
        # Without this, an API that refuses everything would pass every test.
        assert api.present(make_token()).status_code == 200
    assert_refused(api.present(token), status)


def assert_refused(response: httpx.Response, status: int, scope: str = "") -> None:
    """Assert that the whole answer is the constant one: it repeats nothing and explains nothing."""
    error = ERRORS[status]
    _assert_constant(response, status, error, f', scope="{scope}"' if scope else "")


def assert_step_up(response: httpx.Response, demand: str) -> None:
    """Assert that the whole answer is the demand, and says nothing about the token."""
    _assert_constant(response, 401, "insufficient_user_authentication", f", {demand}")


def _assert_constant(response: httpx.Response, status: int, error: str, more: str) -> None:
    challenge = f'{CHALLENGE}, error="{error}"{more}'
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
