"""Pages of a vault in random orders of what people do with them."""

from __future__ import annotations

import asyncio
import json
import os
from typing import TYPE_CHECKING, Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from auth.errors import AuthError
from auth.testing.doubles import LocalChannel
from tests.support.remote import settle
from tests.support.tab import Browser
from tests.support.vault import HOME, VaultPage, VaultWorker

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from auth.remote.client import RemoteClient

MOST_PAGES = 4
CHOICES = st.integers(0, MOST_PAGES - 1)


class VaultModel(RuleBasedStateMachine):
    """Up to four pages of one worker, and what they have to agree on."""

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.browser = Browser()
        self.heard: list[str] = []
        LocalChannel(beside=self.browser.channel).listen(self.heard.append)
        self.worker = VaultWorker(self.browser)
        self.pages: list[tuple[VaultPage, RemoteClient]] = []
        self.secrets: set[str] = set()
        self.seen: list[str] = []
        self.is_revoked = False

    def teardown(self) -> None:
        """Close the event loop."""
        self.runner.close()

    @precondition(lambda self: len(self.pages) < MOST_PAGES)
    @rule()
    def opens(self) -> None:
        """Open a page in a new tab."""
        self._does(self._opened(HOME, {}))

    @precondition(lambda self: self.pages)
    @rule(choice=CHOICES, username=st.sampled_from(["ada", "ada", "grace"]))
    def signs_in(self, choice: int, username: str) -> None:
        """Press the button, and come back from Cognito."""

        async def sign_in() -> None:
            self.browser.clock.advance(2)
            page, client = self._page(choice)
            await client.sign_in(prompt="login")
            await settle()
            url = await page.callback(username)
            await self._left(page, client)
            await self._opened(url, page.session)
            self.is_revoked = False

        self._does(sign_in())

    @precondition(lambda self: self.pages)
    @rule(choice=CHOICES)
    def closes(self, choice: int) -> None:
        """Close a tab."""
        self._does(self._left(*self._page(choice)))

    @precondition(lambda self: self.pages)
    @rule(choice=CHOICES)
    def reloads(self, choice: int) -> None:
        """Reload a page, which goes to Cognito if it was the last one with the session."""

        async def reload() -> None:
            page, client = self._page(choice)
            await self._left(page, client)
            await self._opened(HOME, page.session)
            again, _ = self.pages[-1]
            if again.visited:
                await again.sends("moment", name="brought_back")

        self._does(reload())

    @precondition(lambda self: self.pages)
    @rule(
        choice=CHOICES,
        name=st.sampled_from(["refresh", "fetch_user_info", "revoke", "get_access_token"]),
    )
    def calls(self, choice: int, name: str) -> None:
        """Call a method; who is not signed in gets an error."""

        async def call() -> None:
            _, client = self._page(choice)
            try:
                self.seen.append(str(await getattr(client, name)()))
                self.is_revoked = self.is_revoked or name == "revoke"
            except AuthError:
                is_refused = name in ("get_access_token", "refresh") or self.is_revoked
                assert is_refused or not client.session.is_signed_in

        self._does(call())

    @precondition(lambda self: self.pages)
    @rule(choice=CHOICES)
    def signs_out(self, choice: int) -> None:
        """Sign out in one page: nobody is signed in any more."""

        async def sign_out() -> None:
            _, client = self._page(choice)
            was_signed_in = client.session.is_signed_in
            await client.sign_out(hosted=False)
            await settle()
            if was_signed_in:
                assert not any(other.session.is_signed_in for _, other in self.pages)

        self._does(sign_out())

    @rule(seconds=st.sampled_from([1, 60, 1900, 3600]))
    def waits(self, seconds: int) -> None:
        """Let time pass."""

        async def wait() -> None:
            self.browser.clock.advance(seconds)
            await settle()

        self._does(wait())

    @invariant()
    def pages_agree(self) -> None:
        """On whether somebody is signed in, and who."""
        people = {
            client.session.user.sub if client.session.user else None for _, client in self.pages
        }
        assert len(people - {None}) <= 1

    @invariant()
    def no_token_has_left_the_worker(self) -> None:
        """Neither to a page nor to the origin's channel."""
        for page, client in self.pages:
            self._note(page, client)
        said = "\n".join([*self.seen, *self.heard])
        assert not [secret for secret in self.secrets if secret in said]
        assert all(json.loads(one)["event"] in ("signed_out", "active") for one in self.heard)
        self.seen.clear()
        self.heard.clear()

    @invariant()
    def nothing_is_left_without_a_page(self) -> None:
        """Check that closing the last page has ended the session."""
        if not self.pages:
            assert self.runner.run(self.browser.locks.claimed()) == []

    def _page(self, choice: int) -> tuple[VaultPage, RemoteClient]:
        return self.pages[choice % len(self.pages)]

    def _does(self, work: Coroutine[Any, Any, None]) -> None:
        async def work_and_settle() -> None:
            await work
            for _ in range(3):
                await settle()

        self.runner.run(work_and_settle())
        for tab in self.worker.vault._tabs:
            record = tab._client._current.record if tab._client else None
            if record is not None:
                tokens = (record.access_token, record.id_token, record.refresh_token or "")
                self.secrets |= {token for token in tokens if token}

    async def _opened(self, url: str, session: dict[str, str]) -> None:
        page = await VaultPage(self.worker, url, session).opens()
        await settle()
        self.pages.append((page, await page.client()))

    async def _left(self, page: VaultPage, client: RemoteClient) -> None:
        self._note(page, client)
        self.pages.remove((page, client))
        await page.leaves()

    def _note(self, page: VaultPage, client: RemoteClient) -> None:
        port: Any = client._link.port
        self.seen += [*page.received, *page.session.values(), *port.other.sent]
        page.received.clear()
        port.other.sent.clear()


TestVaultModel = VaultModel.TestCase
TestVaultModel.settings = settings(
    max_examples=int(os.environ.get("MODEL_EXAMPLES", "30")),
    stateful_step_count=20,
    suppress_health_check=list(HealthCheck),
)
