"""Origins, and their replacement in a configuration."""

import pytest

from server.errors import CannotStart
from server.origins import Origins, free_origins, is_loopback, origin_of, port_of, replace_origins

USUAL = Origins.from_port(8000)


def test_three_ports_in_a_row() -> None:
    """The page's port decides the other two."""
    assert Origins.from_port(9000) == Origins(
        "http://localhost:9000", "http://localhost:9001", "http://localhost:9002"
    )


@pytest.mark.parametrize("port", [-1, 0, 65_534, 100_000])
def test_ports_that_do_not_exist_are_refused(port: int) -> None:
    """All three ports must exist."""
    with pytest.raises(CannotStart, match="--port"):
        Origins.from_port(port)


def test_every_place_moves() -> None:
    """Origins are replaced in URLs and as host and port."""
    text = (
        'domain = "localhost:8001"\nissuer = "http://localhost:8002/pool"\nuri = "localhost:8000"'
    )
    assert replace_origins(text, USUAL, Origins.on_ports(1, 2, 3)) == (
        'domain = "localhost:2"\nissuer = "http://localhost:3/pool"\nuri = "localhost:1"'
    )


def test_all_places_move_at_once() -> None:
    """A replaced origin is not replaced again."""
    text = "localhost:8000 localhost:8001 localhost:8002"
    moved = replace_origins(text, USUAL, Origins.from_port(8001))
    assert moved == "localhost:8001 localhost:8002 localhost:8003"


@pytest.mark.parametrize(
    "text", ["localhost:80001", "mylocalhost:8000", "a.localhost:8000", "localhost:8000.example"]
)
def test_what_only_looks_like_an_origin_stays(text: str) -> None:
    """Only whole origins are replaced."""
    assert replace_origins(text, USUAL, Origins.from_port(9000)) == text


def test_what_is_not_on_this_machine_stays() -> None:
    """A real pool does not move, whatever ports are asked for."""
    real = Origins("http://localhost:8000", "https://auth.example.com", "https://idp.example.com")
    text = "localhost:8000 https://auth.example.com https://idp.example.com/pool"
    assert replace_origins(text, real, Origins.from_port(9000)) == text.replace("8000", "9000")


def test_nothing_moves_when_nothing_is_here() -> None:
    """A configuration without loopback origins does not change."""
    real = Origins("https://a.example", "https://b.example", "https://c.example")
    assert replace_origins("https://a.example", real, USUAL) == "https://a.example"


@pytest.mark.parametrize(
    ("url", "here"),
    [
        ("http://localhost:8000/", True),
        ("http://127.0.0.1/", True),
        ("http://[::1]:1/", True),
        ("https://localhost.example.com/", False),
        ("https://auth.example.com/", False),
    ],
)
def test_this_machine_is_recognised(url: str, *, here: bool) -> None:
    """The whole host must be a loopback name or address."""
    assert is_loopback(url) is here


def test_origins_and_ports_of_urls() -> None:
    """A port may be implied by the protocol."""
    assert origin_of("https://a.example:444/path?query#fragment") == "https://a.example:444"
    assert [port_of(url) for url in ("http://a", "https://a", "http://a:1")] == [80, 443, 1]


def test_free_origins_differ() -> None:
    """Three free ports are three ports."""
    origins = free_origins()
    assert len({origins.page, origins.domain, origins.issuer}) == 3


def test_free_origins_are_returned_once() -> None:
    """Two sites may be composed before either of them listens."""
    ports = [port_of(free_origins().page) for _ in range(200)]
    assert len(set(ports)) == 200
