"""Cognito facts 8: the claims of ID and access tokens."""

from dataclasses import replace

from cognito_stand_in import FakeCognito
from cognito_stand_in.pool import Group
from tests.contract.app import ADA, CLIENT_ID, App, claims, left_half_hash

ISSUER = "http://localhost:8002/eu-west-1_StandIn01"


def test_the_id_token_has_cognitos_claims(app: App) -> None:
    """The ID token of a sign-in has exactly these claims, with real booleans and a single aud."""
    tokens = app.tokens()
    token = claims(tokens["id_token"])
    for name in ("sub", "origin_jti", "event_id", "jti"):
        assert isinstance(token.pop(name), str)
    assert token == {
        "at_hash": left_half_hash(tokens["access_token"]),
        "aud": CLIENT_ID,
        "auth_time": 1_800_000_000,
        "cognito:groups": ["admins"],
        "cognito:username": "ada",
        "email": "ada@example.com",
        "email_verified": True,
        "exp": 1_800_003_600,
        "iat": 1_800_000_000,
        "iss": ISSUER,
        "nonce": "nonce-1",
        "token_use": "id",
    }


def test_the_access_token_has_cognitos_claims(app: App) -> None:
    """The access token of a sign-in has exactly these claims, and no aud."""
    token = claims(app.tokens()["access_token"])
    for name in ("sub", "origin_jti", "event_id", "jti"):
        assert isinstance(token.pop(name), str)
    assert token == {
        "auth_time": 1_800_000_000,
        "client_id": CLIENT_ID,
        "cognito:groups": ["admins"],
        "exp": 1_800_003_600,
        "iat": 1_800_000_000,
        "iss": ISSUER,
        "scope": "openid email",
        "token_use": "access",
        "username": "ada",
        "version": 2,
    }


def test_the_two_tokens_belong_together(app: App) -> None:
    """Both tokens name the same person, sign-in and origin, and have ids of their own."""
    tokens = app.tokens()
    id_token, access_token = claims(tokens["id_token"]), claims(tokens["access_token"])
    for name in ("sub", "origin_jti", "event_id", "auth_time"):
        assert id_token[name] == access_token[name]
    assert id_token["jti"] != access_token["jti"]


def test_a_resource_becomes_the_audience_and_stays(app: App) -> None:
    """With resource the access token has that aud, after a refresh too; the ID token has not."""
    tokens = app.tokens(resource="https://api.example.com")
    assert claims(tokens["access_token"])["aud"] == "https://api.example.com"
    assert claims(tokens["id_token"])["aud"] == CLIENT_ID
    refreshed = app.refresh(tokens["refresh_token"]).json()
    assert claims(refreshed["access_token"])["aud"] == "https://api.example.com"


def test_people_without_groups_have_no_groups_claim(app: App, cognito: FakeCognito) -> None:
    """cognito:groups is absent, not empty."""
    cognito.pool.users[ADA].groups = []
    assert "cognito:groups" not in claims(app.tokens()["access_token"])


def test_groups_with_roles_show_in_the_id_token(app: App, cognito: FakeCognito) -> None:
    """The role of the group with the lowest precedence is preferred, in the ID token only."""
    cognito.pool.groups |= {
        "first": Group(name="first", precedence=1, role_arn="arn:first"),
        "last": Group(name="last", role_arn="arn:last"),
    }
    cognito.pool.users[ADA].groups = ["last", "first"]
    tokens = app.tokens()
    assert claims(tokens["id_token"])["cognito:preferred_role"] == "arn:first"
    assert claims(tokens["id_token"])["cognito:roles"] == ["arn:first", "arn:last"]
    assert "cognito:roles" not in claims(tokens["access_token"])


def test_custom_attributes_are_strings(app: App) -> None:
    """Custom attributes come with profile, as strings."""
    assert claims(app.tokens(scope="openid profile")["id_token"])["custom:department"] == "Engines"


def test_unreadable_attributes_are_left_out(app: App, cognito: FakeCognito) -> None:
    """A client sees the attributes that it may read."""
    cognito.pool.clients[CLIENT_ID] = replace(
        cognito.pool.clients[CLIENT_ID], read_attributes=("name",)
    )
    token = claims(app.tokens(scope="openid")["id_token"])
    assert token["name"] == "Ada Lovelace"
    assert "email" not in token


def test_lifetimes_are_each_tokens_own(app: App, cognito: FakeCognito) -> None:
    """ID and access tokens have lifetimes of their own, and expires_in is the access token's."""
    client = cognito.pool.clients[CLIENT_ID]
    cognito.pool.clients[CLIENT_ID] = replace(
        client, access_token_seconds=300, id_token_seconds=86400
    )
    tokens = app.tokens()
    assert tokens["expires_in"] == 300
    assert claims(tokens["access_token"])["exp"] == 1_800_000_300
    assert claims(tokens["id_token"])["exp"] == 1_800_086_400


def test_unknown_claims_can_be_added(app: App, cognito: FakeCognito) -> None:
    """A switch adds unknown claims, nested ones too."""
    cognito.switches.extra_claims = True
    assert claims(app.tokens()["id_token"])["x:unheard_of"] == {"nested": [1, None, True]}


def test_the_nonce_is_copied(app: App) -> None:
    """The nonce of the request is in the ID token, and there is none without."""
    assert claims(app.tokens(nonce="é x")["id_token"])["nonce"] == "é x"
    assert "nonce" not in claims(app.tokens(nonce=None)["id_token"])
