"""Serve the stand-in for Cognito in a container, for browsers and for other containers.

`DOMAIN`, `ISSUER_ORIGIN` and `PAGES` are the addresses that browsers use. Tokens and redirects have
them, whatever name a request came with. `HOSTS` has the names that other containers use.
"""

import asyncio
import os
from urllib.parse import urlsplit

import uvicorn
from starlette.middleware.trustedhost import TrustedHostMiddleware

from cognito_stand_in import FakeCognito, example_pool

DOMAIN = os.environ.get("DOMAIN", "http://localhost:8001")
ISSUER_ORIGIN = os.environ.get("ISSUER_ORIGIN", "http://localhost:8002")
PAGES = os.environ.get("PAGES", "http://localhost:8000").split()
# A page of somebody else's may lead another name to this port (DNS rebinding).
HOSTS = ["localhost", "127.0.0.1", *os.environ.get("HOSTS", "stand-in").split()]
# Of a request's headers: people in many groups have large access tokens.
HEADER_BYTES = 1_048_576


async def main() -> None:
    """Serve until the container is stopped."""
    pool = example_pool(domain=DOMAIN, issuer_origin=ISSUER_ORIGIN, page_origins=PAGES)
    cognito = FakeCognito(pool)
    apps = {DOMAIN: cognito.domain_app, ISSUER_ORIGIN: cognito.issuer_app}
    servers = [_server(TrustedHostMiddleware(app, HOSTS), at) for at, app in apps.items()]
    await asyncio.gather(*(server.serve() for server in servers))


def _server(app: TrustedHostMiddleware, address: str) -> uvicorn.Server:
    config = uvicorn.Config(
        app,
        host="0.0.0.0",  # noqa: S104 - a container's; its ports are published on loopback only
        port=urlsplit(address).port or 80,
        log_level="warning",
        access_log=False,  # it would write codes in query strings
        server_header=False,
        lifespan="off",
        ws="none",
        h11_max_incomplete_event_size=HEADER_BYTES,
    )
    return uvicorn.Server(config)


if __name__ == "__main__":
    asyncio.run(main())
