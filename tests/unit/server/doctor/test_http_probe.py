"""Requests of the doctor: each is sent once, and none again to an unreachable host."""

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest

from server.doctor import http_probe
from server.doctor.http_probe import MAX_BYTES, Answer, Prober


def asked(*urls: str, reply: httpx.Response | None) -> list[str]:
    """Request `urls` in turn; return the requests that arrived."""
    arrived: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        arrived.append(str(request.url))
        assert request.headers["origin"] == "https://app.example.com"
        if reply is None:
            message = "nobody there"
            raise httpx.ConnectTimeout(message)
        return reply

    async def ask() -> None:
        async with httpx.AsyncClient(transport=httpx.MockTransport(answer)) as client:
            prober = Prober(client, page_origin="https://app.example.com", now=lambda: 0)
            answers = [await prober.get(url) for url in urls]
            assert reply is not None or {one.failure for one in answers} == {"nobody there"}

    asyncio.run(ask())
    return arrived


def test_nothing_is_asked_twice() -> None:
    """A repeated request gets the first response."""
    reply = httpx.Response(200)
    assert asked("https://a.example/1", "https://a.example/1", reply=reply) == [
        "https://a.example/1"
    ]


def test_nobody_waits_twice_for_a_host_that_is_not_there() -> None:
    """Requests to other hosts are still sent."""
    urls = ["https://a.example/1", "https://a.example/2", "https://b.example/1"]
    assert asked(*urls, reply=None) == [urls[0], urls[2]]


def test_no_redirect_is_followed() -> None:
    """The response is the redirect itself."""
    reply = httpx.Response(302, headers={"location": "https://b.example/"})
    assert asked("https://a.example/", reply=reply) == ["https://a.example/"]


def test_a_host_that_cannot_be_one_is_a_host_that_is_not_there() -> None:
    """Others may name it: in a discovery document, or where they redirect to."""
    answer = answered(httpx.MockTransport(lambda _: httpx.Response(200)), "https://xn--/")
    assert answer.status == 0
    assert answer.failure


def test_an_answer_without_end_is_cut_off() -> None:
    """The first bytes are the response."""

    async def forever() -> AsyncIterator[bytes]:
        while True:
            yield b"x" * 65536

    transport = httpx.MockTransport(lambda _: httpx.Response(200, content=forever()))
    assert answered(transport).body == b"x" * MAX_BYTES


def test_an_answer_that_never_comes_to_an_end_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """The time limit counts for the whole response."""
    monkeypatch.setattr(http_probe, "TIMEOUT_SECONDS", 0)

    async def waiting() -> AsyncIterator[bytes]:
        yield b"{"
        await asyncio.Event().wait()

    transport = httpx.MockTransport(lambda _: httpx.Response(200, content=waiting()))
    answer = answered(transport)
    assert (answer.status, answer.failure) == (0, "TimeoutError")


def answered(transport: httpx.AsyncBaseTransport, url: str = "https://a.example/") -> Answer:
    """Request `url` once."""

    async def ask() -> Answer:
        async with httpx.AsyncClient(transport=transport) as client:
            prober = Prober(client, page_origin="https://app.example.com", now=lambda: 0)
            return await prober.get(url)

    return asyncio.run(ask())
