"""An attacker has a person work in a session that is not theirs (RFC 9700 4.7)."""

import json

import pytest

from auth.errors import SignInRequired, StateMismatch, SubjectMismatch
from tests.security.page.answers import tokens_for
from tests.support import samples
from tests.support.tab import TOKEN_PATH, Browser, Tab


async def ada_and_grace(browser: Browser) -> tuple[Tab, Tab]:
    """Return a tab of ada, signed in, and one of grace, who shares nothing with it."""
    ada = browser.tab(share_session_between_tabs=False)
    await ada.sign_in("ada")
    browser.cognito.sessions.end_all()
    return ada, browser.tab(share_session_between_tabs=False)


async def test_somebody_elses_callback_signs_nobody_in(one_browser: Browser) -> None:
    """A link that would sign ada in as grace changes nothing for her."""
    ada, grace = await ada_and_grace(one_browser)
    link = await grace.callback("grace")
    session = await ada.come_back(link)
    assert session.user is not None
    assert (session.state, session.user.name) == ("signed_in", "Ada Lovelace")
    await ada.client.sign_out(hosted=False)
    session = await ada.come_back(link)
    assert (session.state, type(session.error)) == ("signed_out", StateMismatch)


async def test_a_renewal_that_brings_somebody_else_ends_the_session(one_browser: Browser) -> None:
    """Genuine tokens of another person are used for nothing, and what there was is gone."""
    ada, grace = await ada_and_grace(one_browser)
    ada.transport.answer(TOKEN_PATH, await tokens_for(grace, await grace.callback("grace")))
    with pytest.raises(SignInRequired):
        await ada.client.refresh()
    session = ada.client.session
    assert (session.state, session.reason, type(session.error)) == (
        "ended",
        "refused",
        SubjectMismatch,
    )
    assert (session.user, ada.storage.entries) == (None, {})


async def test_another_persons_sign_in_leaves_nothing_of_the_first(one_browser: Browser) -> None:
    """The page is told that it is somebody else, and storage holds one session only."""
    ada, _ = await ada_and_grace(one_browser)
    first = json.dumps(ada.storage.entries)
    told = []
    url = await ada.callback("grace")
    ada.load(url).on("user_changed", lambda session: told.append(session.user))
    session = await ada.client.start()
    assert session.user is not None
    assert session.user.name == "Grace Hopper"
    [(_, kept)] = ada.storage.entries.items()
    assert json.loads(kept)["refresh_token"] not in first
    assert "Ada" not in repr([one.user for one in ada.sessions])


@pytest.mark.parametrize("sub", ["somebody else", "", None, 7, ["x"]])
async def test_user_information_about_somebody_else_is_dropped(
    one_browser: Browser, sub: object
) -> None:
    """The answer's `sub` must be the ID token's (OIDC Core 5.3.2)."""
    ada, _ = await ada_and_grace(one_browser)
    ada.transport.answer("/oauth2/userInfo", samples.reply({"sub": sub, "email": "x@example.com"}))
    with pytest.raises(SubjectMismatch):
        await ada.client.fetch_user_info()
