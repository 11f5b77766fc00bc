"""Cognito facts 3: /passkeys/add, which only managed login has."""

import pytest

from cognito_stand_in import FakeCognito
from tests.contract.app import CALLBACK, CLIENT_ID, App

URL = f"/passkeys/add?client_id={CLIENT_ID}&redirect_uri={CALLBACK}"


def test_the_page_says_that_there_are_none(app: App) -> None:
    """The page says that the stand-in has no passkeys."""
    page = app.http.get(URL)
    assert page.status_code == 200
    assert "does not support passkeys" in page.text
    assert page.headers["x-frame-options"] == "DENY"


@pytest.mark.parametrize(
    ("query", "error"),
    [
        ("", "invalid_request"),
        ("client_id=nobody", "invalid_request"),
        (f"client_id={CLIENT_ID}", "redirect_mismatch"),
        (f"client_id={CLIENT_ID}&redirect_uri=http://localhost:9/", "redirect_mismatch"),
    ],
)
def test_an_untrusted_request_ends_at_the_error_page(app: App, query: str, error: str) -> None:
    """As at authorize, nothing is sent to an address that is not registered."""
    location = app.http.get(f"/passkeys/add?{query}").headers["location"]
    assert location.startswith(f"/error?error={error}&client_id=")


def test_the_classic_hosted_ui_has_no_such_page(app: App, cognito: FakeCognito) -> None:
    """The path exists in managed login only."""
    cognito.pool.managed_login = False
    assert app.http.get(URL).status_code == 404
