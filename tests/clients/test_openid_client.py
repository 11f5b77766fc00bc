"""openid-client, the certified relying party for Node, works with the stand-in as it is."""

from tests.clients.programs import Journey
from tests.contract.app import answer


def test_it_signs_in_and_accepts_the_id_token(openid_client: Journey) -> None:
    """PKCE, state, nonce, auth_time and the signature all satisfy it."""
    assert openid_client.steps["id"]["sub"] == openid_client.subject
    assert openid_client.steps["id"]["aud"] == openid_client.client.client_id


def test_it_reads_user_info(openid_client: Journey) -> None:
    """The subject is the one that it expects."""
    assert openid_client.steps["person"]["sub"] == openid_client.subject


def test_it_refreshes(openid_client: Journey) -> None:
    """A new refresh token comes only if the pool rotates them."""
    first, second = openid_client.steps["tokens"], openid_client.steps["refreshed"]
    assert ("refresh_token" in second) == openid_client.client.rotation_enabled
    assert second.get("refresh_token") != first["refresh_token"]
    assert second["access_token"] != first["access_token"]


def test_it_revokes(openid_client: Journey) -> None:
    """Afterwards neither refresh nor userInfo answers."""
    assert openid_client.steps["refreshed_after_revocation"]["error"] == "invalid_grant"
    assert openid_client.steps["person_after_revocation"]["message"].startswith("unexpected HTTP")


def test_the_browser_stays_signed_in_until_it_signs_out(openid_client: Journey) -> None:
    """Revocation leaves the session alone; the end_session_endpoint with logout_uri ends it."""
    steps = openid_client.steps
    assert "code" in answer(steps["silently"])
    assert steps["signed_out"] == openid_client.settings["logout_uri"]
    assert steps["refused"]["error"] == "login_required"
