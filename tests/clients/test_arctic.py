"""arctic's provider for Amazon Cognito works with the stand-in as it is, over TLS."""

from tests.clients.programs import Journey


def test_it_signs_in(arctic: Journey) -> None:
    """The state comes back, and the ID token names who signed in."""
    assert arctic.steps["state_returned"]
    assert arctic.steps["id"]["sub"] == arctic.subject


def test_it_reads_the_token_reply(arctic: Journey) -> None:
    """Type and lifetime are where it looks for them, and there are no scopes."""
    assert arctic.steps["token_type"] == "Bearer"
    assert arctic.steps["expires_in"] == 3600
    assert not arctic.steps["has_scopes"]


def test_it_refreshes(arctic: Journey) -> None:
    """A new refresh token comes only if the pool rotates them."""
    refreshed = arctic.steps["refreshed"]
    assert ("refresh_token" in refreshed) == arctic.client.rotation_enabled
    assert refreshed.get("refresh_token") != arctic.steps["first_refresh_token"]
    assert arctic.steps["refreshed_id"]["origin_jti"] == arctic.steps["id"]["origin_jti"]


def test_it_revokes(arctic: Journey) -> None:
    """An empty 200 satisfies it, and an access token is refused."""
    assert arctic.steps["refreshed_after_revocation"]["code"] == "invalid_grant"
    assert arctic.steps["access_token_revoked"]["code"] == "unsupported_token_type"


def test_it_cannot_use_a_code_twice(arctic: Journey) -> None:
    """The refusal is one that it understands."""
    assert arctic.steps["code_reused"]["code"] == "invalid_grant"
