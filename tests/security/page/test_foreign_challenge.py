"""Somebody who is not the API makes the page leave for a sign-in, or learn what was begun."""

import pytest

from auth.errors import ApiRequestFailed, ArgumentRefused, AuthError, StepUpRequired
from auth.protocol.http import Response
from tests.support import samples
from tests.support.step_up import HIGH, RESUME
from tests.support.tab import REVOKE_PATH, TOKEN_PATH, Browser, Tab, signed_in

CHALLENGE = f'Bearer error="insufficient_user_authentication", acr_values="{HIGH}", max_age="1"'


def assert_still_here(tab: Tab) -> None:
    """Assert that the page has not left."""
    assert (tab.client.session.state, tab.navigation.visited) == ("signed_in", [])


@pytest.mark.parametrize(
    "url", ["https://evil.example/api", "//evil.example/", "http://localhost:8001/oauth2/userInfo"]
)
async def test_an_origin_that_is_not_listed_is_not_even_asked(
    one_browser: Browser, url: str
) -> None:
    """So it cannot demand anything."""
    tab = await signed_in(one_browser)
    with pytest.raises(ArgumentRefused):
        await tab.client.fetch(url, step_up=True, app_state=RESUME)
    assert_still_here(tab)


async def test_a_redirect_to_a_demand_is_not_followed(one_browser: Browser) -> None:
    """The answer of the origin behind a redirect is never read."""
    tab = await signed_in(one_browser)
    one_browser.api.statuses = [307]
    with pytest.raises(ApiRequestFailed):
        await tab.client.fetch("/api/user", step_up=True)
    assert_still_here(tab)


@pytest.mark.parametrize("path", ["/oauth2/userInfo", TOKEN_PATH, REVOKE_PATH])
async def test_cognitos_own_endpoints_demand_nothing(one_browser: Browser, path: str) -> None:
    """A 401 of theirs is a 401."""
    tab = await signed_in(one_browser)
    refusal = samples.reply({"error": "invalid_token"}, 401, www_authenticate=CHALLENGE)
    tab.transport.answer(path, refusal, refusal)
    raised = []
    for call in (tab.client.fetch_user_info, tab.client.refresh, tab.client.revoke):
        try:
            await call()
        except AuthError as error:
            raised.append(type(error))
    assert StepUpRequired not in raised
    assert_still_here(tab)


@pytest.mark.parametrize("status", [200, 302, 400, 403, 404, 407, 431, 500, 503])
async def test_another_status_demands_nothing(one_browser: Browser, status: int) -> None:
    """Only a 401 does (RFC 9470 3)."""
    tab = await signed_in(one_browser)
    tab.transport.answer("/api/user", samples.reply({}, status, www_authenticate=CHALLENGE))
    response = await tab.client.fetch("/api/user", step_up=True)
    assert response.status == status
    assert_still_here(tab)


@pytest.mark.parametrize(
    "headers",
    [
        {"proxy-authenticate": CHALLENGE},
        {"www-authenticate": CHALLENGE.replace("Bearer", "Basic")},
        {"www-authenticate": CHALLENGE.replace("Bearer", "DPoP")},
        {"www-authenticate": f"Basic realm='{CHALLENGE}'".replace('"', "").replace("'", '"')},
        {"www-authenticate": 'Bearer error="invalid_token"', "x-www-authenticate": CHALLENGE},
        {"www-authenticate": 'Bearer error="insufficient_user_authentication_x"'},
        {"www-authenticate": 'Bearer realm="error=insufficient_user_authentication"'},
    ],
)
async def test_another_header_or_scheme_demands_nothing(
    one_browser: Browser, headers: dict[str, str]
) -> None:
    """The demand is the error of a Bearer challenge, and nothing beside it or inside a string."""
    tab = await signed_in(one_browser)
    refusals = [Response(401, headers=headers, body=CHALLENGE.encode()) for _ in range(2)]
    tab.transport.answer("/api/user", *refusals)
    assert (await tab.client.fetch("/api/user", step_up=True)).status == 401
    assert_still_here(tab)


async def test_a_link_demands_nothing(one_browser: Browser) -> None:
    """No address begins a step-up, or gives the app something to resume."""
    tab = await signed_in(one_browser)
    link = f"{samples.PAGE}/?error=insufficient_user_authentication&acr_values={HIGH}&app_state=1"
    session = await tab.load(link).start()
    assert (session.app_state, tab.navigation.visited) == (None, [])
