"""Somebody puts a code of theirs, or a stolen one, into another browser's answer (RFC 9700 4.5)."""

import re

from auth.errors import InvalidGrant, NonceMismatch
from tests.security.page.answers import tokens_for
from tests.support.tab import TOKEN_PATH, Browser, Tab

CODE = re.compile(r"code=([^&#]+)")


async def test_a_stolen_code_is_worth_nothing_elsewhere(one_browser: Browser) -> None:
    """Two people's codes exchanged: PKCE binds each to the browser that asked for it."""
    ada, grace = one_browser.tab(), one_browser.tab()
    ada_url, grace_url = await ada.callback("ada"), await _callback_of_grace(one_browser, grace)
    for tab, url, stolen in ((ada, ada_url, grace_url), (grace, grace_url, ada_url)):
        session = await tab.come_back(CODE.sub(f"code={_code(stolen)}", url))
        assert (session.state, type(session.error)) == ("signed_out", InvalidGrant)
        assert tab.storage.entries == {}


async def test_a_server_without_pkce_does_not_help(one_browser: Browser) -> None:
    """Tokens that come of another sign-in carry its nonce, and are used for nothing."""
    ada, grace = one_browser.tab(), one_browser.tab()
    ada_url = await ada.callback("ada")
    grace_url = await _callback_of_grace(one_browser, grace)
    answer = await tokens_for(grace, grace_url)
    ada.transport.answer(TOKEN_PATH, answer)
    session = await ada.come_back(ada_url)
    assert (session.state, type(session.error)) == ("signed_out", NonceMismatch)
    assert (session.user, ada.storage.entries) == (None, {})


async def _callback_of_grace(browser: Browser, tab: Tab) -> str:
    browser.cognito.sessions.end_all()
    return await tab.callback("grace")


def _code(url: str) -> str:
    found = CODE.search(url)
    assert found
    return found[1]
