"""The simulated tabs of `auth.testing`, with the pool and the settings of this repository."""

import copy
from functools import cache
from pathlib import Path

from starlette.requests import Request as StarletteRequest
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from auth import Session, testing
from auth.protocol.jose import split_jws
from auth.testing.tabs import TabLocks
from cognito_stand_in import Pool, load_pool
from tests.support import samples

__all__ = ["Browser", "Tab", "TabLocks"]

ROOT = Path(__file__).resolve().parents[2]
PASSWORDS = {"ada": "Analytical-Engine-1843", "grace": "First-Actual-Bug-1947"}
TOKEN_PATH = "/oauth2/token"
REVOKE_PATH = "/oauth2/revoke"
KEYS_PATH = "/eu-west-1_StandIn01/.well-known/jwks.json"


@cache
def _pool() -> Pool:
    return load_pool(
        ROOT / "infra" / "cognito.yaml",
        ROOT / "infra" / "development.toml",
        domain=samples.DOMAIN,
        issuer_origin="http://localhost:8002",
        page_origins=[samples.PAGE],
    )


class Api:
    """An API that records Authorization headers, and verifies none.

    `statuses` are those of its next responses; `levels` are the levels that a path accepts.
    """

    def __init__(self) -> None:
        self.seen: list[str | None] = []
        self.statuses: list[int] = []
        self.levels: dict[str, tuple[str, ...]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Respond to a request."""
        authorization = StarletteRequest(scope).headers.get("authorization")
        self.seen.append(authorization)
        accepted = self.levels.get(scope["path"])
        response = PlainTextResponse("hello", self.statuses.pop(0) if self.statuses else 200)
        if accepted and split_jws((authorization or "")[7:]).payload().get("acr") not in accepted:
            demand = f'error="insufficient_user_authentication", acr_values="{" ".join(accepted)}"'
            response = PlainTextResponse("", 401, {"WWW-Authenticate": f"Bearer {demand}"})
        await response(scope, receive, send)


class Browser(testing.Browser):
    """One browser, whose API is at the page's origin."""

    api: Api  # type: ignore[assignment] # in place of the one that records more

    def __init__(self) -> None:
        api = Api()
        super().__init__(samples.config(), pool=copy.deepcopy(_pool()), apps={samples.PAGE: api})
        self.api = api

    def tab(self, url: str | None = None, /, **settings: object) -> "Tab":
        """Open a tab."""
        return Tab(self, url or f"{samples.PAGE}/", samples.config(**settings))


class Tab(testing.Tab):
    """A tab, with what tests of the client look at."""

    browser: Browser

    def brought_back(self) -> Session:
        """Restore this page from the back/forward cache, and return its session."""
        self.client._resume.come_back()
        return self.client.session

    def successor(self) -> "Tab":
        """Hand over to another program on this page, and return its tab, not started yet."""
        assert self._channel is not None
        self.client.hand_over()
        url, page = self.navigation.url, self._channel.page
        return Tab(self.browser, url, self.config, storage=self.storage, page=page)

    @property
    def states(self) -> list[str]:
        """The states that the session of this page has been in, in order."""
        return [session.state for session in self.sessions]

    @property
    def codes_sent(self) -> int:
        """The number of token requests that this tab has sent."""
        return len(self.transport.sent_to(TOKEN_PATH))


async def signed_in(browser: Browser, username: str = "ada", **settings: object) -> Tab:
    """Return a tab in which somebody is signed in."""
    tab = browser.tab(**settings)
    await tab.sign_in(username)
    return tab
