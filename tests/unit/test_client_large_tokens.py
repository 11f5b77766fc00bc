"""Tokens as large as Cognito's quotas allow, and answers that are larger than any of its."""

import asyncio
import json

import pytest

from auth.errors import ResponseTooLarge
from auth.protocol.http import COGNITO_LIMIT
from auth.session.storage import SESSION_PREFIX
from cognito_stand_in.pool import Group
from tests.support import samples
from tests.support.tab import TOKEN_PATH, Browser, Tab

ROLE = "arn:aws:iam::123456789012:role/" + "tenants/" * 64 + "r" * 60
"""A role's path has up to 512 characters, its name up to 64."""


def fill(browser: Browser, groups: int, *, roles: bool, attributes: int = 0) -> None:
    """Put ada into groups of the longest names, and set attributes of the largest size."""
    pool = browser.cognito.pool
    names = [f"tenant-{number:03d}-".ljust(128, "é") for number in range(groups)]
    pool.users["ada"].groups = names
    for number, name in enumerate(names):
        role_arn = f"{ROLE}{number:03d}" if roles else None
        pool.groups[name] = Group(name=name, precedence=1, role_arn=role_arn)
    for number in range(attributes):
        pool.users["ada"].attributes[f"custom:attribute-{number:02d}"] = "x" * 2048


def tokens_of(tab: Tab) -> dict[str, str]:
    """Return the stored record."""
    record: dict[str, str] = json.loads(tab.storage.entries[SESSION_PREFIX + samples.APP])
    return record


async def test_somebody_with_every_quota_filled_signs_in_and_stays(one_browser: Browser) -> None:
    """Sign-in, reload, renewals, a second tab and a call: with about 350 000 characters."""
    fill(one_browser, 100, roles=True, attributes=50)
    tab = one_browser.tab()
    session = await tab.sign_in()
    assert (session.state, session.error) == ("signed_in", None)
    assert len(tokens_of(tab)["id_token"]) > 250_000
    assert session.user is not None
    assert len(session.user.groups) == 100
    assert (await tab.load(f"{samples.PAGE}/").start()).state == "signed_in"
    for _ in range(2):
        await tab.client.refresh()
        assert (tab.client.session.state, tab.client.session.error) == ("signed_in", None)
    other = one_browser.tab()
    await other.client.start()
    for _ in range(20):
        await asyncio.sleep(0)
    assert other.client.session.state == "signed_in"
    assert (await other.client.fetch("/api")).ok
    assert one_browser.api.seen == [f"Bearer {tokens_of(other)['access_token']}"]


async def test_a_session_survives_that_its_tokens_grow(one_browser: Browser) -> None:
    """Somebody is put into many groups between the sign-in and a renewal."""
    tab = one_browser.tab()
    await tab.sign_in()
    fill(one_browser, 100, roles=True, attributes=50)
    await tab.client.refresh()
    assert (tab.client.session.state, tab.client.session.error) == ("signed_in", None)
    assert tab.client.session.user is not None
    assert len(tab.client.session.user.groups) == 100


@pytest.mark.parametrize("size", [COGNITO_LIMIT + 1, 10_000_000])
async def test_an_answer_above_the_limit_is_named_as_that(one_browser: Browser, size: int) -> None:
    """No token is called forged, and the next sign-in works."""
    tab = one_browser.tab()
    url = await tab.callback()
    client = tab.load(url)
    tab.transport.answer(TOKEN_PATH, samples.reply(b" " * size))
    session = await client.start()
    assert (session.state, type(session.error)) == ("signed_out", ResponseTooLarge)
    assert "1048576 bytes" in str(session.error)
    assert (await tab.sign_in()).state == "signed_in"


async def test_a_renewal_above_the_limit_ends_no_session(one_browser: Browser) -> None:
    """It may be an accident on the way; the person stays, and the next try works."""
    tab = one_browser.tab()
    await tab.sign_in()
    tab.transport.answer(TOKEN_PATH, samples.reply(b" " * 10_000_000))
    with pytest.raises(ResponseTooLarge):
        await tab.client.refresh()
    assert tab.client.session.state == "signed_in"
    await tab.client.refresh()
    assert tab.client.session.error is None
