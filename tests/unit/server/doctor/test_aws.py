"""Descriptions from AWS: one signed request for each operation."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import botocore.session
import pytest
from botocore.awsrequest import AWSResponse

from auth.config import AuthConfig
from server.doctor.aws import caller, describe
from server.doctor.finding import Finding
from server.doctor.target import PoolDescription
from server.errors import CannotStart
from tests.unit.server.doctor.conftest import CLIENT_ID, SETTINGS

CONFIG = AuthConfig.from_mapping(SETTINGS)
POOL_ID = "eu-west-1_StandIn01"
ANSWERS: dict[str, dict[str, Any]] = {
    "DescribeUserPool": {"UserPool": {"Id": POOL_ID, "Domain": "sign-in"}},
    "DescribeUserPoolClient": {
        "UserPoolClient": {"ClientId": CLIENT_ID, "ClientSecret": "geheim", "CallbackURLs": []}
    },
}

Answering = Callable[[int], list[Any]]


class _Body:
    def __init__(self, document: object) -> None:
        self._content = json.dumps(document).encode()

    def stream(self) -> list[bytes]:
        """Return the body as urllib3 would."""
        return [self._content]


@pytest.fixture
def answering(monkeypatch: pytest.MonkeyPatch) -> Answering:
    """Return what puts AWS's answers in place of the network, and collects what was sent."""

    def put_in_place(status: int) -> list[Any]:
        sent: list[Any] = []

        def answer(request: Any, **_: object) -> AWSResponse:
            sent.append(request)
            operation = request.headers["X-Amz-Target"].decode().partition(".")[2]
            document = ANSWERS[operation] if status == 200 else {"__type": "AccessDeniedException"}
            return AWSResponse(request.url, status, {}, _Body(document))

        session = botocore.session.Session()
        session.register("before-send.cognito-idp.*", answer)
        monkeypatch.setattr(botocore.session, "get_session", lambda: session)
        return sent

    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "EXAMPLE")
    return put_in_place


def test_both_are_described(answering: Answering) -> None:
    """Two signed requests to the pool's region; a secret that comes along is dropped at once."""
    sent = answering(200)
    described = describe(CONFIG, caller(CONFIG))
    assert isinstance(described, PoolDescription)
    assert described.pool["Domain"] == "sign-in"
    assert described.client == {"ClientId": CLIENT_ID, "CallbackURLs": []}
    assert {request.url for request in sent} == {"https://cognito-idp.eu-west-1.amazonaws.com/"}
    assert all(
        request.headers["Authorization"].startswith(b"AWS4-HMAC-SHA256 ") for request in sent
    )


def test_credentials_that_may_not_ask(answering: Answering) -> None:
    """AWS's own words are the evidence."""
    answering(400)
    finding = describe(CONFIG, caller(CONFIG))
    assert isinstance(finding, Finding)
    assert finding.diagnosis.name == "aws-denies-access"
    assert "AccessDenied" in finding.evidence


def test_without_botocore_the_way_to_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """The message says how to run the doctor with botocore."""
    monkeypatch.setitem(sys.modules, "botocore.session", None)
    with pytest.raises(CannotStart, match="uv run --with botocore"):
        caller(CONFIG)


def test_a_stand_in_is_none_of_amazons() -> None:
    """Nobody's credentials are needed, or used, for a pool on this machine."""
    local = AuthConfig.from_mapping(
        SETTINGS | {"issuer": f"http://localhost:8002/{POOL_ID}", "domain": "localhost:8001"}
    )
    with pytest.raises(CannotStart, match="needs an Amazon user pool"):
        caller(local)


def test_a_profile_that_there_is_not(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Nobody's credentials are found, and that is said as anything else that AWS lacks."""
    monkeypatch.setenv("AWS_PROFILE", "nobody")
    for name in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        monkeypatch.setenv(name, str(tmp_path / "none"))
    finding = describe(CONFIG, caller(CONFIG))
    assert isinstance(finding, Finding)
    assert finding.diagnosis.name == "aws-denies-access"
    assert "nobody" in finding.evidence
