"""Cognito facts 8: a replica in another Region signs with its own issuer and keys."""

from pathlib import Path

import pytest

from cognito_stand_in import FakeCognito, Switches
from cognito_stand_in.pool import Pool
from tests.contract.app import ADA, ADA_PASSWORD, App, claims, header
from tests.contract.conftest import INFRA

PRIMARY = "http://localhost:8002/eu-west-1_StandIn01"
REPLICA = "http://localhost:8002/eu-central-1/eu-west-1_StandIn01"


def kids(app: App, issuer: str) -> set[str]:
    """Return the key ids that an issuer publishes."""
    document = app.http.get(f"{issuer}/.well-known/jwks.json").json()
    return {key["kid"] for key in document["keys"]}


def test_the_replica_signs_with_its_own_issuer_and_keys(app: App, cognito: FakeCognito) -> None:
    """Both tokens name the replica's issuer, and only its key set has the keys."""
    cognito.switches.replica_signs = True
    tokens = app.tokens()
    for name in ("id_token", "access_token"):
        assert claims(tokens[name])["iss"] == REPLICA
        assert header(tokens[name])["kid"] in kids(app, REPLICA) - kids(app, PRIMARY)


def test_the_replica_has_discovery_of_its_own(app: App) -> None:
    """The document names the replica as issuer and the pool's one domain."""
    document = app.http.get(f"{REPLICA}/.well-known/openid-configuration").json()
    assert document["issuer"] == REPLICA
    assert document["jwks_uri"] == f"{REPLICA}/.well-known/jwks.json"
    assert document["token_endpoint"] == "http://localhost:8001/oauth2/token"
    assert app.document("openid-configuration").json()["issuer"] == PRIMARY


def test_a_session_moves_between_regions(app: App, cognito: FakeCognito) -> None:
    """A refresh after a failover is signed by the replica, and one afterwards by the primary."""
    first = app.tokens()
    cognito.switches.replica_signs = True
    second = app.refresh(first["refresh_token"]).json()
    cognito.switches.replica_signs = False
    third = app.refresh(second["refresh_token"]).json()
    issuers = [claims(tokens["access_token"])["iss"] for tokens in (first, second, third)]
    assert issuers == [PRIMARY, REPLICA, PRIMARY]
    assert [app.user_info(one["access_token"]).status_code for one in (first, second)] == [200, 200]


def test_rotation_changes_the_keys_of_the_region_that_signs(app: App, cognito: FakeCognito) -> None:
    """The other Region's keys stay."""
    primary, replica = kids(app, PRIMARY), kids(app, REPLICA)
    cognito.switches.replica_signs = True
    cognito.rotate_keys(withdraw_old=True)
    assert kids(app, PRIMARY) == primary
    assert not kids(app, REPLICA) & (replica | primary)


@pytest.mark.parametrize(("issuer", "other"), [(PRIMARY, REPLICA), (REPLICA, PRIMARY)])
def test_one_issuer_alone_can_fail(app: App, cognito: FakeCognito, issuer: str, other: str) -> None:
    """A fault for one exact path leaves the other issuer alone."""
    path = issuer.removeprefix("http://localhost:8002")
    cognito.faults.enable(f"unavailable@={path}/.well-known/jwks.json")
    assert app.http.get(f"{issuer}/.well-known/jwks.json").status_code == 503
    assert app.http.get(f"{other}/.well-known/jwks.json").status_code == 200


def test_the_switches_can_be_replaced(app: App, cognito: FakeCognito) -> None:
    """Tests that start afresh give a stand-in new switches."""
    cognito.switches = Switches(replica_signs=True)
    assert claims(app.tokens()["id_token"])["iss"] == REPLICA


def test_a_pool_without_a_replica(pool: Pool) -> None:
    """Nothing is served for it, and the primary signs whatever the switch says."""
    pool.replica_issuer = None
    cognito = FakeCognito(pool)
    cognito.switches.replica_signs = True
    app = App(cognito)
    assert app.http.get(f"{REPLICA}/.well-known/jwks.json").status_code == 404
    assert claims(app.tokens()["id_token"])["iss"] == PRIMARY


def test_a_replica_may_have_an_origin_of_its_own(pool: Pool) -> None:
    """As in AWS, where each Region has a host; `replica_app` serves that origin."""
    pool.issuer = "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_StandIn01"
    pool.replica_issuer = "https://cognito-idp.eu-central-1.amazonaws.com/eu-west-1_StandIn01"
    app = App(FakeCognito(pool))
    assert kids(app, pool.issuer) != kids(app, pool.replica_issuer)


def test_the_replicas_keys_survive_a_restart(pool: Pool, tmp_path: Path) -> None:
    """With a state file, tokens of the replica stay valid."""
    state = tmp_path / "state.json"
    first = FakeCognito(pool, state_path=state)
    first.switches.replica_signs = True
    token = App(first).tokens()["access_token"]
    first.rotate_keys()
    second = FakeCognito(pool, state_path=state)
    assert second.issuers.replica_keys.id_key.kid == first.issuers.replica_keys.id_key.kid
    assert App(second).user_info(token).status_code == 200


def test_the_identity_pool_accepts_the_replicas_tokens_under_its_name(
    app: App, cognito: FakeCognito
) -> None:
    """The key of Logins is the issuer of the token without its protocol, not another."""
    cognito.switches.replica_signs = True
    token = app.tokens()["id_token"]
    answers = [_get_id(app, issuer, token) for issuer in (REPLICA, PRIMARY)]
    assert "IdentityId" in answers[0]
    assert answers[1]["__type"] == "NotAuthorizedException"


def _get_id(app: App, issuer: str, token: str) -> dict[str, str]:
    pool = app.cognito.pool.identity_pool
    assert pool is not None
    body = {"IdentityPoolId": pool.pool_id, "Logins": {issuer.removeprefix("http://"): token}}
    headers = {"x-amz-target": "AWSCognitoIdentityService.GetId"}
    document: dict[str, str] = app.http.post(
        "http://localhost:8002/", json=body, headers=headers
    ).json()
    return document


def test_the_development_files_pool_has_a_replica() -> None:
    """The page's own pool can be tried with it."""
    text = (INFRA / "development.toml").read_text(encoding="utf-8")
    assert 'replica_region = "eu-central-1"' in text


def test_signing_in_needs_no_other_password(app: App, cognito: FakeCognito) -> None:
    """A replica has the same people and the same domain."""
    cognito.switches.replica_signs = True
    assert app.browser.sign_in(app.url(), ADA, ADA_PASSWORD).startswith("http://localhost:8000/")
