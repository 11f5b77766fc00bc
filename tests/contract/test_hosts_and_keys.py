"""Cognito facts 1: hosts, issuer, discovery and keys."""

import pytest

from cognito_stand_in import FakeCognito
from tests.contract.app import App, header

ISSUER = "http://localhost:8002/eu-west-1_StandIn01"
DOMAIN = "http://localhost:8001"


def test_discovery_has_exactly_cognitos_members(app: App) -> None:
    """Discovery has Cognito's twelve members and mentions neither PKCE nor public clients."""
    assert app.document("openid-configuration").json() == {
        "authorization_endpoint": f"{DOMAIN}/oauth2/authorize",
        "end_session_endpoint": f"{DOMAIN}/logout",
        "id_token_signing_alg_values_supported": ["RS256"],
        "issuer": ISSUER,
        "jwks_uri": f"{ISSUER}/.well-known/jwks.json",
        "response_types_supported": ["code", "token"],
        "revocation_endpoint": f"{DOMAIN}/oauth2/revoke",
        "scopes_supported": ["openid", "email", "phone", "profile"],
        "subject_types_supported": ["public"],
        "token_endpoint": f"{DOMAIN}/oauth2/token",
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        "userinfo_endpoint": f"{DOMAIN}/oauth2/userInfo",
    }


def test_discovery_may_carry_unknown_members(app: App, cognito: FakeCognito) -> None:
    """A switch adds members that clients must ignore."""
    cognito.switches.extra_discovery = True
    assert "x_unheard_of" in app.document("openid-configuration").json()


def test_a_pool_without_a_domain_shows_empty_endpoints(app: App, cognito: FakeCognito) -> None:
    """Endpoints are empty strings when the pool has no domain."""
    cognito.pool.domain = ""
    assert app.document("openid-configuration").json()["token_endpoint"] == ""


@pytest.mark.parametrize(
    ("path", "status"), [("/.well-known/openid-configuration", 404), ("/", 404)]
)
def test_the_domain_serves_no_discovery(app: App, path: str, status: int) -> None:
    """The issuer's documents are not on the domain."""
    assert app.http.get(path).status_code == status


def test_the_domain_serves_discovery_when_switched(app: App, cognito: FakeCognito) -> None:
    """A switch puts the discovery document on the domain as well."""
    cognito.switches.domain_has_discovery = True
    assert app.http.get("/.well-known/openid-configuration").json()["issuer"] == ISSUER


@pytest.mark.parametrize("name", ["openid-configuration", "jwks.json"])
def test_the_issuers_documents_are_readable_from_any_page(app: App, name: str) -> None:
    """Discovery and keys carry Access-Control-Allow-Origin: *."""
    assert app.document(name).headers["access-control-allow-origin"] == "*"


def test_there_are_two_rsa_keys(app: App) -> None:
    """The JWK Set has two RSA-2048 signing keys with 44-character key ids."""
    keys = app.document("jwks.json").json()["keys"]
    assert len({key["kid"] for key in keys}) == 2
    assert all(set(key) == {"alg", "e", "kid", "kty", "n", "use"} for key in keys)
    assert all(
        (key["alg"], key["kty"], key["use"], key["e"]) == ("RS256", "RSA", "sig", "AQAB")
        for key in keys
    )
    assert all(len(key["kid"]) == 44 and len(key["n"]) == 342 for key in keys)


def test_the_two_tokens_of_a_sign_in_have_different_keys(app: App) -> None:
    """One key signs ID tokens and the other signs access tokens, both published."""
    tokens = app.tokens()
    published = {key["kid"] for key in app.document("jwks.json").json()["keys"]}
    assert {header(tokens["id_token"])["kid"], header(tokens["access_token"])["kid"]} == published


def test_token_headers_have_no_type(app: App) -> None:
    """Headers hold kid and alg, and no typ."""
    assert set(header(app.tokens()["id_token"])) == {"kid", "alg"}


def test_rotation_signs_with_new_keys_and_keeps_the_old_ones(
    app: App, cognito: FakeCognito
) -> None:
    """After a rotation old tokens can still be verified."""
    before = header(app.tokens()["id_token"])["kid"]
    cognito.rotate_keys()
    published = [key["kid"] for key in app.document("jwks.json").json()["keys"]]
    assert header(app.tokens()["id_token"])["kid"] != before
    assert before in published


def test_rotation_can_withdraw_the_old_keys(app: App, cognito: FakeCognito) -> None:
    """A rotation that withdraws leaves two keys, neither of them old."""
    before = {key["kid"] for key in app.document("jwks.json").json()["keys"]}
    cognito.rotate_keys(withdraw_old=True)
    after = {key["kid"] for key in app.document("jwks.json").json()["keys"]}
    assert len(after) == 2
    assert not before & after
