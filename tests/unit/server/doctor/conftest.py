"""The stand-in under host names like Amazon's, and a configuration without mistakes."""

import asyncio
from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from email.utils import formatdate
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from cognito_stand_in import AppClient, FakeCognito, Pool, load_pool
from server.doctor.checks import run_checks
from server.doctor.finding import Finding
from server.doctor.http_probe import Prober
from server.doctor.settings import check_settings
from server.doctor.target import PoolDescription, Target
from server.origins import origin_of

INFRA = Path(__file__).parents[4] / "infra"
NOW = 1_800_000_000.0
DOMAIN = "https://sign-in.auth.eu-west-1.amazoncognito.com"
ISSUER_ORIGIN = "https://cognito-idp.eu-west-1.amazonaws.com"
CLIENT_ID = "2hd8example7standin0client"
SETTINGS: dict[str, Any] = {
    "domain": "sign-in.auth.eu-west-1.amazoncognito.com",
    "issuer": f"{ISSUER_ORIGIN}/eu-west-1_StandIn01",
    "client_id": CLIENT_ID,
    "redirect_uri": "https://app.example.com/",
    "logout_uri": "https://app.example.com/",
    "scopes": ["openid", "email", "api/read"],
}


class Nobody(httpx.AsyncBaseTransport):
    """Fails for every host, as if it did not exist."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Fail as a name without an address does."""
        message = f"no address for {request.url.host}"
        raise httpx.ConnectError(message)


class Hosts:
    """What the doctor sends its requests to.

    Attributes:
        apps: The application of each origin.
        described: What AWS describes, if it was asked.
    """

    def __init__(self, pool: Pool) -> None:
        self.cognito = FakeCognito(pool, now=lambda: NOW)
        self.apps: dict[str, ASGIApp] = {
            pool.domain: self.cognito.domain_app,
            ISSUER_ORIGIN: self.cognito.issuer_app,
        }
        self.described: PoolDescription | None = None

    @property
    def pool(self) -> Pool:
        """The user pool, to be changed at will."""
        return self.cognito.pool

    def change_client(self, **changes: Any) -> None:
        """Change settings of the app client."""
        client: AppClient = self.pool.clients[CLIENT_ID]
        self.pool.clients[CLIENT_ID] = replace(client, **changes)

    def change_answers(self, origin: str, path: str, change: "Change") -> None:
        """Change the headers of the responses of one path."""
        self.apps[origin] = changed(self.apps[origin], path, change)

    def run_doctor(self, **settings: Any) -> list[Finding]:
        """Check the right configuration with `settings` changed; None removes one."""
        table = {key: value for key, value in (SETTINGS | settings).items() if value is not None}
        findings, config = check_settings(table)

        async def run() -> list[Finding]:
            assert config is not None
            mounts = {origin: httpx.ASGITransport(app) for origin, app in self.apps.items()}
            async with httpx.AsyncClient(mounts=mounts, transport=Nobody()) as client:
                page_origin = origin_of(config.redirect_uri)
                prober = Prober(client, page_origin=page_origin, now=lambda: NOW)
                return await run_checks(Target(config, prober, self.described))

        return findings if config is None else findings + asyncio.run(run())


Change = Callable[[MutableHeaders], None]


def changed(app: ASGIApp, path: str, change: Change) -> ASGIApp:
    """Return `app` with other response headers at `path`; an empty path stands for all."""

    async def wrapper(scope: Scope, receive: Receive, send: Send) -> None:
        async def send_changed(message: Message) -> None:
            if message["type"] == "http.response.start" and scope["path"].endswith(path):
                change(MutableHeaders(scope=message))
            await send(message)

        await app(scope, receive, send_changed)

    return wrapper


def without_cors(headers: MutableHeaders) -> None:
    """Remove the header that lets pages read a response."""
    del headers["access-control-allow-origin"]


def dated(seconds: float) -> Change:
    """Return a change that dates responses that many seconds from now."""

    def date(headers: MutableHeaders) -> None:
        headers["date"] = formatdate(NOW + seconds, usegmt=True)

    return date


def answering(status: int, body: bytes, content_type: str) -> ASGIApp:
    """Return an application that answers everything alike."""

    async def app(_scope: Scope, _receive: Receive, send: Send) -> None:
        headers = [(b"content-type", content_type.encode()), (b"access-control-allow-origin", b"*")]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    return app


def at_path(app: ASGIApp, path: str, other: ASGIApp) -> ASGIApp:
    """Return `app` with `other` at one path."""

    async def wrapper(scope: Scope, receive: Receive, send: Send) -> None:
        await (other if scope["path"].endswith(path) else app)(scope, receive, send)

    return wrapper


def names(findings: list[Finding]) -> list[str]:
    """Return the findings' names."""
    return [finding.diagnosis.name for finding in findings]


@pytest.fixture(scope="session")
def loaded_pool() -> Pool:
    """Read the development pool once."""
    return load_pool(
        INFRA / "cognito.yaml",
        INFRA / "development.toml",
        domain=DOMAIN,
        issuer_origin=ISSUER_ORIGIN,
        page_origins=["https://app.example.com"],
    )


@pytest.fixture
def hosts(loaded_pool: Pool) -> Hosts:
    """Return a stand-in in which everything is right."""
    return Hosts(deepcopy(loaded_pool))
