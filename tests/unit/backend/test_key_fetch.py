"""Fetching the key set: limited in size, without redirects, over https."""

import asyncio
import gzip
from collections.abc import Callable, Iterator

import httpx
import pytest

from auth.backend.fetch import KEY_SET_BYTES, fetch_over_https
from auth.errors import ConfigurationError, TransportFailed

URL = "https://issuer.example/pool/.well-known/jwks.json"
Answer = Callable[[httpx.Request], httpx.Response]
Install = Callable[[Answer], None]


@pytest.fixture
def network(monkeypatch: pytest.MonkeyPatch) -> Install:
    """Return a function that replaces the network by a response."""

    def install(answer: Answer) -> None:
        client = httpx.AsyncClient
        transport = httpx.MockTransport(answer)
        monkeypatch.setattr(
            httpx, "AsyncClient", lambda **options: client(transport=transport, **options)
        )

    return install


def fetch() -> bytes:
    """Fetch the document once."""
    return asyncio.run(_fetch())


async def _fetch() -> bytes:
    return await fetch_over_https(URL)()


def test_the_document_is_given_as_it_came(network: Install) -> None:
    """The body of a good response is returned unchanged."""
    network(lambda _: httpx.Response(200, content=b'{"keys": []}'))
    assert fetch() == b'{"keys": []}'


def test_a_redirect_is_not_followed(network: Install) -> None:
    """A redirect is a failed fetch."""
    asked: list[httpx.URL] = []

    def redirect(request: httpx.Request) -> httpx.Response:
        asked.append(request.url)
        return httpx.Response(302, headers={"Location": "https://attacker.example/"})

    network(redirect)
    with pytest.raises(TransportFailed, match="302"):
        fetch()
    assert asked == [httpx.URL(URL)]


def test_an_endless_document_is_cut_off(network: Install) -> None:
    """Reading stops at the limit."""
    sent = 0

    class Endless(httpx.AsyncByteStream):
        async def __aiter__(self):  # type: ignore[no-untyped-def] # noqa: ANN204
            nonlocal sent
            while True:
                sent += 1024
                yield b" " * 1024

    network(lambda _: httpx.Response(200, stream=Endless()))
    with pytest.raises(TransportFailed, match="too large"):
        fetch()
    assert sent <= KEY_SET_BYTES + 2048


def test_a_compressed_document_is_not_unpacked(network: Install) -> None:
    """A compressed response could be far larger once unpacked."""
    packed = gzip.compress(b'{"keys": []}')
    network(lambda _: httpx.Response(200, headers={"Content-Encoding": "gzip"}, content=packed))
    with pytest.raises(TransportFailed, match="compressed"):
        fetch()


def test_a_network_error_is_a_transport_failure(network: Install) -> None:
    """Exceptions of httpx become TransportFailed."""

    def fail(_: httpx.Request) -> httpx.Response:
        message = "refused"
        raise httpx.ConnectError(message)

    network(fail)
    with pytest.raises(TransportFailed):
        fetch()


def bad_urls() -> Iterator[str]:
    """Yield URLs that keys must not come from."""
    yield from ("http://issuer.example/", "file:///etc/passwd", "issuer.example", "")
    yield from ("https://user@issuer.example/", "http://localhost.attacker.example/")


@pytest.mark.parametrize("url", [*bad_urls()])
def test_keys_come_over_https(url: str) -> None:
    """Another protocol, or none, raises at the start."""
    with pytest.raises(ConfigurationError):
        fetch_over_https(url)


@pytest.mark.parametrize("host", ["localhost:8002", "127.0.0.1:8002", "[::1]:8002"])
def test_this_machine_needs_no_https(host: str) -> None:
    """A stand-in on loopback may use http."""
    fetch_over_https(f"http://{host}/pool/.well-known/jwks.json")
