"""Messages of APIs, providers and other programs are recorded by their length only."""

import asyncio
import json
from urllib.parse import parse_qsl, urlsplit

from tests.support import samples
from tests.support.tab import Tab
from tests.unit.inspector.recorded import inspected


def test_what_an_api_says_when_it_refuses_is_not_repeated() -> None:
    """Neither in its challenge nor in its answer is anything shown but an error's code."""
    challenge = 'Bearer error="no ada@example.com"'

    async def story(tab: Tab) -> None:
        await tab.sign_in()
        refusal = {"error": "gone_away", "scope": "ada@example.com"}
        tab.transport.answer("/api/user", samples.reply(refusal, 410))
        await tab.client.fetch("/api/user")
        tab.transport.answer("/api/user", samples.reply({}, 403, www_authenticate=challenge))
        await tab.client.fetch("/api/user")

    with inspected() as one:
        asyncio.run(story(one.browser.tab()))
        answered = [event for event in one.events() if event.what == "GET /api/user"]
    first, second = [event for event in answered if event.kind == "response"]
    assert (first.fact("error"), first.fact("scope")) == ("gone_away", "•15")
    assert second.fact("error") == "•18"


def test_what_a_page_was_called_with_is_not_repeated() -> None:
    """Any parameter of the address may come from an attacker."""
    with inspected() as one:
        tab = one.browser.tab(f"{samples.PAGE}/?code=c&state=s&token_type=ada@example.com")
        asyncio.run(tab.client.start())
        called = next(event for event in one.events() if event.kind == "callback")
    assert called.fact("token_type") == "•15"


def test_what_a_provider_says_when_it_refuses_is_not_repeated() -> None:
    """Of what is no error's code there is the length, wherever it shows up."""

    async def story(tab: Tab) -> None:
        await tab.client.start()
        state = dict(parse_qsl(urlsplit(await tab.callback()).query))["state"]
        await tab.come_back(f"{samples.PAGE}/?error=Ada%20Lovelace&state={state}")

    with inspected() as one:
        asyncio.run(story(one.browser.tab()))
        refused = one.events()[-1]
        assert "Lovelace" not in "".join(one.said)
    assert (refused.fact("error"), refused.fact("said")) == ("AuthorizationDenied", "•12")


def test_what_others_say_on_the_channel_is_not_recorded() -> None:
    """A program of somebody else's may say anything there."""
    with inspected() as one:
        tab = one.browser.tab()
        asyncio.run(tab.client.start())
        for event in ("session_wanted", "ada@example.com"):
            one.browser.channel.post(json.dumps({"event": event, "text": "ada@example.com"}))
        heard = [event.what for event in one.events() if event.kind == "heard"]
        written = "".join([*one.kept(tab), *one.said])
    assert heard == ["session_wanted"]
    assert "ada@example.com" not in written
