"""Cognito facts 5: refresh tokens, rotation with its grace period, and revocation."""

from dataclasses import replace

import pytest

from cognito_stand_in import FakeCognito
from tests.contract.app import (
    CLIENT_ID,
    MACHINE_ID,
    MACHINE_SECRET,
    App,
    Clock,
    claims,
    left_half_hash,
)


def set_rotation(cognito: FakeCognito, *, enabled: bool, grace: int = 0) -> None:
    """Set rotation on the page's client."""
    client = cognito.pool.clients[CLIENT_ID]
    cognito.pool.clients[CLIENT_ID] = replace(
        client, rotation_enabled=enabled, retry_grace_seconds=grace
    )


def test_refresh_tokens_are_opaque_and_long(app: App) -> None:
    """A refresh token looks like an encrypted JWE of more than a kilobyte."""
    token = app.tokens()["refresh_token"]
    assert token.startswith("eyJjdHki")
    assert len(token) > 1024
    assert token.count(".") == 4


def test_without_rotation_no_refresh_token_comes_back(app: App, cognito: FakeCognito) -> None:
    """The old refresh token stays good and none is sent."""
    set_rotation(cognito, enabled=False)
    token = app.tokens()["refresh_token"]
    assert "refresh_token" not in app.refresh(token).json()
    assert app.refresh(token).status_code == 200


def test_with_rotation_every_refresh_gives_a_new_one(app: App, cognito: FakeCognito) -> None:
    """Each refresh sends another refresh token, which works."""
    set_rotation(cognito, enabled=True)
    first = app.tokens()["refresh_token"]
    second = app.refresh(first).json()["refresh_token"]
    assert second != first
    assert app.refresh(second).status_code == 200


@pytest.mark.parametrize(
    ("grace", "waited", "status"), [(0, 0, 400), (30, 29, 200), (30, 30, 400), (60, 59, 200)]
)
def test_the_grace_period(
    app: App, cognito: FakeCognito, clock: Clock, grace: int, waited: int, *, status: int
) -> None:
    """A rotated token works until its grace period ends, counted from its first use."""
    set_rotation(cognito, enabled=True, grace=grace)
    token = app.tokens()["refresh_token"]
    app.refresh(token)
    clock.advance(waited)
    assert app.refresh(token).status_code == status


def test_use_in_the_grace_period_does_not_extend_it(
    app: App, cognito: FakeCognito, clock: Clock
) -> None:
    """A retry does not extend the grace period."""
    set_rotation(cognito, enabled=True, grace=30)
    token = app.tokens()["refresh_token"]
    for _ in range(2):
        assert app.refresh(token).status_code == 200
        clock.advance(15)
    assert app.refresh(token).json() == {"error": "invalid_grant"}


@pytest.mark.parametrize(("revokes", "status"), [(False, 200), (True, 400)])
def test_reuse_and_the_family(
    app: App, cognito: FakeCognito, *, revokes: bool, status: int
) -> None:
    """Reuse is invalid_grant; whether the newest token dies with it is a switch."""
    set_rotation(cognito, enabled=True)
    cognito.switches.refresh_reuse_revokes = revokes
    first = app.tokens()["refresh_token"]
    second = app.refresh(first).json()["refresh_token"]
    assert app.refresh(first).json() == {"error": "invalid_grant"}
    assert app.refresh(second).status_code == status


@pytest.mark.parametrize("rotates", [True, False])
def test_refreshing_never_extends_the_end(
    app: App, cognito: FakeCognito, clock: Clock, *, rotates: bool
) -> None:
    """A refresh token of a refresh expires when the original would have."""
    set_rotation(cognito, enabled=rotates)
    token = app.tokens()["refresh_token"]
    clock.advance(29 * 86400)
    token = app.refresh(token).json().get("refresh_token", token)
    clock.advance(86400 - 1)
    token = app.refresh(token).json().get("refresh_token", token)
    clock.advance(1)
    assert app.refresh(token).json() == {"error": "invalid_grant"}


def test_a_refresh_keeps_and_changes_the_right_claims(app: App, clock: Clock) -> None:
    """auth_time, origin_jti, event_id, sub and scope stay; iat, exp and jti change."""
    first = app.tokens()
    clock.advance(1000)
    second = app.refresh(first["refresh_token"]).json()
    for kind in ("id_token", "access_token"):
        old, new = claims(first[kind]), claims(second[kind])
        kept = [
            name
            for name in ("auth_time", "origin_jti", "event_id", "sub", "scope", "aud")
            if name in old
        ]
        assert [old[name] for name in kept] == [new[name] for name in kept]
        assert new["iat"] == old["iat"] + 1000
        assert new["exp"] == old["exp"] + 1000
        assert new["jti"] != old["jti"]


@pytest.mark.parametrize(("nonce", "at_hash"), [(False, True), (True, False)])
def test_nonce_and_at_hash_after_a_refresh(
    app: App, cognito: FakeCognito, *, nonce: bool, at_hash: bool
) -> None:
    """Whether refreshed ID tokens carry nonce and at_hash is a switch."""
    cognito.switches.refreshed_nonce, cognito.switches.refreshed_at_hash = nonce, at_hash
    reply = app.refresh(app.tokens()["refresh_token"]).json()
    token = claims(reply["id_token"])
    assert token.get("nonce") == ("nonce-1" if nonce else None)
    assert token.get("at_hash") == (left_half_hash(reply["access_token"]) if at_hash else None)


@pytest.mark.parametrize(
    ("rule", "scope", "expected"),
    [
        ("ignored", "openid", "openid email"),
        ("narrows", "openid", "openid"),
        ("narrows", "openid phone", None),
        ("refused", "openid", None),
    ],
)
def test_scope_on_refresh(
    app: App, cognito: FakeCognito, rule: str, scope: str, expected: str | None
) -> None:
    """How scope is treated on refresh is a switch."""
    cognito.switches.refresh_scope = rule
    document = app.refresh(app.tokens()["refresh_token"], scope=scope).json()
    found = claims(document["access_token"])["scope"] if expected else document["error"]
    assert found == (expected or "invalid_scope")


@pytest.mark.parametrize("token", ["", "unknown", "a.b.c.d.e"])
def test_unknown_refresh_tokens_are_refused(app: App, token: str) -> None:
    """A missing token is invalid_request and an unknown one is invalid_grant."""
    error = "invalid_grant" if token else "invalid_request"
    assert app.refresh(token).json() == {"error": error}


def test_a_refresh_token_belongs_to_its_client(app: App, cognito: FakeCognito) -> None:
    """Another client cannot use the token."""
    cognito.pool.clients["1other"] = replace(
        cognito.pool.clients[CLIENT_ID], client_id="1other", name="Other"
    )
    token = app.tokens()["refresh_token"]
    assert app.refresh(token, client_id="1other").json() == {"error": "invalid_grant"}


def test_a_client_without_refresh_is_refused(app: App, cognito: FakeCognito) -> None:
    """A client that may not refresh is unauthorized_client."""
    token = app.tokens()["refresh_token"]
    cognito.pool.clients[CLIENT_ID] = replace(
        cognito.pool.clients[CLIENT_ID], refresh_enabled=False
    )
    assert app.refresh(token).json() == {"error": "unauthorized_client"}


def test_revocation_is_200_and_empty(app: App) -> None:
    """Revoking succeeds with an empty body, again when repeated, and ends refreshing."""
    token = app.tokens()["refresh_token"]
    for _ in range(2):
        response = app.revoke(token)
        assert (response.status_code, response.content) == (200, b"")
        assert response.headers["access-control-allow-origin"] == "*"
    assert app.refresh(token).json() == {"error": "invalid_grant"}


@pytest.mark.parametrize("token", ["garbage", "a.b.c", "e30.e30.e30", "x" * 2000])
def test_revoking_garbage_succeeds(app: App, token: str) -> None:
    """An unknown token is not an error."""
    response = app.revoke(token)
    assert (response.status_code, response.content) == (200, b"")


def test_revocation_ends_the_whole_family(app: App, cognito: FakeCognito) -> None:
    """Revoking any refresh token ends every token of that sign-in and of no other."""
    set_rotation(cognito, enabled=True)
    first, other = app.tokens(), app.tokens()
    second = app.refresh(first["refresh_token"]).json()
    app.revoke(first["refresh_token"])
    assert app.user_info(first["access_token"]).status_code == 401
    assert app.user_info(second["access_token"]).status_code == 401
    assert app.refresh(second["refresh_token"]).status_code == 400
    assert app.user_info(other["access_token"]).status_code == 200


def test_revocation_leaves_signatures_valid(app: App, cognito: FakeCognito) -> None:
    """The signature of a revoked access token stays valid."""
    tokens = app.tokens()
    app.revoke(tokens["refresh_token"])
    assert cognito.keys.verify(tokens["access_token"]) == claims(tokens["access_token"])


@pytest.mark.parametrize("kind", ["id_token", "access_token"])
def test_signed_tokens_cannot_be_revoked(app: App, kind: str) -> None:
    """An ID or access token is unsupported_token_type."""
    response = app.revoke(app.tokens()[kind])
    assert (response.status_code, response.json()) == (400, {"error": "unsupported_token_type"})


@pytest.mark.parametrize(
    ("changes", "status", "error"),
    [
        ({"token": None}, 400, "invalid_request"),
        ({"client_id": "unknown"}, 401, "invalid_client"),
        ({"client_secret": "x"}, 401, "invalid_client"),
        ({"client_id": MACHINE_ID, "client_secret": MACHINE_SECRET}, 400, "unauthorized_client"),
    ],
)
def test_revocation_errors(
    app: App, changes: dict[str, str | None], status: int, error: str
) -> None:
    """A missing token is 400, a client that cannot prove itself is 401."""
    response = app.revoke(app.tokens()["refresh_token"], **changes)
    assert (response.status_code, response.json()) == (status, {"error": error})


def test_revocation_can_be_disabled_on_the_client(app: App, cognito: FakeCognito) -> None:
    """A client without EnableTokenRevocation gets invalid_request."""
    token = app.tokens()["refresh_token"]
    cognito.pool.clients[CLIENT_ID] = replace(
        cognito.pool.clients[CLIENT_ID], revocation_enabled=False
    )
    assert app.revoke(token).json() == {"error": "invalid_request"}
