"""jose in Node, over TLS: an API that fetches the keys and checks tokens."""

import pytest

from tests.clients.places import SecureStandIn
from tests.clients.programs import Steps, run_program
from tests.contract.app import CLIENT_ID, App


@pytest.fixture(scope="module")
def verdicts(secured: SecureStandIn) -> Steps:
    """Let it judge tokens, also one whose key was withdrawn."""
    ada, page = App(secured.cognito), f"{secured.origins.page}/"

    def tokens() -> dict[str, str]:
        found: dict[str, str] = ada.exchange(ada.code(redirect_uri=page), redirect_uri=page).json()
        return found

    old = tokens()
    secured.cognito.rotate_keys(withdraw_old=True)
    settings = {
        "clientId": CLIENT_ID,
        "issuer": secured.cognito.pool.issuer,
        "rotated_token": old["id_token"],
        **{name: tokens()[name] for name in ("id_token", "access_token")},
    }
    return run_program("jose", settings, trusted=secured.files.authority)


def test_it_accepts_both_tokens(verdicts: Steps) -> None:
    """With the keys that it fetches; access tokens have no audience."""
    assert verdicts["id"]["token_use"] == "id"
    assert verdicts["access"]["client_id"] == CLIENT_ID
    assert verdicts["has_audience"] == "ERR_JWT_CLAIM_VALIDATION_FAILED"


def test_it_refuses_other_tokens(verdicts: Steps) -> None:
    """Of another issuer, with another signature, and of a key that was withdrawn."""
    assert verdicts["other_issuer"] == "ERR_JWT_CLAIM_VALIDATION_FAILED"
    assert verdicts["tampered"] == "ERR_JWS_SIGNATURE_VERIFICATION_FAILED"
    assert verdicts["withdrawn"]
