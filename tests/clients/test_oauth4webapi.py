"""oauth4webapi, which checks every answer against its specification, works as it is."""

from tests.clients.programs import Journey
from tests.contract.app import claims


def test_it_signs_in_and_accepts_the_id_token(oauth4webapi: Journey) -> None:
    """Discovery, PKCE, state, nonce, at_hash and the signature all satisfy it."""
    steps = oauth4webapi.steps
    assert steps["id"]["sub"] == oauth4webapi.subject
    assert set(steps["tokens"]) == {
        "id_token",
        "access_token",
        "refresh_token",
        "expires_in",
        "token_type",
    }


def test_it_reads_user_info(oauth4webapi: Journey) -> None:
    """The subject is the ID token's, and booleans are strings here."""
    person = oauth4webapi.steps["person"]
    assert person["sub"] == oauth4webapi.subject
    assert person["email_verified"] == "true"


def test_it_refreshes(oauth4webapi: Journey) -> None:
    """It does so twice, with a new refresh token each time if the pool rotates them."""
    first, second, third = (
        oauth4webapi.steps[name] for name in ("tokens", "refreshed", "refreshed_again")
    )
    tokens = {step.get("refresh_token") for step in (first, second, third)}
    assert len(tokens - {None}) == (3 if oauth4webapi.client.rotation_enabled else 1)
    assert len({step["access_token"] for step in (first, second, third)}) == 3
    assert claims(first["access_token"])["auth_time"] == claims(third["access_token"])["auth_time"]


def test_it_cannot_use_a_code_twice(oauth4webapi: Journey) -> None:
    """The refusal is one that it understands."""
    assert oauth4webapi.steps["code_reused"]["error"] == "invalid_grant"


def test_it_revokes(oauth4webapi: Journey) -> None:
    """Afterwards neither the refresh token nor any access token of its family works."""
    assert oauth4webapi.steps["refreshed_after_revocation"]["error"] == "invalid_grant"
    assert oauth4webapi.steps["person_after_revocation"]["code"] == "OAUTH_RESPONSE_IS_NOT_CONFORM"


def test_it_gets_a_token_for_a_machine(oauth4webapi: Journey) -> None:
    """Both ways to send a secret work, and a wrong secret is refused."""
    for way in ("machine_by_post", "machine_by_header"):
        token = claims(oauth4webapi.steps[way]["access_token"])
        assert token["sub"] == token["client_id"] == oauth4webapi.settings["machine_id"]
        assert token["scope"] == "api/read"
    assert oauth4webapi.steps["machine_with_wrong_secret"]["error"] == "invalid_client"
