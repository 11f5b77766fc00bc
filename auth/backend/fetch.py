"""Asking the issuer with httpx: https, no redirects, bounded in size and time."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping

import httpx

from ..config.addresses import https_url
from ..errors import TransportFailed

SIZE_LIMIT = 65_536
"""Bytes of an answer that are read; Cognito's key set has some 1 200."""

TIMEOUT_SECONDS = 5.0

Ask = Callable[[Mapping[str, str]], Awaitable[tuple[int, bytes]]]
"""Sends a GET with these headers; gives status and body. Raises TransportFailed."""


def fetch_over_https(url: str) -> Callable[[], Awaitable[bytes]]:
    """Give a function that fetches the document at `url`; http is accepted on this machine alone.

    The function raises TransportFailed.

    Raises:
        ConfigurationError: the URL is not fit to take keys from.
    """
    ask = ask_over_https("issuer", url)

    async def fetch() -> bytes:
        status, document = await ask({})
        if status != 200:
            raise TransportFailed(f"the key set's address answered {status}")
        return document

    return fetch


def ask_over_https(key: str, url: str) -> Ask:
    """Give a function that asks `url`, which the setting `key` holds.

    Raises:
        ConfigurationError: the URL leads over a network without https.
    """
    # What the environment says about proxies is for other machines than this one.
    trust_env = not https_url(key, url).is_loopback

    async def ask(headers: Mapping[str, str]) -> tuple[int, bytes]:
        try:
            async with asyncio.timeout(TIMEOUT_SECONDS):
                return await _ask(url, headers, trust_env=trust_env)
        except (httpx.HTTPError, TimeoutError):
            # Without the cause: what httpx raises holds the request, and that may hold a token.
            raise TransportFailed("no answer from the issuer") from None

    return ask


async def _ask(url: str, headers: Mapping[str, str], *, trust_env: bool) -> tuple[int, bytes]:
    client = httpx.AsyncClient(timeout=TIMEOUT_SECONDS, trust_env=trust_env)
    # Not compressed, so that the size that is bounded is the size that arrives.
    own = {"Accept": "application/json", "Accept-Encoding": "identity"}
    async with client, client.stream("GET", url, headers={**own, **headers}) as response:
        if response.headers.get("content-encoding", "identity") != "identity":
            raise TransportFailed("an answer compressed against our wish")
        return response.status_code, await _bounded(response)


async def _bounded(response: httpx.Response) -> bytes:
    document = b""
    async for chunk in response.aiter_bytes():
        document += chunk
        if len(document) > SIZE_LIMIT:
            raise TransportFailed("an answer too large to be one")
    return document
