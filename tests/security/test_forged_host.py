"""A request names another host than the API's."""

import pytest

from tests.security.api import Api
from tests.unit.backend.issuer import make_token

EVIL = "attacker.example"
HEADERS: list[dict[str, str]] = [
    {"Host": EVIL},
    {"Host": f"localhost:8000@{EVIL}"},
    {"Host": ""},
    {"X-Forwarded-Host": EVIL, "X-Forwarded-Proto": "https"},
    {"Forwarded": f"host={EVIL}"},
    {"X-Original-URL": f"https://{EVIL}/"},
]


@pytest.mark.parametrize("headers", HEADERS, ids=range(len(HEADERS)))
@pytest.mark.parametrize("path", ["/api/user", "/api/user/", "/api/health/", "/api", "/api/"])
def test_nobody_is_sent_there(headers: dict[str, str], path: str) -> None:
    """No answer is a redirect, and none repeats the name."""
    sent = {**headers, "Authorization": f"Bearer {make_token()}"}
    response = Api().send("GET", path, headers=sent)
    assert response.status_code in (200, 404)
    assert "location" not in response.headers
    assert EVIL not in response.text + str(response.headers)
