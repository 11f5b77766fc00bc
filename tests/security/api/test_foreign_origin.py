"""A page of another origin calls the API, or asks whether it may."""

import pytest

from tests.security.api.api import Api
from tests.unit.backend.issuer import make_token

TOKEN = make_token()
OWN = "http://localhost:8000"
ORIGINS = (
    "https://attacker.example", "null", "", "*", "http://localhost", "http://localhost:8001",
    "https://localhost:8000", "http://localhost:8000/", "http://localhost:80000",
    "http://localhost:8000.attacker.example", "file://", "http://attacker.localhost:8000",
    "HTTP://LOCALHOST:8000", f"{OWN}, {OWN}", f"{OWN} https://attacker.example",
)  # fmt: skip


def granted(api: Api, method: str, *origins: str) -> dict[str, str]:
    """Return the CORS headers of an answer."""
    headers = [("Origin", origin) for origin in origins]
    headers += [("Access-Control-Request-Method", "GET"), ("Authorization", f"Bearer {TOKEN}")]
    response = api.send(method, "/api/user", headers=headers)
    assert response.headers["vary"] == "Origin"
    return {name: value for name, value in response.headers.items() if name.startswith("access-")}


@pytest.mark.parametrize("method", ["GET", "OPTIONS"])
@pytest.mark.parametrize("origin", ORIGINS)
def test_nothing_is_granted_to_strangers(method: str, origin: str) -> None:
    """Origins that look like the page's own get no CORS headers either."""
    assert granted(Api(), method, origin) == {}


@pytest.mark.parametrize("method", ["GET", "OPTIONS"])
def test_two_origins_are_none(method: str) -> None:
    """A request that names two gets nothing for either."""
    assert granted(Api(), method, OWN, "https://attacker.example") == {}


@pytest.mark.parametrize("method", ["GET", "OPTIONS"])
def test_the_page_is_granted_what_it_needs_and_no_cookies(method: str) -> None:
    """The origin is named, never a wildcard, and credentials are not allowed."""
    grants = granted(Api(), method, OWN)
    assert grants["access-control-allow-origin"] == OWN
    assert "access-control-allow-credentials" not in grants
    assert "*" not in "".join(grants.values())
