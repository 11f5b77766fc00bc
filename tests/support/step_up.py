"""An API that demands a level of authentication, and people who step up to it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from auth.backend import AccessTokenVerifier, KeyCache, RequireBearer, caller_of
from auth.encoding.url import form_decode, parse_url
from auth.errors import StepUpRequired
from auth.protocol.authorization import ACR_LEVELS
from tests.support import samples

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

    from auth import Session
    from tests.support.tab import Browser, Tab

LOW, _, HIGH, HIGHEST = ACR_LEVELS
STRONG = f"{samples.PAGE}/api/account"
RESUME = {"resume": "delete the account"}


class StrongApi:
    """An API at the page's origin that demands a level or an age of every call, and counts them.

    Args:
        browser: The browser whose page calls it, without tabs so far; its stand-in has the keys.
        demand: See `demand`.
    """

    def __init__(self, browser: Browser, **demand: Any) -> None:
        self.calls = 0
        self.callers: list[str] = []
        self._now = browser.clock.now
        self._verifier = AccessTokenVerifier(
            issuer=samples.ISSUER,
            client_ids=[samples.CLIENT],
            keys=KeyCache(lambda: _keys(browser), now=browser.clock.now),
            now=browser.clock.now,
        )
        self.demand(**demand)
        browser.apps[samples.PAGE] = self

    def demand(self, **demand: Any) -> None:
        """Demand something else from now on; the arguments are those of `RequireBearer`."""
        rules = {"verifier": self._verifier, "now": self._now, **demand}
        self._guarded = RequireBearer(self._delete, **rules)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Respond to a request."""
        self.calls += 1
        await self._guarded(scope, receive, send)

    async def _delete(self, scope: Scope, _: Receive, send: Send) -> None:
        self.callers.append(caller_of(scope).sub)
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body", "body": b""})


async def _keys(browser: Browser) -> bytes:
    address = f"{samples.ISSUER}/.well-known/jwks.json"
    return browser.simple_browser.http.get(address).content


def give_factor(browser: Browser, username: str = "ada") -> None:
    """Set up codes by e-mail for a person, who reaches the third level with them."""
    browser.cognito.pool.users[username].second_factors = ["email"]


def code_for(browser: Browser, username: str = "ada") -> str:
    """Return the code that the person gets by e-mail."""
    return browser.cognito.directory.outbox[username, "mfa"].code


def departure(tab: Tab) -> dict[str, str]:
    """Return the parameters of the sign-in that the tab has left for."""
    return dict(form_decode(parse_url(tab.navigation.visited[-1]).query or ""))


async def demand_of(tab: Tab, **arguments: Any) -> StepUpRequired | None:
    """Call the API as an app does that resumes; return the demand, or None if it was answered."""
    try:
        await tab.client.fetch(STRONG, step_up=True, app_state=RESUME, **arguments)
    except StepUpRequired as demand:
        return demand
    return None


def sign_in_at_cognito(tab: Tab, username: str = "ada", *, code: bool = True) -> str:
    """Sign in on the pages that the tab has left for, and return the callback URL."""
    browser = tab.browser
    from auth.testing.pools import password_of  # noqa: PLC0415 - beside the tabs' own use

    url = tab.navigation.visited[-1]
    place = browser.simple_browser.sign_in(
        url, username, password_of(browser.cognito.pool, username)
    )
    if code and "/mfa" in place:
        place = browser.simple_browser.submit({"code": code_for(browser, username)})
    return place


async def stepped_up(tab: Tab, username: str = "ada") -> Session:
    """Sign in, five seconds later, where the tab has left for; come back."""
    tab.browser.clock.advance(5)
    return await tab.come_back(sign_in_at_cognito(tab, username))


def stored(tab: Tab) -> list[str]:
    """Return the refresh tokens that the tab's storage has."""
    entries = [json.loads(text) for text in tab.storage.entries.values() if text[:1] == "{"]
    return [entry["refresh_token"] for entry in entries if "refresh_token" in entry]
