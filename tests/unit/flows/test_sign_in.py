"""The entries into a sign-in beside the usual one, and what the next sign-out leads to."""

import pytest

from auth.encoding.url import form_decode, parse_url
from auth.testing.doubles import MemoryStorage
from tests.support.tab import Browser, Tab


def last_visit(tab: Tab) -> tuple[str, dict[str, str]]:
    """Give the path and the parameters of the page that the tab left for."""
    url = parse_url(tab.navigation.visited[-1])
    return url.path, dict(form_decode(url.query or ""))


@pytest.mark.parametrize(
    ("entry", "path"), [("sign_up", "/signup"), ("reset_password", "/forgotPassword")]
)
async def test_other_pages_take_the_same_parameters(
    one_browser: Browser, entry: str, path: str
) -> None:
    """Signing up and a forgotten password come back as a sign-in does."""
    tab = one_browser.tab()
    await tab.client.start()
    await getattr(tab.client, entry)(return_to="/welcome", app_state={"plan": "free"})
    visited, parameters = last_visit(tab)
    assert visited == path
    assert parameters["code_challenge_method"] == "S256"
    assert parameters["response_type"] == "code"
    assert any(parameters["state"] in key for key in tab.storage.entries)


async def test_a_sign_out_can_lead_straight_to_a_sign_in(one_browser: Browser) -> None:
    """Cognito's second form of /logout, with a transaction waiting for the next person."""
    tab = one_browser.tab()
    await tab.sign_in()
    result = await tab.client.sign_out(then="sign_in")
    visited, parameters = last_visit(tab)
    assert (visited, result.local, result.revoked, result.hosted) == ("/logout", True, True, True)
    assert parameters["redirect_uri"] == tab.config.redirect_uri
    assert parameters["code_challenge_method"] == "S256"


async def test_a_sign_out_reports_that_it_could_not_go_on(one_browser: Browser) -> None:
    """Storage that fails stops the next sign-in, not the sign-out."""
    tab = one_browser.tab()
    await tab.sign_in()
    assert isinstance(tab.storage, MemoryStorage)
    tab.storage.broken = ("set",)
    result = await tab.client.sign_out(then="sign_in")
    assert (result.local, result.revoked, result.hosted) == (True, True, False)
    assert tab.client.session.state == "signed_out"
