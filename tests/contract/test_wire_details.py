"""Cognito facts 1 and 2: the two forms of issuer, and how errors are encoded."""

import pytest

from cognito_stand_in import FakeCognito, load_pool
from tests.contract.app import App, claims
from tests.contract.conftest import INFRA

ORIGINS = (
    "http://localhost:8002",
    "https://cognito-idp.eu-west-1.amazonaws.com",
    "https://issuer-cognito-idp.eu-west-1.amazonaws.com",
)


@pytest.mark.parametrize("origin", ORIGINS)
def test_the_issuer_may_have_any_origin(origin: str) -> None:
    """Both of Cognito's forms and a local one end with the pool's id, in documents and tokens."""
    pool = load_pool(
        INFRA / "cognito.yaml",
        INFRA / "development.toml",
        domain="http://localhost:8001",
        issuer_origin=origin,
        page_origins=["http://localhost:8000"],
    )
    app, issuer = App(FakeCognito(pool)), f"{origin}/{pool.pool_id}"
    tokens = app.tokens()
    assert claims(tokens["id_token"])["iss"] == claims(tokens["access_token"])["iss"] == issuer
    assert app.document("openid-configuration").json()["issuer"] == issuer
    assert app.document("jwks.json").status_code == 200


def test_errors_are_form_encoded(app: App, cognito: FakeCognito) -> None:
    """A space in an error's text travels as a plus sign."""
    cognito.faults.enable("pre-sign-up-failed")
    assert "error_description=PreSignUp+failed+with+error+" in app.sign_in()
