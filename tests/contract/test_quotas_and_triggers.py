"""Cognito facts 8 and 15: people at Cognito's quotas, and claims that a trigger makes."""

from typing import Any

import pytest

from cognito_stand_in import FakeCognito
from tests.contract.app import ADA, CLIENT_ID, App, claims


def test_everybody_can_have_a_hundred_groups_with_roles(app: App, cognito: FakeCognito) -> None:
    """Names have 128 characters, the roles are in the ID token, and tokens exceed 16 kB."""
    cognito.switches.added_groups = 100
    tokens = app.tokens()
    groups = claims(tokens["access_token"])["cognito:groups"]
    assert len(groups) == len(set(groups)) == 101
    assert sorted(map(len, groups))[1:] == [128] * 100
    assert len(claims(tokens["id_token"])["cognito:roles"]) == 100
    assert min(len(tokens["access_token"]), len(tokens["id_token"])) > 16_384


def test_groups_can_grow_between_renewals(app: App, cognito: FakeCognito) -> None:
    """A refreshed token has the groups of now."""
    tokens = app.tokens()
    cognito.switches.added_groups = 100
    refreshed = app.refresh(tokens["refresh_token"]).json()
    assert len(claims(refreshed["access_token"])["cognito:groups"]) == 101


def test_everybody_can_have_fifty_custom_attributes(app: App, cognito: FakeCognito) -> None:
    """They are in the ID token and in userInfo, with 2048 characters each."""
    cognito.switches.added_attributes = 50
    tokens = app.tokens(scope="openid profile")
    for document in (claims(tokens["id_token"]), app.user_info(tokens["access_token"]).json()):
        added = [value for name, value in document.items() if name.startswith("custom:quota_")]
        assert [len(value) for value in added] == [2048] * 50


def test_aud_can_be_the_client_id(app: App, cognito: FakeCognito) -> None:
    """As a V2 trigger may set it: in access tokens, after a refresh too; resource comes first."""
    cognito.switches.access_token_aud = True
    tokens = app.tokens()
    refreshed = app.refresh(tokens["refresh_token"]).json()
    for one in (tokens, refreshed):
        assert claims(one["access_token"])["aud"] == CLIENT_ID
    bound = app.tokens(resource="https://api.example.com")
    assert claims(bound["access_token"])["aud"] == "https://api.example.com"


def trigger(cognito: FakeCognito, part: str, **details: Any) -> None:
    """Set the response of Ada's trigger."""
    cognito.pool.users[ADA].pre_token_generation = {part: details}


def test_a_trigger_adds_and_suppresses_claims(app: App, cognito: FakeCognito) -> None:
    """Of one kind of token, with values of any JSON type."""
    tenant = {"id": 7, "tags": ["a", None]}
    trigger(
        cognito,
        "idTokenGeneration",
        claimsToAddOrOverride={"tenant": tenant, "email": "other@example.com"},
        claimsToSuppress=["email_verified"],
    )
    tokens = app.tokens()
    id_token = claims(tokens["id_token"])
    assert (id_token["tenant"], id_token["email"]) == (tenant, "other@example.com")
    assert "email_verified" not in id_token
    assert "tenant" not in claims(tokens["access_token"])


def test_a_trigger_changes_scopes(app: App, cognito: FakeCognito) -> None:
    """Scopes are added to and removed from the access token, and stay so after a refresh."""
    trigger(
        cognito, "accessTokenGeneration", scopesToAdd=["orders/read"], scopesToSuppress=["email"]
    )
    tokens = app.tokens()
    refreshed = app.refresh(tokens["refresh_token"]).json()
    for one in (tokens, refreshed):
        assert claims(one["access_token"])["scope"] == "openid orders/read"


def test_a_trigger_overrides_groups(app: App, cognito: FakeCognito) -> None:
    """Groups, roles and the preferred role are those of the trigger."""
    trigger(
        cognito,
        "groupOverrideDetails",
        groupsToOverride=["tenant-a"],
        iamRolesToOverride=["arn:one", "arn:two"],
        preferredRole="arn:two",
    )
    id_token = claims(app.tokens()["id_token"])
    assert id_token["cognito:groups"] == ["tenant-a"]
    assert id_token["cognito:roles"] == ["arn:one", "arn:two"]
    assert id_token["cognito:preferred_role"] == "arn:two"


def test_a_trigger_cannot_hide_a_person_from_user_info(app: App, cognito: FakeCognito) -> None:
    """A token without scopes is refused there, not answered with a server error."""
    trigger(cognito, "accessTokenGeneration", claimsToSuppress=["scope"])
    assert app.user_info(app.tokens()["access_token"]).status_code == 401


@pytest.mark.parametrize("rotation", [True, False])
def test_without_revocation_and_rotation_there_are_no_token_ids(
    app: App, cognito: FakeCognito, *, rotation: bool
) -> None:
    """`jti` and `origin_jti` are added when tokens can be revoked or rotate."""
    client = cognito.pool.clients[CLIENT_ID]
    object.__setattr__(client, "revocation_enabled", False)
    object.__setattr__(client, "rotation_enabled", rotation)
    tokens = app.tokens()
    for name in ("id_token", "access_token"):
        assert ({"jti", "origin_jti"} <= claims(tokens[name]).keys()) is rotation
    assert app.user_info(tokens["access_token"]).status_code == 200
