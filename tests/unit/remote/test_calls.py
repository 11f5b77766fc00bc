"""The calls that an owner carries out besides `fetch`."""

import pytest

from auth.errors import ArgumentRefused, SignInRequired, StepUpRequired
from tests.support import samples
from tests.support.remote import Pair, connected, settle
from tests.support.tab import Browser


async def test_the_other_calls_work(one_browser: Browser) -> None:
    """userInfo, renewal, revocation, activity."""
    pair = await connected(one_browser)
    assert (await pair.client.fetch_user_info())["email"] == "ada@example.com"
    assert (await pair.client.refresh()).renewals == 1
    assert pair.client.session.renewals == 1
    pair.client.record_activity()
    assert await pair.client.revoke() is True
    with pytest.raises(SignInRequired):
        await pair.client.refresh()
    await settle()


async def test_sign_in_navigates_on_the_owners_page(one_browser: Browser) -> None:
    """With its arguments, awaited or not; and with the owner's errors."""
    pair = await connected(one_browser, "")
    with pytest.raises(ArgumentRefused):
        await pair.client.sign_in(return_to="https://elsewhere.example/")
    with pytest.raises(ArgumentRefused):
        await pair.client.sign_up(unknown="x")
    pair.client.sign_in(  # type: ignore[unused-coroutine] # on purpose
        return_to="/reports", app_state={"a": 1}, login_hint="ada"
    )
    await settle()
    [address] = pair.tab.navigation.visited
    assert "login_hint=ada" in address
    assert pair.client.session.state == "signing_in"


@pytest.mark.parametrize(("name", "path"), [("sign_up", "/signup"), ("reset_password", "/forgot")])
async def test_the_other_pages_of_cognito_can_be_reached(
    one_browser: Browser, name: str, path: str
) -> None:
    """`sign_up` and `reset_password` navigate too."""
    pair = await connected(one_browser, "")
    await getattr(pair.client, name)()
    assert path in pair.tab.navigation.visited[-1]


async def test_sign_out_says_what_worked(one_browser: Browser) -> None:
    """The result is that of AuthClient, and the session has ended before it arrives."""
    pair = await connected(one_browser)
    result = await pair.client.sign_out()
    assert (result.local, result.revoked, result.hosted) == (True, True, True)
    assert "/logout" in pair.tab.navigation.visited[-1]
    assert pair.client.session.state == "signed_out"
    with pytest.raises(ArgumentRefused):
        await pair.client.sign_out(then="elsewhere")  # type: ignore[arg-type]


async def test_the_apps_own_value_is_given_once(one_browser: Browser) -> None:
    """And the owner forgets it, so that a reload does not bring it back."""
    tab = one_browser.tab()
    await tab.sign_in(app_state={"cart": [7]})
    pair = Pair(tab)
    await pair.client.start()
    assert pair.client.session.app_state == {"cart": [7]}
    assert pair.client.take_app_state() == {"cart": [7]}
    assert pair.client.take_app_state() is None
    await settle()
    record = tab.client._current.record
    assert record is not None
    assert record.app_state is None
    await pair.client.refresh()
    assert pair.client.session.app_state is None


async def test_a_step_up_navigates_on_the_owners_page(one_browser: Browser) -> None:
    """`step_up=True` is passed on, with its `app_state`; the call raises as usual."""
    pair = await connected(one_browser)
    challenge = 'Bearer error="insufficient_user_authentication", max_age="60"'
    pair.tab.transport.answer("/api/user", samples.reply(b"", 401, www_authenticate=challenge))
    with pytest.raises(StepUpRequired):
        await pair.client.fetch("/api/user", step_up=True, app_state={"a": 1})
    assert "max_age=60" in pair.tab.navigation.visited[-1]
