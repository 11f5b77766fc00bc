"""Fetching the issuer's key set with httpx: https, no redirects, bounded in size and time."""

import asyncio
from collections.abc import Awaitable, Callable

import httpx

from auth.errors import ArgumentRefused, ConfigurationError, TransportFailed
from auth.protocol.url import Url, parse_url

SIZE_LIMIT = 65_536
"""Bytes of a key set that are read; Cognito's has some 1 200."""

TIMEOUT_SECONDS = 5.0
_OK = 200


def fetch_over_https(url: str) -> Callable[[], Awaitable[bytes]]:
    """Give a function that fetches the document at `url`; http is accepted on this machine alone.

    The function raises TransportFailed.

    Raises:
        ConfigurationError: the URL is not fit to take keys from.
    """
    target = _checked(url)

    async def fetch() -> bytes:
        try:
            async with asyncio.timeout(TIMEOUT_SECONDS):
                return await _read(target, url)
        except (httpx.HTTPError, TimeoutError) as failure:
            raise TransportFailed("the key set could not be fetched") from failure

    return fetch


def _checked(url: str) -> Url:
    try:
        target = parse_url(url)
    except ArgumentRefused:
        raise ConfigurationError("issuer", found=url, expected="an https URL") from None
    if target.scheme != "https" and not target.is_loopback:
        raise ConfigurationError("issuer", found=url, expected="an https URL")
    return target


async def _read(target: Url, url: str) -> bytes:
    # What the environment says about proxies is for other machines than this one.
    client = httpx.AsyncClient(timeout=TIMEOUT_SECONDS, trust_env=not target.is_loopback)
    # Not compressed, so that the size that is bounded is the size that arrives.
    headers = {"Accept": "application/json", "Accept-Encoding": "identity"}
    async with client, client.stream("GET", url, headers=headers) as response:
        if response.status_code != _OK:
            raise TransportFailed(f"the key set's address answered {response.status_code}")
        return await _bounded(response)


async def _bounded(response: httpx.Response) -> bytes:
    document = b""
    async for chunk in response.aiter_bytes():
        document += chunk
        if len(document) > SIZE_LIMIT:
            raise TransportFailed("the key set is too large to be one")
    return document
