"""An attacker posts on the channel by which an app's tabs talk to each other."""

import json

import pytest

from tests.support import samples
from tests.support.tab import Browser

FOREIGN = samples.session_record(id_token=samples.sign(samples.id_claims(iss="https://e.example")))
OTHER_CLIENT = samples.session_record(id_token=samples.sign(samples.id_claims(aud="another")))


def said(event: object, **parts: object) -> str:
    """Return a message as a tab would write it."""
    return json.dumps({"app": samples.APP, "event": event, **parts})


JUNK = (
    "",
    "x",
    "null",
    "[]",
    "{}",
    "[" * 5000,
    "x" * 100_000,
    said(None),
    said(7),
    said({}),
    said("session"),
    said("session", text=7),
    said("session", text=""),
    said("session", text="{"),
    said("session", text="{}"),
    said("session", text=FOREIGN.to_json()),
    said("session", text=OTHER_CLIENT.to_json()),
    said("session_wanted", text=["x"]),
    said("session_wanted", sub={}),
    said("signed_out"),
    said("signed_out", text=""),
    said("signed_out", text=7, sub="x"),
    said("signed_out", text="unknown", sub=None),
    said("__proto__", text="x"),
    said("sign_in"),
    said("signed_in", sub="x"),
    '{"event": "signed_out", "event": "session"}',
)


@pytest.mark.parametrize("message", JUNK, ids=range(len(JUNK)))
async def test_junk_is_passed_over(one_browser: Browser, message: str) -> None:
    """Nobody is signed in or out by it, and the tab still hears what its siblings say."""
    stranger, tab = one_browser.tab(), one_browser.tab()
    await stranger.client.start()
    await tab.sign_in()
    states = [stranger.client.session.state, tab.client.session.state]
    one_browser.channel.post(message)
    assert [stranger.client.session.state, tab.client.session.state] == states
    await stranger.client.sign_out(hosted=False)
    await tab.client.sign_out(hosted=False)
    assert tab.client.session.state == "signed_out"


async def test_nobody_is_given_a_session_that_is_not_shared(one_browser: Browser) -> None:
    """With `share_session_between_tabs` off, asking for a session brings none."""
    heard: list[str] = []
    one_browser.channel.listen(heard.append)
    tab = one_browser.tab(share_session_between_tabs=False)
    await tab.sign_in()
    heard.clear()
    one_browser.channel.post(said("session_wanted"))
    one_browser.channel.post(said("session_wanted", text="guessed"))
    assert heard == []
