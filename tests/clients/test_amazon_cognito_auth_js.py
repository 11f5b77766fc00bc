"""amazon-cognito-auth-js, AWS's older client, in Chromium and over TLS."""

from typing import Any

import pytest

from tests.clients.places import SecureStandIn
from tests.clients.web_app import AppPage, bundled
from tests.contract.app import ADA, ADA_PASSWORD


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Bundle the app."""
    return bundled("auth_js", tmp_path_factory.mktemp("bundle"))


def result(app: AppPage, number: int) -> dict[str, Any]:
    """Return the result that the library has reported as the nth one."""
    app.page.wait_for_function("number => window.app.results().length > number", arg=number)
    found: dict[str, Any] = app.call("results")[number]
    return found


def sign_in(app: AppPage) -> dict[str, Any]:
    """Sign in at the hosted page and return the session."""
    app.start("getSession")
    app.page.wait_for_url("**/login?**")
    app.log_in(ADA, ADA_PASSWORD)
    app.page.wait_for_url(f"{app.url}?**")
    app.wait()
    return result(app, 0)


def test_it_signs_in(app: AppPage, served: SecureStandIn) -> None:
    """It reads the token response by a request of its own."""
    session = sign_in(app)
    assert session["access"]["sub"] == served.cognito.pool.users[ADA].sub
    assert session["id"]["email"] == "ada@example.com"
    assert app.call("isSignedIn")


def test_it_refreshes(app: AppPage) -> None:
    """At the token endpoint."""
    session = sign_in(app)
    app.call("refresh", session["refresh_token"])
    refreshed = result(app, 1)
    assert refreshed["access"]["jti"] != session["access"]["jti"]
    assert refreshed["access"]["origin_jti"] == session["access"]["origin_jti"]


def test_a_refresh_is_refused(app: AppPage, served: SecureStandIn) -> None:
    """After a revocation, it learns of the error."""
    session = sign_in(app)
    served.cognito.families.revoke(session["access"]["origin_jti"])
    app.call("refresh", session["refresh_token"])
    assert "invalid_grant" in result(app, 1)["error"]


def test_it_signs_out(app: AppPage) -> None:
    """The browser's session with the domain ends, too."""
    sign_in(app)
    with app.page.expect_navigation(url=app.url):
        app.start("signOut")
    app.wait()
    assert not app.call("isSignedIn")
    app.start("getSession")
    app.page.wait_for_url("**/login?**")
