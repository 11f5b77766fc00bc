"""Each drill really tries its attack, is refused, and leaves the session alone."""

import asyncio
from itertools import pairwise
from unittest.mock import AsyncMock, patch
from urllib.parse import urlsplit

import pytest

from auth.ports import Runtime
from auth.protocol.authorization import ACR_LEVELS
from auth.session.id_token import IdTokenVerifier
from auth.testing.doubles import runtime
from inspector.drills.catalogue import DRILLS
from inspector.drills.outcome import Drill, Lab, Outcome
from inspector.tokens.claims import claims_of
from tests.support import samples
from tests.support.tab import Browser, Tab, signed_in

EXPECTED = {
    "forge-state": "StateMismatch",
    "replay-callback": "StateMismatch",
    "replay-code": "StateMismatch: the code in this callback was used already",
    "mix-up": "MalformedResponse",
    "swap-nonce": "NonceMismatch",
    "downgrade": "AuthenticationTooWeak",
    "tamper": "SignatureInvalid",
    "no-signature": "TokenMalformed",
    "id-token-to-api": "HTTP 401",
    "lure-token": "ArgumentRefused",
}


def ports(tab: Tab) -> Runtime:
    """Return the ports of that tab."""
    return runtime(storage=tab.storage, transport=tab.transport, clock=tab.browser.clock)


def lab(tab: Tab) -> Lab:
    """Return what the drills need in that tab."""
    return Lab(tab.config, ports(tab), tab.client, tab.client._current.record)


async def tried(drill: Drill) -> tuple[Tab, Outcome]:
    """Sign in, and try the drill on an API that does check who calls."""
    browser = Browser()
    tab = await signed_in(browser)
    browser.api.statuses = [401]
    return tab, await drill.run(lab(tab))


@pytest.mark.parametrize("drill", DRILLS, ids=lambda drill: drill.key)
def test_a_drill_is_refused_by_the_real_code(drill: Drill) -> None:
    """The error is the one of the drill's rule."""
    _, outcome = asyncio.run(tried(drill))
    assert outcome.refusal.startswith(EXPECTED[drill.key])
    assert outcome.steps


@pytest.mark.parametrize("drill", DRILLS, ids=lambda drill: drill.key)
def test_a_drill_harms_no_session(drill: Drill) -> None:
    """Storage, address bar and session do not change."""

    async def story() -> None:
        browser = Browser()
        tab = await signed_in(browser)
        before, place = dict(tab.storage.entries), tab.navigation.url
        await drill.run(lab(tab))
        assert tab.storage.entries == before
        assert browser.storage.entries.keys() <= {f"cognito.ended.{samples.APP}"}
        assert (tab.navigation.url, tab.navigation.visited) == (place, [])
        assert tab.client.session.state == "signed_in"
        await tab.client.refresh()

    asyncio.run(story())


@pytest.mark.parametrize("drill", DRILLS, ids=lambda drill: drill.key)
def test_a_drill_names_its_rule(drill: Drill) -> None:
    """With the section, and an address that leads to it."""
    assert drill.story.endswith(".")
    assert drill.rule.endswith(".")
    host = urlsplit(drill.url).hostname
    assert host in ("www.rfc-editor.org", "openid.net")
    number, _, place = drill.section.partition(", ")
    if number.startswith("RFC "):
        assert drill.url.endswith(f"rfc{number.removeprefix('RFC ')}#section-{place}")


def test_a_tampered_token_differs_in_its_claims_alone() -> None:
    """So that nothing but the signature can refuse it."""
    drill = next(one for one in DRILLS if one.key == "tamper")

    async def story() -> Outcome:
        tab = await signed_in(Browser())
        with patch.object(IdTokenVerifier, "verify", AsyncMock(return_value={})) as verify:
            outcome = await drill.run(lab(tab))
        forged = claims_of(verify.call_args.args[0])
        assert tab.client._current.record is not None
        genuine = claims_of(tab.client._current.record.id_token)
        assert {name for name in forged if forged[name] != genuine.get(name)} == {"cognito:groups"}
        return outcome

    assert asyncio.run(story()).refusal == ""


def test_an_attack_that_succeeds_is_not_called_refused() -> None:
    """If an API accepts an ID token, the result says so."""
    drill = next(one for one in DRILLS if one.key == "id-token-to-api")

    async def story() -> Outcome:
        tab = await signed_in(Browser())
        return await drill.run(lab(tab))

    assert asyncio.run(story()).refusal == ""


@pytest.mark.parametrize("key", ["replay-callback", "replay-code"])
def test_a_replay_sends_one_code(key: str) -> None:
    """Cognito sees the invented code once, however often the address is loaded."""
    drill = next(one for one in DRILLS if one.key == key)

    async def story() -> int:
        tab = await signed_in(Browser())
        before = tab.codes_sent
        await drill.run(lab(tab))
        return tab.codes_sent - before

    assert asyncio.run(story()) == 1


@pytest.mark.parametrize(
    ("acr", "asked"),
    [*pairwise([*ACR_LEVELS, "a-level-above-all"]), ("unknown", ACR_LEVELS[1])],
)
def test_a_downgrade_asks_for_one_level_more(acr: str, asked: str) -> None:
    """Also if the session has the highest level, or none that the page knows."""
    drill = next(one for one in DRILLS if one.key == "downgrade")

    async def story() -> Outcome:
        tab = await signed_in(Browser())
        with patch.object(IdTokenVerifier, "verify", AsyncMock(return_value={"acr": acr})):
            return await drill.run(lab(tab))

    assert f"expected {asked} or higher" in asyncio.run(story()).refusal
