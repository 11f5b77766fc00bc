"""oidc-client-ts, which most single-page apps on Cognito use, works with the stand-in as it is."""

from tests.clients.programs import Journey


def test_it_signs_in(oidc_client_ts: Journey) -> None:
    """Its UserManager finishes the callback and gives the app's own state back."""
    user = oidc_client_ts.steps["signed_in"]
    assert user["profile"]["sub"] == oidc_client_ts.subject
    assert user["token_type"] == "Bearer"
    assert user["state"] == {"page": "/reports"}


def test_it_merges_user_info_into_the_profile(oidc_client_ts: Journey) -> None:
    """`username` is a member of userInfo only."""
    assert oidc_client_ts.steps["signed_in"]["profile"]["username"] == "ada"


def test_it_knows_the_scopes_without_being_told(oidc_client_ts: Journey) -> None:
    """The token response names none, so the ones asked for count."""
    scopes = oidc_client_ts.steps["signed_in"]["scopes"]
    assert scopes == oidc_client_ts.settings["scope"].split()


def test_it_refreshes(oidc_client_ts: Journey) -> None:
    """It keeps the refresh token that it has unless it gets another one."""
    users = [oidc_client_ts.steps[name] for name in ("signed_in", "refreshed", "refreshed_again")]
    rotates = oidc_client_ts.client.rotation_enabled
    assert len({user["refresh_token"] for user in users}) == (3 if rotates else 1)
    assert len({user["access_token"] for user in users}) == 3


def test_it_revokes_refresh_tokens_only(oidc_client_ts: Journey) -> None:
    """Access tokens are refused at the revocation endpoint, and a revoked family is over."""
    steps = oidc_client_ts.steps
    assert steps["access_token_revoked"]["error"] == "unsupported_token_type"
    assert steps["refreshed_after_revocation"]["error"] == "invalid_grant"


def test_it_signs_out_with_cognitos_own_parameters(oidc_client_ts: Journey) -> None:
    """They travel as extra parameters, and the parameters of OpenID Connect do no harm."""
    assert oidc_client_ts.steps["signed_out"] == oidc_client_ts.settings["logout_uri"]


def test_a_scope_that_cognito_lacks_is_an_error_that_it_understands(
    oidc_client_ts: Journey,
) -> None:
    """offline_access is refused at the callback, with the state by which it knows the request."""
    refused = oidc_client_ts.steps["refused"]
    assert (refused["error"], refused["message"]) == ("invalid_request", "invalid_scope")
