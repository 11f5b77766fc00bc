"""Questions: each once, and none to a host that is not there."""

import asyncio

import httpx

from server.doctor.probing import Prober


def asked(*urls: str, reply: httpx.Response | None) -> list[str]:
    """Ask for `urls` in turn; give what arrived."""
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
    """The second time the first answer does."""
    reply = httpx.Response(200)
    assert asked("https://a.example/1", "https://a.example/1", reply=reply) == [
        "https://a.example/1"
    ]


def test_nobody_waits_twice_for_a_host_that_is_not_there() -> None:
    """Other hosts are asked all the same."""
    urls = ["https://a.example/1", "https://a.example/2", "https://b.example/1"]
    assert asked(*urls, reply=None) == [urls[0], urls[2]]


def test_no_redirect_is_followed() -> None:
    """Where an answer leads to is the answer."""
    reply = httpx.Response(302, headers={"location": "https://b.example/"})
    assert asked("https://a.example/", reply=reply) == ["https://a.example/"]
