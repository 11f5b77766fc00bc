"""A token stands in the URL, the body, a cookie or another header."""

import pytest

from tests.security.api.api import CHALLENGE, Api
from tests.unit.backend.issuer import make_token

TOKEN = make_token()
PLACES: list[dict[str, object]] = [
    {"params": {"access_token": TOKEN}},
    {"params": {"token": TOKEN}},
    {"data": {"access_token": TOKEN}},
    {"json": {"access_token": TOKEN}},
    {"headers": {"Cookie": f"access_token={TOKEN}"}},
    {"headers": {"Cookie": f"Authorization={TOKEN}"}},
    {"headers": {"X-Authorization": f"Bearer {TOKEN}"}},
    {"headers": {"Proxy-Authorization": f"Bearer {TOKEN}"}},
    {"headers": {"X-Forwarded-Authorization": f"Bearer {TOKEN}"}},
    {"headers": {"X-Amzn-Oidc-Accesstoken": TOKEN, "X-Access-Token": TOKEN}},
    {"headers": {"Authorization_": f"Bearer {TOKEN}"}},
    {"headers": {"Sec-WebSocket-Protocol": f"bearer, {TOKEN}"}},
]


@pytest.mark.parametrize("place", PLACES, ids=range(len(PLACES)))
def test_a_token_counts_in_one_place_alone(place: dict[str, object]) -> None:
    """URLs get logged, cookies get sent by other sites; the token there is not even seen."""
    response = Api().send("GET", "/api/user", **place)
    assert response.status_code == 401
    assert response.headers["www-authenticate"] == CHALLENGE
    assert "set-cookie" not in response.headers


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE", "CONNECT", "QUERY"])
def test_no_other_method_opens_another_way(method: str) -> None:
    """A route that is only read cannot be written, with a token in the body or without."""
    response = Api().send(method, "/api/user", content=f"access_token={TOKEN}")
    assert response.status_code in (401, 405)
