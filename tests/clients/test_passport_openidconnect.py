"""passport-openidconnect in Node, over TLS: a server with a secret."""

from dataclasses import replace

import pytest

from tests.clients.places import SecureStandIn
from tests.clients.programs import Steps, run_program
from tests.contract.app import ADA, ADA_PASSWORD

SECRET = "s" * 51


@pytest.fixture(scope="module")
def steps(secured: SecureStandIn) -> Steps:
    """Sign in at an app client with a secret."""
    cognito = secured.cognito
    usual = next(iter(cognito.pool.clients.values()))
    client = replace(usual, client_id="confidential", name="server", secret=SECRET)
    cognito.pool.clients[client.client_id] = client
    settings = {
        "issuer": cognito.pool.issuer,
        "domain": cognito.pool.domain,
        "confidential_id": client.client_id,
        "confidential_secret": SECRET,
        "redirect_uri": client.callback_urls[0],
        "username": ADA,
        "password": ADA_PASSWORD,
    }
    return run_program("passport_openidconnect", settings, trusted=secured.files.authority)


def test_it_signs_in(steps: Steps, secured: SecureStandIn) -> None:
    """With the profile from userInfo."""
    person = secured.cognito.pool.users[ADA]
    assert steps["user"]["id"] == person.sub
    assert steps["user"]["emails"] == [{"value": person.email}]


def test_it_cannot_use_a_code_twice(steps: Steps) -> None:
    """The refusal is one that it reads."""
    assert "user" not in steps["again"]
    assert steps["again"]["code"] == "invalid_grant"
