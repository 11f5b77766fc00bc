"""Auth.js and its provider for Amazon Cognito work with the stand-in as they are, over TLS."""

from urllib.parse import urlsplit

from tests.clients.programs import Journey


def test_it_signs_in(authjs: Journey) -> None:
    """With discovery, PKCE, state and nonce; the app's page is where it was to lead to."""
    assert urlsplit(authjs.steps["returned_to"]).path == "/notes"
    assert authjs.steps["subject"] == authjs.subject
    assert authjs.steps["token_type"].lower() == "bearer"
    assert authjs.steps["has_refresh_token"]


def test_it_reads_the_profile(authjs: Journey) -> None:
    """Name and e-mail address come from the ID token."""
    attributes = authjs.cognito.pool.users[authjs.settings["username"]].attributes
    user = authjs.steps["user"]
    assert (user["name"], user["email"]) == (attributes["name"], attributes["email"])


def test_it_cannot_use_a_code_twice(authjs: Journey) -> None:
    """The refusal is one that it understands."""
    assert authjs.steps["replayed"]["refusals"] == ["invalid_grant"]
    assert "error" in authjs.steps["replayed"]["location"]
