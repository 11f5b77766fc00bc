"""aws-jwt-verify, the verifier for Cognito from its own vendor, accepts the stand-in's tokens."""

import pytest

from cognito_stand_in import FakeCognito, load_pool
from server.runtimes import ROOT
from tests.clients.places import SecureStandIn
from tests.clients.programs import Steps, run_program
from tests.contract.app import CLIENT_ID, App


@pytest.fixture(scope="module")
def verdicts() -> Steps:
    """Sign Ada in at a pool with the original form of issuer, and let it judge the two tokens."""
    pool = load_pool(
        ROOT / "infra" / "cognito.yaml",
        ROOT / "infra" / "development.toml",
        domain="http://localhost:8001",
        # It takes the issuer from the pool's id; nothing is sent there.
        issuer_origin="https://cognito-idp.eu-west-1.amazonaws.com",
        page_origins=["http://localhost:8000"],
    )
    cognito = FakeCognito(pool)
    tokens = App(cognito).tokens()
    settings = {
        "userPoolId": pool.pool_id,
        "clientId": CLIENT_ID,
        "issuer": pool.issuer,
        "jwks": cognito.keys.jwks(),
        "id_token": tokens["id_token"],
        "access_token": tokens["access_token"],
    }
    return run_program("aws_jwt_verify", settings)


def test_both_tokens_pass(verdicts: Steps) -> None:
    """Keys, issuer, token_use, client and times are as it demands."""
    assert verdicts["id"]["token_use"] == "id"
    assert verdicts["access"]["token_use"] == "access"
    assert verdicts["general"]["sub"] == verdicts["access"]["sub"]


def test_scopes_and_groups_are_where_it_looks(verdicts: Steps) -> None:
    """A token that has what is demanded passes, and one that lacks it does not."""
    assert verdicts["access_with_demands"]["cognito:groups"] == ["admins"]
    assert verdicts["lacking_scope"]["name"] == "JwtInvalidScopeError"
    assert verdicts["lacking_group"]["name"] == "CognitoJwtInvalidGroupError"


def test_tokens_are_not_confused(verdicts: Steps) -> None:
    """An ID token is no access token, and a token of one client is not another's."""
    assert verdicts["id_as_access"]["name"] == "CognitoJwtInvalidTokenUseError"
    assert verdicts["other_client"]["name"] == "CognitoJwtInvalidClientIdError"


@pytest.fixture(scope="module")
def fetched(served: SecureStandIn) -> Steps:
    """Let it fetch the keys itself, over TLS, and judge tokens of an older key too."""
    ada, page = App(served.cognito), f"{served.origins.page}/"

    def tokens() -> dict[str, str]:
        reply = ada.exchange(ada.code(redirect_uri=page), redirect_uri=page)
        found: dict[str, str] = reply.json()
        return found

    old = tokens()
    served.cognito.rotate_keys(withdraw_old=True)
    new = tokens()
    settings = {
        "clientId": CLIENT_ID,
        "issuer": served.cognito.pool.issuer,
        "id_token": new["id_token"],
        "access_token": new["access_token"],
        "rotated_token": old["id_token"],
    }
    return run_program("aws_jwt_verify_fetching", settings, trusted=served.files.authority)


def test_it_fetches_the_keys(fetched: Steps) -> None:
    """From the issuer, over TLS."""
    assert fetched["id"]["token_use"] == "id"
    assert fetched["access"]["client_id"] == CLIENT_ID


def test_it_refuses_other_tokens(fetched: Steps) -> None:
    """Of another audience, with another signature, and of a key that was withdrawn."""
    assert fetched["other_audience"]["name"] == "JwtInvalidAudienceError"
    assert fetched["tampered"]["name"] == "JwtInvalidSignatureError"
    assert fetched["withdrawn"]["name"] in {
        "JwksNotAvailableInCacheError",
        "KidNotFoundInJwksError",
    }
