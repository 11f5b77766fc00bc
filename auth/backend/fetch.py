"""Requests to the issuer with httpx: https, no redirects, limits of size and time."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping

import httpx

from ..config.addresses import https_url
from ..encoding.url import parse_url
from ..errors import TransportFailed

KEY_SET_BYTES = 65_536
"""The most that is read of a key set; Cognito's has some 1200 bytes."""

USER_INFO_BYTES = 1_048_576
"""The most that is read of userInfo's response: 50 custom attributes have 2048 characters each."""

TIMEOUT_SECONDS = 5.0

Ask = Callable[[Mapping[str, str]], Awaitable[tuple[int, bytes]]]
"""Sends a GET request with these headers; returns status and body. Raises TransportFailed."""


def fetch_over_https(url: str) -> Callable[[], Awaitable[bytes]]:
    """Return a function that fetches the document at `url`, or raises TransportFailed.

    Raises:
        ConfigurationError: The URL is neither https nor on this machine.
    """
    https_url("issuer", url)
    return fetch_over_http(url)


def fetch_over_http(url: str) -> Callable[[], Awaitable[bytes]]:
    """Return such a function without a check of the URL, for stand-ins in other containers."""
    ask = ask_endpoint(url, max_bytes=KEY_SET_BYTES)

    async def fetch() -> bytes:
        status, document = await ask({})
        if status != 200:
            raise TransportFailed(f"the key set's address answered {status}")
        return document

    return fetch


def ask_endpoint(url: str, *, max_bytes: int) -> Ask:
    """Return a function that sends GET requests to `url`, which has been checked.

    Args:
        url: The endpoint.
        max_bytes: The longest body that is read. A longer one is a TransportFailed.
    """
    # Proxies in the environment are for other machines than this one.
    trust_env = not parse_url(url).is_loopback

    async def ask(headers: Mapping[str, str]) -> tuple[int, bytes]:
        try:
            async with asyncio.timeout(TIMEOUT_SECONDS):
                return await _get(url, headers, trust_env=trust_env, max_bytes=max_bytes)
        except (httpx.HTTPError, TimeoutError):
            # Without the cause: what httpx raises has the request, and that may have a token.
            raise TransportFailed("no response from the issuer") from None

    return ask


async def _get(
    url: str, headers: Mapping[str, str], *, trust_env: bool, max_bytes: int
) -> tuple[int, bytes]:
    client = httpx.AsyncClient(timeout=TIMEOUT_SECONDS, trust_env=trust_env, follow_redirects=False)
    # Not compressed, so that the size that is bounded is the size that arrives.
    own = {"Accept": "application/json", "Accept-Encoding": "identity"}
    async with client, client.stream("GET", url, headers={**own, **headers}) as response:
        if response.headers.get("content-encoding", "identity") != "identity":
            raise TransportFailed("the response is compressed, though it must not be")
        return response.status_code, await _bounded(response, max_bytes)


async def _bounded(response: httpx.Response, max_bytes: int) -> bytes:
    document = b""
    async for chunk in response.aiter_bytes():
        document += chunk
        if len(document) > max_bytes:
            raise TransportFailed(f"the response is too large: more than {max_bytes} bytes")
    return document
