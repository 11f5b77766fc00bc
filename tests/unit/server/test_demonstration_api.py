"""The demonstration API behind a verifier whose verdicts are known beforehand."""

from pathlib import Path

import pytest
from starlette.types import ASGIApp

from auth.backend import AccessTokenClaims, AccessTokenVerifier
from auth.errors import TokenExpired, TransportFailed
from server.api import make_api
from server.configuration import read_configuration
from server.headers import api_headers
from tests.unit.backend.issuer import NOW, good_claims
from tests.unit.server.conftest import Ask

VERDICTS: dict[str, AccessTokenClaims | Exception] = {
    "good": AccessTokenClaims(good_claims()),
    "expired": TokenExpired("since noon"),
    "undecided": TransportFailed("no keys"),
}


@pytest.fixture
def api(folder: Path, monkeypatch: pytest.MonkeyPatch) -> ASGIApp:
    """Give the API, where a token is the name of the verdict on it."""

    async def verify(_: AccessTokenVerifier, unverified_token: str) -> AccessTokenClaims:
        verdict = VERDICTS[unverified_token]
        if isinstance(verdict, Exception):
            raise verdict
        return verdict

    monkeypatch.setattr(AccessTokenVerifier, "verify", verify)
    return make_api(read_configuration(folder / "pyscript.toml").auth)


def test_health_is_open(api: ASGIApp, ask: Ask) -> None:
    """Anybody may ask whether the API is there."""
    assert ask(api, "/api/health").json() == {"status": "ok"}


def test_a_caller_learns_what_the_token_says(api: ASGIApp, ask: Ask) -> None:
    """The answer holds the verified claims, and no others."""
    response = ask(api, "/api/user", Authorization="Bearer good")
    assert response.status_code == 200
    assert response.json() == {
        "sub": "6265c4e4-4071-7064-5b8a-4e4071706456",
        "username": "ada",
        "groups": ["admins"],
        "scopes": ["openid", "email", "api/read"],
        "expires_at": NOW + 3540,
    }


@pytest.mark.parametrize(
    ("authorization", "status"),
    [({}, 401), ("Bearer expired", 401), ("Bearer good good", 400), ("Bearer undecided", 503)],
)
def test_others_are_turned_away(
    api: ASGIApp, ask: Ask, authorization: str | dict[str, str], status: int
) -> None:
    """Without a valid token there is no answer, and the status says whose fault that is."""
    headers = {"Authorization": authorization} if isinstance(authorization, str) else {}
    assert ask(api, "/api/user", **headers).status_code == status


@pytest.mark.parametrize(
    ("path", "method"),
    [("/api/user", "GET"), ("/api/health", "GET"), ("/api/x", "GET"), ("/api/health", "POST")],
)
def test_every_answer_is_protected(api: ASGIApp, ask: Ask, path: str, method: str) -> None:
    """Answers of every status are not stored, framed or sniffed."""
    headers = ask(api, path, method).headers
    for name, value in api_headers().items():
        assert headers[name] == value


def test_no_other_origin_is_let_in(api: ASGIApp, ask: Ask) -> None:
    """The API is for its own page: it answers no preflight and names no origin."""
    for method in ("GET", "OPTIONS"):
        response = ask(api, "/api/user", method, Origin="https://attacker.example")
        assert not [name for name in response.headers if name.startswith("access-control-")]
