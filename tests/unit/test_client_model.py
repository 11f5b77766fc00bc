"""The client against every order of events: random browsers, driven one step at a time.

Several tabs of one browser run the real client against the stand-in. Hypothesis decides which page
goes on, which message arrives, which request reaches Cognito, whether its answer comes back, and
when people, clocks and machines do what they do.

`MODEL_EXAMPLES=5000` makes it a long run with a seed of its own, `MODEL_STEPS=20` a run of shorter
stories, and `MODEL_SHRINK=1` lets a failure be made small, which takes minutes.
"""

from __future__ import annotations

import asyncio
import base64
import json
import os
from contextvars import ContextVar
from dataclasses import replace
from functools import partial
from inspect import CORO_SUSPENDED, getcoroutinestate
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from hypothesis import HealthCheck, Phase, note, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from auth import AuthClient
from auth.account import Account, AccountDetails, AccountRequestRejected
from auth.calls.aws import AwsClient
from auth.calls.response import ApiResponse
from auth.encoding.url import form_decode, parse_url
from auth.errors import (
    SignInRequired,
    StepUpRequired,
    StorageUnavailable,
    SubjectMismatch,
    TokenRequestRejected,
    TransportFailed,
)
from auth.flows.resume import MESSAGE_SECONDS
from auth.flows.step_up import PAUSE_SECONDS
from auth.protocol.authorization import ACR_LEVELS
from auth.session.storage import SESSION_PREFIX
from auth.testing.doubles import ManualLifecycle, MemoryStorage, RecordingNavigation, runtime
from tests.support import samples
from tests.support.stepped_browser import (
    SERVICE,
    CountedCrypto,
    Exchange,
    Message,
    Page,
    PageChannel,
    PageClock,
    PageLocks,
    PageSharedStorage,
    PageTransport,
    SteppedBrowser,
)
from tests.support.tab import PASSWORDS, TOKEN_PATH
from tests.unit.account.scripted import SCOPES

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from typing import Literal

    from auth import Session
    from auth.config import AuthConfig
    from auth.flows.sign_out import SignOutResult
    from auth.protocol.http import Request
    from auth.session.record import SessionRecord

    Then = Literal["logout_uri", "sign_in"]

CALL: ContextVar[object] = ContextVar("CALL", default=None)
"""The task of the app's call; a task that the client starts for it has the same."""

KEY = SESSION_PREFIX + samples.APP
API = f"{samples.PAGE}/api/user"
STRONG_PATH = "/api/account"
HIGH, HIGHEST = ACR_LEVELS[2:]
SETTINGS: dict[str, Any] = {
    "scopes": SCOPES,
    "identity_pool_id": "eu-west-1:5c1b7a9e-0000-4000-8000-57a4d1401001",
    "identity_origin": "http://localhost:8002",
    "aws_origins": [SERVICE],
}
LIMITS = ("idle", "session_limit")
NOBODY = ("nothing_stored", "callback_refused", "sign_in_failed", "sign_in_abandoned")
EXPECTED = (
    AccountRequestRejected,
    SignInRequired,
    StepUpRequired,
    StorageUnavailable,
    SubjectMismatch,
    TokenRequestRejected,
    TransportFailed,
)
WHO = st.sampled_from(["ada", "grace", "cancel", "back", "back_to_cached_page"])
CALL_NAMES = (
    "get_access_token",
    "fetch",
    "stream",
    "aws",
    "account",
    "refresh",
    "fetch_user_info",
    "revoke",
    "step_up",
)
CALLS = st.sampled_from(CALL_NAMES)
RIVALS = st.sampled_from(["sign_out", "sign_out", "duplicate", "reload", "refresh"])
INDEX = st.integers(0, 7)
ALL = 1000
"""Steps: everything on all pages, with messages and requests."""
STEPS = st.sampled_from([0, 1, 2, 3, 5, 8, 100, 100, ALL, ALL, ALL])


def payload(token: str) -> dict[str, Any]:
    """Return what a signed token says."""
    part = token.split(".")[1]
    claims: dict[str, Any] = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return claims


def family_of(record: SessionRecord) -> str:
    """Return Cognito's own name of a session's family."""
    return str(payload(record.access_token)["origin_jti"])


class Document(Page):
    """A page with the client in it, which records what the client does wrong.

    `name` is that of the page whose program this one succeeds.
    """

    def __init__(self, world: World, storage: MemoryStorage, url: str, name: str = "") -> None:
        super().__init__(world.browser)
        self.world = world
        self.name = name or str(id(self))
        self.begun: dict[object, SessionRecord | None] = {}
        self.storage = storage
        self.shared_storage = PageSharedStorage(self)
        self.navigation = RecordingNavigation(url)
        self.lifecycle = ManualLifecycle()
        self.calls: list[str] = []
        self.family = ""
        self.sub = ""
        self.sequence = 0
        self.knows_ended: set[str] = set()
        self.refused: set[str] = set()
        self.was_refused = ("", 0)
        self.is_signing_out = False
        self.is_coming_back = False
        self.active_at = self.browser.monotonic()
        self.tasks_of_calls: list[asyncio.Task[None]] = []
        self.run(self._load)

    def _load(self) -> None:
        self.client = AuthClient(
            self.world.config,
            runtime(
                storage=self.storage,
                shared_storage=self.shared_storage,
                navigation=self.navigation,
                transport=PageTransport(self, self._sends),
                clock=PageClock(self),
                crypto=self.world.crypto,
                lifecycle=self.lifecycle,
                locks=PageLocks(self),
                channel=PageChannel(self, self.name),
            ),
        )
        self.aws = AwsClient(self.client)
        self.account = Account(self.client)
        discard = self.client._current.discard

        def discarded(record: SessionRecord) -> None:
            self.world.discarded.add(family_of(record))
            discard(record)

        self.client._current.discard = discarded
        sign_out = self.client.sign_out

        def signs_out(**arguments: Any) -> Coroutine[Any, Any, SignOutResult]:
            self._records_sign_out()
            self.is_signing_out = True
            try:
                return sign_out(**arguments)
            finally:
                self.is_signing_out = False

        self.client.sign_out = signs_out  # type: ignore[method-assign]
        self.client.on("changed", self._moved)
        self.call("start", self.client.start)

    @property
    def record(self) -> SessionRecord | None:
        """What the client has in memory."""
        return self.client._current.record

    @property
    def session(self) -> Session:
        """The session as the page sees it."""
        return self.client.session

    def call(self, name: str, work: Callable[[], Coroutine[Any, Any, object]]) -> None:
        """Begin a call of the app's."""
        self.calls.append(name)
        self.tasks_of_calls = [task for task in self.tasks_of_calls if not task.done()]
        self.tasks_of_calls.append(self.begin(self._called(name, work)))

    async def _called(self, name: str, work: Callable[[], Coroutine[Any, Any, object]]) -> None:
        begun = self.record
        CALL.set(asyncio.current_task())
        if name not in ("start", "sign_in", "sign_out", "revoke"):
            self.begun[CALL.get()] = begun
        try:
            result = await work()
        except EXPECTED as error:
            self.world.log(f"{name} raised {type(error).__name__}")
            if isinstance(error, StepUpRequired) and self.navigation.visited:
                self.world.steps_up(self)
            is_refused = name == "sign_in" and isinstance(error, StorageUnavailable)
            if name in ("start", "sign_in", "sign_out") and not is_refused:
                self.world.blame(f"{name} raised {error!r}")
        except Exception as error:  # noqa: BLE001 - whatever it is, it is a finding
            self.world.blame(f"{name} raised {error!r}")
        else:
            if CALL.get() in self.begun:
                self._returns(name, begun, result)
        finally:  # also of a call that is cancelled
            self.calls.remove(name)

    def _returns(self, name: str, begun: SessionRecord | None, result: object) -> None:
        """Check that a call returns something of the session that it began with."""
        if begun is None or self.record is None or family_of(self.record) != family_of(begun):
            self.world.blame(f"{name} of {begun and family_of(begun)} returned after its session")
        elif name == "get_access_token":
            self._hands_out(str(result), name)
            self._belongs(payload(str(result))["origin_jti"], name)
        elif name == "fetch_user_info":
            assert isinstance(result, dict)
            if result["sub"] != begun.claims.sub:
                self.world.blame("fetch_user_info returned another person's attributes")
        elif name == "account":
            assert isinstance(result, AccountDetails)
            if result.attributes["sub"] != begun.claims.sub:
                self.world.blame("account returned another person's attributes")
        elif name in ("fetch", "stream", "aws", "step_up"):
            assert isinstance(result, ApiResponse)
            if self.world.person_of(result._request) != begun.claims.sub:
                self.world.blame(f"{name} returned the answer to another person's request")

    def _belongs(self, family: str, where: str) -> None:
        """Check that a token is of the session that the running call began with."""
        task = CALL.get()
        if task in self.begun:
            begun = self.begun[task]
            if begun is None or family_of(begun) != family:
                self.world.blame(f"{where}: another session's token")

    async def stream(self) -> object:
        """Call an API, and read its response while it arrives."""
        response = await self.client.fetch(API, stream=True)
        async for chunk in response:
            assert chunk
        return response

    def take_app_state(self) -> None:
        """Take what somebody began before a sign-in, which works once."""
        try:
            state: Any = self.client.take_app_state()
        except StorageUnavailable:
            return
        if state is None:
            return
        user, taken = self.session.user, self.world.taken.setdefault(id(self.storage), [])
        if user is None or state["for"] != user.sub:
            self.world.blame("an app_state was taken by another person")
        if state["number"] in taken:
            self.world.blame("an app_state was taken twice")
        taken.append(state["number"])

    async def step_up(self) -> object:
        """Call an API that demands a level, and leave for the sign-in that it demands."""
        self.world.app_states += 1
        state = {"for": self.record and self.record.claims.sub, "number": self.world.app_states}
        url = samples.PAGE + STRONG_PATH
        return await self.client.fetch(url, step_up=True, app_state=state)

    def leave(self, *, anew: bool) -> None:
        """Click on "Sign in"."""
        parameters: dict[str, Any] = {"prompt": "login"} if anew else {}
        self.call("sign_in", partial(self.client.sign_in, **parameters))

    def _records_sign_out(self) -> None:
        """Record who signs out."""
        if self.record is not None:
            self.world.signed_out[family_of(self.record)] = self.record.claims.sub
            self.world.families[self.record.family] = family_of(self.record)
            self.knows_ended.add(family_of(self.record))

    def come_back(self) -> None:
        """Restore the page from the back/forward cache."""
        self.is_coming_back = True
        self.run(self.lifecycle.happen, "brought_back")
        self.is_coming_back = False

    def reads_storage(self) -> None:
        """Let what other pages have stored arrive."""
        self.shared_storage.arrive()
        self.run(self.lifecycle.happen, "stored")

    def _sends(self, exchange: Exchange) -> None:
        request = exchange.request
        authorization = dict(request.headers).get("Authorization", "")
        if authorization.startswith("Bearer "):
            token = authorization.removeprefix("Bearer ")
            self._hands_out(token, request.url)
            self._belongs(payload(token)["origin_jti"], request.url)
        elif authorization:
            begun = self.begun[CALL.get()]
            if begun is None or self.world.person_of(request) != begun.claims.sub:
                self.world.blame(f"{request.url}: signed by another person")
        if '"AccessToken"' in str(request.body):
            token = json.loads(str(request.body))["AccessToken"]
            self._hands_out(token, request.url)
            self._belongs(payload(token)["origin_jti"], request.url)
        if request.url.endswith(TOKEN_PATH):
            [refresh_token] = parse_qs(str(request.body)).get("refresh_token", [""])
            if refresh_token:
                self.world.renews(self, exchange, refresh_token)
                self._belongs(self.world.origins[refresh_token], request.url)

    def _hands_out(self, token: str, where: str) -> None:
        claims, user = payload(token), self.session.user
        if user is None and self.navigation.visited and self.record is not None:
            user = self.record.claims  # this page has signed in, and leaves for another one
        if user is None or user.sub != claims["sub"]:
            self.world.blame(f"{where}: a token while {self.session!r} is {user and user.sub}")
        if claims["origin_jti"] in self.knows_ended:
            self.world.blame(f"{where}: a token after the sign-out")
        if claims["exp"] <= self.browser.true.now() and not self.world.may_be_expired(self, token):
            self.world.blame(f"{where}: a token that has expired")

    def _moved(self, session: Session) -> None:
        self.world.log(f"{session!r} by {session.event} {session.error or ''}".rstrip())
        wrong = self._unreasonable(session)
        if wrong:
            self.world.blame(f"{session!r} by {session.event}: {wrong}")
        if session.reason in LIMITS:
            self.world.signed_out[self.family] = self.sub
        if session.reason == "refused":
            self.was_refused = (self.family, self.sequence)
        if self.record is not None:
            self.world.families[self.record.family] = family_of(self.record)
        if session.is_signed_in and self.record is not None:
            self.family, self.sub = family_of(self.record), self.record.claims.sub
            self.sequence = self.record.sequence
            if self.was_refused[0] == self.family and self.was_refused[1] >= self.sequence:
                self.world.blame(f"{session.event} restored a session that was refused")
            if self.family in self.knows_ended:
                self.world.blame(f"{session.event} revived a session")

    def _unreasonable(self, session: Session) -> str:
        """Return why the session should not be in this state, or an empty string."""
        world, event, reason = self.world, session.event, session.reason
        state: Any = session.app_state
        user = session.user
        if state and (user is None or user.sub != state["for"] or user.acr != HIGH):
            return "what somebody began is resumed by another person, or on a lower level"
        if event in NOBODY:
            is_stored = KEY in self.storage.entries and not world.was_refused
            return "there is a session" if self.record or is_stored else ""
        if event == "signed_out":
            return "" if self.is_signing_out else "nobody signed out"
        if reason == "refused" and world.has_winner_beside(self):
            return "a winner is here"
        told = self.family in world.signed_out or self.sub in world.signed_out.values()
        told = told or self.family in world.discarded
        idle_seconds = self.browser.monotonic() - self.active_at + 0.01
        reasons = {
            "": True,
            "idle": idle_seconds >= world.config.idle_timeout_seconds > 0,
            "session_limit": world.config.max_session_seconds > 0,
            "refused": self.family in self.refused,
            "signed_out_elsewhere": told or self.is_coming_back,
            "user_changed": bool(world.people - {self.sub}),
        }
        return "" if reasons.get(reason) else "there is no such reason"


class World:
    """A browser, the settings of its page, and what has happened in it."""

    def __init__(self, config: AuthConfig, *, has_locks: bool, orderly: bool) -> None:
        self.browser = SteppedBrowser(has_locks=has_locks)
        self.config = config
        self.crypto = CountedCrypto()
        self.orderly = orderly
        self.blames: list[str] = []
        self.signed_out: dict[str, str] = {}
        self.families: dict[str, str] = {}
        self.people: set[str] = set()
        self.discarded: set[str] = set()
        self.renewals: dict[str, list[Exchange]] = {}
        self.received: dict[str, Page] = {}
        self.stepped_up: dict[int, dict[str, Any]] = {}
        self.origins: dict[str, str] = {}
        self.set_back = False
        self.clock_was_set = False
        self.was_frozen = False
        self.was_refused = False
        self.app_states = 0
        self.taken: dict[int, list[int]] = {}

    def log(self, text: str) -> None:
        """Add a line to the report of a failure."""
        note(f"    {text}")

    def blame(self, text: str) -> None:
        """Record something that must not happen."""
        self.blames.append(text)

    def may_be_expired(self, page: Page, token: str) -> bool:
        """Whether nobody could know: the device's clock lied to a page that did not see it."""
        other = self.received.get(token) is not page
        return self.set_back and (other or self.browser.stood_still > 0)

    def has_winner_beside(self, loser: Document) -> bool:
        """Whether another page has the session, which its loser must not give up."""
        return self.is_strict and any(
            page.session.is_signed_in
            and page.family == loser.family
            and page.sequence > loser.sequence
            for page in self.documents
            if page is not loser
        )

    def has_newer_than(self, page: Document) -> bool:
        """Whether another program has a later state of a page's session, and can send it."""
        own = page.record
        return own is not None and any(
            other.record is not None and other.record.is_newer_than(own)
            for other in self.browser.pages
            if isinstance(other, Document) and not other.cached
        )

    @property
    def documents(self) -> list[Document]:
        """The pages, without programs that have handed over."""
        return [
            page
            for page in self.browser.pages
            if isinstance(page, Document)
            and not page.cached
            and not page.client._tabs.has_handed_over
        ]

    def steps_up(self, page: Document) -> None:
        """Check that a step-up that begins is not the second one in a row."""
        url = page.navigation.visited[-1]
        asked = dict(form_decode(parse_url(url).query or ""))
        before = self.stepped_up.get(id(page.storage), {"at": 0.0, "state": ""})
        if "acr_values" not in asked or before["state"] == asked["state"]:
            return  # another call has left, or this one for a second time
        now = self.browser.true.now()
        if now - before["at"] < PAUSE_SECONDS and not self.clock_was_set:
            self.blame("a step-up began right after one for the same level")
        # With the storage itself, so that no other one gets its id.
        kept = {"at": now, "state": asked["state"], "storage": page.storage}
        self.stepped_up[id(page.storage)] = kept

    def person_of(self, request: Request) -> str:
        """Return whom a request's token or signature speaks for."""
        authorization = dict(request.headers)["Authorization"]
        if authorization.startswith("Bearer "):
            return str(payload(authorization.removeprefix("Bearer "))["sub"])
        identities = self.browser.cognito.identities
        key_id = authorization.partition("Credential=")[2].partition("/")[0]
        return identities.people[identities.credentials[key_id].identity_id]

    @property
    def is_strict(self) -> bool:
        """Whether there is nothing to excuse a refresh token that is sent twice."""
        browser = self.browser
        excused = browser.impatient or self.was_frozen or self.was_refused or not self.orderly
        return browser.has_locks and not excused

    def renews(self, page: Document, exchange: Exchange, refresh_token: str) -> None:
        """Check a renewal when it is sent."""
        if self.origins[refresh_token] in page.knows_ended:
            self.blame("a refresh token was sent after its sign-out")
        earlier = self.renewals.setdefault(refresh_token, [])
        client = self.browser.cognito.pool.clients[samples.CLIENT]
        if self.is_strict and client.rotation_enabled and client.retry_grace_seconds == 0:
            spent = [one for one in earlier if one.outcome in ("", "answered") and _is_good(one)]
            if spent and (not spent[0].outcome or self.has_newer_than(page)):
                self.blame(f"a refresh token was sent twice, before: {spent[0].outcome}")
        earlier.append(exchange)

    def respond(self, exchange: Exchange) -> None:
        """Deliver a response to its page, and record it."""
        answer, page = exchange.answer, exchange.page
        if answer is not None and exchange.request.url.endswith(TOKEN_PATH):
            if answer.status == 200:
                self._received(answer.json(), page)
            elif b"invalid_grant" in answer.body and isinstance(page, Document):
                [token] = parse_qs(str(exchange.request.body)).get("refresh_token", [""])
                page.refused.add(self.origins.get(token, ""))
        self.browser.respond(exchange)

    def _received(self, tokens: dict[str, object], page: Page) -> None:
        access_token = str(tokens["access_token"])
        self.received[access_token] = page
        self.people.add(payload(access_token)["sub"])
        self.origins[str(tokens.get("refresh_token"))] = payload(access_token)["origin_jti"]

    def deliver(self, message: Message) -> None:
        """Deliver a message, and record what the page knows from then on."""
        said = json.loads(message.text)
        if said["event"] == "signed_out" and isinstance(message.to, Document):
            # A session may end by a limit before any page has shown it.
            message.to.knows_ended.add(self.families.get(said["text"], ""))
        if said["event"] == "active" and isinstance(message.to, Document):
            message.to.active_at = self.browser.monotonic()
        self.browser.deliver(message)

    def wait(self, seconds: float) -> None:
        """Advance the clock, timer by timer, and run the pages."""
        browser = self.browser
        until = browser.true.monotonic() + seconds
        while (due := browser.next_due()) is not None:
            ahead = due - browser.monotonic()
            if browser.true.monotonic() + ahead > until:
                break
            browser.true.doze(max(0.0, ahead))
            browser.fire()
            self.catch_up()
        browser.true.doze(max(0.0, until - browser.true.monotonic()))

    def catch_up(self) -> None:
        """Run the pages, and deliver the messages that arrive in time."""
        self.browser.run_all()
        while self.orderly and (ready := self.deliverable()):
            self.deliver(ready[0])
            self.browser.run_all()
        for page in self.behind():
            page.reads_storage()
            self.browser.run_all()

    def has_ended(self, family: str) -> bool:
        """Whether any program has recorded the end of a session.

        Of two programs on a page, one may have cleared the storage before the other one reads it.
        """
        pages = [page for page in self.browser.pages if isinstance(page, Document)]
        return any(page.client._current.ended.has(family) for page in pages)

    def behind(self) -> list[Document]:
        """Return the pages in which something can arrive that another one has stored."""
        return [
            page
            for page in self.browser.pages
            if isinstance(page, Document) and page.shared_storage.is_behind and not page.frozen
        ]

    def deliverable(self) -> list[Message]:
        """Return the messages that may arrive next: the oldest of each sender to each page."""
        seen: set[tuple[Page, Page]] = set()
        ready = []
        for message in self.browser.messages:
            way = (message.sender, message.to)
            if way not in seen and not message.to.frozen:
                ready.append(message)
            seen.add(way)
        return ready

    def settle(self, only: Page | None = None) -> None:
        """Let everything happen that is under way, and nothing else.

        With `only`, the requests of other pages stay where they are.
        """
        browser = self.browser
        for _ in range(2000):
            browser.run_all()
            ready, behind = self.deliverable(), self.behind()
            waiting = [one for one in browser.open_exchanges if not one.page.frozen]
            waiting = [one for one in waiting if only in (None, one.page)]
            if ready:
                self.deliver(ready[0])
            elif behind:
                behind[0].reads_storage()
            elif waiting:
                self._finish(waiting[0])
            elif only is not None:
                return
            elif any(page.calls for page in self.documents if not page.frozen):
                due = browser.next_due()
                assert due is not None, "a call waits for nothing"
                self.wait(max(0.0, due - browser.monotonic()))
            else:
                return
        raise AssertionError("a call never ends")

    def _finish(self, exchange: Exchange) -> None:
        if exchange.answer is None:
            self.browser.reach(exchange)
        if not exchange.outcome:
            self.respond(exchange)


def _is_good(exchange: Exchange) -> bool:
    return exchange.answer is None or exchange.answer.status == 200


def _waits(task: asyncio.Task[None]) -> bool:
    """Return whether a task has begun and is not done."""
    coroutine: Any = task.get_coro()
    return getcoroutinestate(coroutine) == CORO_SUSPENDED


class Tab:
    """A tab: its storage stays when another page is loaded in it."""

    def __init__(self, world: World, entries: dict[str, str]) -> None:
        self._world = world
        self._predecessors: list[Document] = []
        self.cached: list[Document] = []
        self.storage = MemoryStorage(entries)
        self.page = Document(world, self.storage, f"{samples.PAGE}/")

    def load(self, url: str) -> None:
        """Load a page."""
        self.close()
        self.page = Document(self._world, self.storage, url)

    def visit(self, url: str) -> None:
        """Load a page, and keep this one in the back/forward cache."""
        page = self.page
        page.run(page.lifecycle.happen, "left")
        while page.ready:  # the browser grants or refuses a lock before
            self._world.browser.loop.step(page)
        page.cache()
        self.cached.append(page)
        self.page = Document(self._world, self.storage, url)

    def go_back(self) -> None:
        """Restore the last page from the back/forward cache."""
        self.close()
        page = self.page = self.cached.pop()
        page.frozen = page.cached = False
        page.navigation.visited.clear()
        page.come_back()

    def forget(self) -> None:
        """Empty the back/forward cache."""
        for page in self.cached:
            page.unload()
        self.cached.clear()

    def close(self) -> None:
        """Leave the page, with every program on it."""
        for page in (*self._predecessors, self.page):
            page.unload()
        self._predecessors.clear()

    def hand_over(self) -> None:
        """Hand over to another program of the page, which starts now."""
        page = self.page
        page.run(page.client.hand_over)
        self._predecessors.append(page)
        self.page = Document(self._world, self.storage, page.navigation.url, page.name)


class ClientModel(RuleBasedStateMachine):
    """Everything that people, tabs, networks and clocks may do."""

    world: World
    world_type: type[World] = World

    @initialize(
        orderly=st.booleans(),
        has_locks=st.sampled_from([True, True, True, False]),
        rotates=st.booleans(),
        grace=st.sampled_from([0, 30]),
        revokes=st.booleans(),
        sharing=st.sampled_from([True, True, False]),
        storage=st.sampled_from(["session", "session", "memory"]),
        pages=st.integers(0, 3),
        overtaken=st.sampled_from(["", "", *CALL_NAMES]),
        who=st.sampled_from(["ada", "grace"]),
        has_factor=st.sampled_from([True, True, False]),
        limits=st.sampled_from([(0, 0), (0, 0), (0, 0), (0, 900), (5400, 0)]),
        at_once=st.sampled_from([False, False, False, True]),
    )
    def begin(
        self,
        *,
        orderly: bool,
        has_locks: bool,
        rotates: bool,
        grace: int,
        revokes: bool,
        sharing: bool,
        storage: str,
        pages: int,
        overtaken: str,
        who: str,
        has_factor: bool,
        limits: tuple[int, int],
        at_once: bool,
    ) -> None:
        """Open a browser, with ada signed in in some tabs or nobody in one.

        One of her calls may be under way, and overtaken by somebody's sign-in in another tab. An
        API demands a level, which people may not reach.
        """
        config = samples.config(
            token_storage=storage,
            share_session_between_tabs=sharing,
            sign_in_on_load=at_once,
            max_session_seconds=limits[0],
            idle_timeout_seconds=limits[1],
            **SETTINGS,
        )
        self.world = self.world_type(config, has_locks=has_locks, orderly=orderly)
        cognito = self.world.browser.cognito
        cognito.switches.refresh_reuse_revokes = revokes
        self.world.browser.api.levels[STRONG_PATH] = (HIGH, HIGHEST)
        for name in PASSWORDS if has_factor else ():
            cognito.pool.users[name].second_factors = ["email"]
        clients = cognito.pool.clients
        clients[samples.CLIENT] = replace(
            clients[samples.CLIENT], rotation_enabled=rotates, retry_grace_seconds=grace
        )
        self.callbacks: list[str] = []
        self.tabs = [Tab(self.world, {})]
        if pages:
            self.sign_in(index=0, who="ada", anew=False)
        self.tabs += [Tab(self.world, {}) for _ in range(pages - 1)]
        self.world.settle()
        self.begin_more()
        if overtaken and self.signed_in_tabs() and pages > 1:
            self.overtake(index=0, other=0, name=overtaken, who=who)

    def begin_more(self) -> None:
        """Do what another model begins with."""

    def tab(self, index: int) -> Tab:
        """Return one of the tabs; those in which somebody is signed in are twice as likely."""
        tabs = self.tabs + [tab for tab in self.tabs if tab.page.session.is_signed_in]
        return tabs[index % len(tabs)]

    @property
    def is_busy(self) -> bool:
        """Whether there is a session in any tab, or one begins."""
        return any(tab.page.record or tab.page.calls for tab in self.tabs)

    @precondition(lambda self: len(self.tabs) < 4)
    @rule()
    def open_a_tab(self) -> None:
        """Open another tab."""
        self.tabs.append(Tab(self.world, {}))

    @precondition(lambda self: len(self.tabs) < 4)
    @rule(index=INDEX)
    def duplicate_a_tab(self, index: int) -> None:
        """Open a tab with a copy of another one's storage."""
        self.tabs.append(Tab(self.world, dict(self.tab(index).storage.entries)))

    @precondition(lambda self: len(self.tabs) > 1)
    @rule(index=INDEX)
    def close_a_tab(self, index: int) -> None:
        """Close a tab, whatever it is doing."""
        tab = self.tab(index)
        tab.close()
        tab.forget()
        self.tabs.remove(tab)

    @precondition(lambda self: self.is_busy)
    @rule(index=INDEX, name=CALLS, other=INDEX, then=RIVALS, reached=st.booleans())
    def race(self, index: int, name: str, other: int, then: str, *, reached: bool) -> None:
        """Run another step, here or in another tab, while a call waits for its response."""
        self.call(index=index, name=name, steps=100)
        for exchange in self.world.browser.open_exchanges if reached else []:
            if exchange.answer is None:
                self.world.browser.reach(exchange)
        if then == "sign_out":
            self.sign_out(index=other, steps=100, hosted=False)
        elif then == "duplicate":
            self.tabs.append(Tab(self.world, dict(self.tab(other).storage.entries)))
        elif then == "reload":
            self.reload_a_tab(index=other, steps=0)
        else:
            self.call(index=other, name=then, steps=100)

    @precondition(lambda self: self.signed_in_tabs() and len(self.tabs) > 1)
    @rule(index=INDEX, other=INDEX, name=CALLS, who=st.sampled_from(["ada", "grace"]))
    def overtake(self, index: int, other: int, name: str, who: str) -> None:
        """Sign in elsewhere while a call waits for a renewal, and load a new page."""
        here = self.signed_in_tabs()
        tab = here[index % len(here)]
        others = [one for one in self.tabs if one is not tab]
        rival, new = others[other % len(others)], others[(other + 1) % len(others)]
        self.settle()
        self.world.browser.true.doze(3599)
        self._call(tab.page, name)
        self._go_on(tab.page, 100)
        rival.page.leave(anew=True)
        self.world.browser.run_all()
        if rival.page.navigation.visited:
            self._arrive(rival, who)
            self.world.settle(only=rival.page)
        new.load(f"{samples.PAGE}/")
        self.world.settle(only=new.page)

    def signed_in_tabs(self) -> list[Tab]:
        """Return the tabs in which somebody is signed in and the app has called nothing."""
        pages = [(tab, tab.page) for tab in self.tabs]
        return [
            tab
            for tab, page in pages
            if page.session.is_signed_in and not page.calls and not page.frozen
        ]

    @rule(index=INDEX, steps=STEPS)
    def reload_a_tab(self, index: int, steps: int) -> None:
        """Load the page anew."""
        tab = self.tab(index)
        tab.load(f"{samples.PAGE}/")
        self._go_on(tab.page, steps)

    @precondition(lambda self: self.is_busy)
    @rule(index=INDEX, name=CALLS, steps=STEPS)
    def call(self, index: int, name: str, steps: int) -> None:
        """Begin one of the app's calls, and run a part of it."""
        page = self.tab(index).page
        if "start" not in page.calls:
            self._call(page, name)
            self._go_on(page, steps)

    def _call(self, page: Document, name: str) -> None:
        if name == "aws":
            page.call(name, partial(page.aws.fetch, f"{SERVICE}/", service="execute-api"))
        elif name == "account":
            page.call(name, page.account.read)
        elif name in ("stream", "step_up"):
            page.call(name, getattr(page, name))
        else:
            arguments = [API] if name == "fetch" else []
            page.call(name, partial(getattr(page.client, name), *arguments))

    call_often = call

    @precondition(lambda self: any(tab.page.tasks_of_calls for tab in self.tabs))
    @rule(index=INDEX, which=INDEX)
    def cancel_a_call(self, index: int, which: int) -> None:
        """Cancel one of the app's calls, as `asyncio.timeout` does."""
        page = self.tab(index).page
        calls = [task for task in page.tasks_of_calls if _waits(task)]
        if calls and not page.frozen and "start" not in page.calls:
            page.run(calls[which % len(calls)].cancel)

    @precondition(lambda self: self.is_busy)
    @rule(
        index=INDEX,
        steps=STEPS,
        hosted=st.booleans(),
        then=st.sampled_from(["logout_uri", "logout_uri", "sign_in"]),
    )
    def sign_out(self, index: int, steps: int, *, hosted: bool, then: Then = "logout_uri") -> None:
        """Sign out in a tab."""
        page = self.tab(index).page
        then = then if hosted else "logout_uri"
        page.call("sign_out", partial(page.client.sign_out, hosted=hosted, then=then))
        self._go_on(page, steps)

    @rule(index=INDEX)
    def take_app_state(self, index: int) -> None:
        """Resume what somebody began before a sign-in."""
        page = self.tab(index).page
        page.run(page.take_app_state)

    @precondition(lambda self: self.world.config.idle_timeout_seconds)
    @rule(index=INDEX)
    def be_active(self, index: int) -> None:
        """Press a key."""
        page = self.tab(index).page
        page.active_at = self.world.browser.monotonic()
        page.run(page.lifecycle.happen, "active")

    @rule(index=INDEX, method=st.sampled_from(["", "", "set", "get", "remove"]))
    def refuse_storage(self, index: int, method: str) -> None:
        """Fill the storage of a tab, block it, or make it work again."""
        storage = self.tab(index).storage
        storage.broken = (method,) if method and not storage.broken else ()
        self.world.was_refused = self.world.was_refused or bool(storage.broken)

    @rule(withdraw_old=st.booleans())
    def rotate_keys(self, *, withdraw_old: bool) -> None:
        """Sign tokens with another key from now on."""
        self.world.browser.cognito.rotate_keys(withdraw_old=withdraw_old)

    @rule(index=INDEX, steps=STEPS, back=st.booleans())
    def visit_another_page(self, index: int, steps: int, *, back: bool) -> None:
        """Follow a link or go back; the page that a link leaves stays in the back/forward cache."""
        tab = self.tab(index)
        if tab.cached and (back or len(tab.cached) > 1):
            tab.go_back()
        elif "start" not in tab.page.calls:
            tab.visit(f"{samples.PAGE}/reports")
        self._go_on(tab.page, steps)

    @rule(index=INDEX, anew=st.booleans())
    def leave_for_a_sign_in(self, index: int, *, anew: bool) -> None:
        """Click on "Sign in"."""
        self.tab(index).page.leave(anew=anew)
        self.world.browser.run_all()

    @precondition(lambda self: any(tab.page.navigation.visited for tab in self.tabs))
    @rule(index=INDEX, who=WHO)
    def arrive(self, index: int, who: str) -> None:
        """Load the page that the program has left for, and continue there."""
        away = [tab for tab in self.tabs if tab.page.navigation.visited]
        tab = away[index % len(away)]
        self._arrive(tab, who)

    def _arrive(self, tab: Tab, who: str) -> None:
        page, url = tab.page, tab.page.navigation.visited[-1]
        visitor = self.world.browser.simple_browser
        self.world.browser.true.doze(1)
        self.world.browser.fire()
        if who == "back_to_cached_page":
            page.navigation.visited.clear()
            page.come_back()
        elif url.startswith(samples.PAGE):
            tab.load(url)
        elif who in ("cancel", "back"):
            tab.load(f"{samples.PAGE}/")
        else:
            place = visitor.open(url)
            if visitor.page is not None and visitor.page.forms:
                place = visitor.submit({"username": who, "password": PASSWORDS[who]})
            if visitor.page is not None and "/mfa" in place:
                code = self.world.browser.cognito.directory.outbox[who, "mfa"].code
                place = visitor.submit({"code": code})
            if visitor.page is None and "code=" in place:
                self.callbacks.append(place)
            tab.load(place if visitor.page is None else f"{samples.PAGE}/")

    @rule(index=INDEX, who=st.sampled_from(["ada", "grace"]), anew=st.booleans())
    def sign_in(self, index: int, who: str, *, anew: bool) -> None:
        """Sign in, load the callback, and run the exchange."""
        tab = self.tab(index)
        self.world.settle()
        tab.page.leave(anew=anew)
        self.world.catch_up()
        if tab.page.navigation.visited:
            self._arrive(tab, who)
            self.world.settle()

    @rule(
        index=INDEX,
        who=st.sampled_from(["ada", "grace", "ada", "grace", "cancel", "back"]),
        seconds=st.sampled_from([1, 20, 59, 61]),
    )
    def step_up_and_resume(self, index: int, who: str, seconds: float) -> None:
        """Call an API that demands a level, come back, and call again, as an app does."""
        self.settle()
        tab = self.tab(index)
        for _ in range(3):
            if "start" not in tab.page.calls:
                self._call(tab.page, "step_up")
            self.world.settle()
            if tab.page.navigation.visited:
                self.world.browser.true.doze(seconds)
                self._arrive(tab, who)
                self.world.settle()

    @precondition(lambda self: self.callbacks)
    @rule(index=INDEX, which=INDEX)
    def replay_a_callback(self, index: int, which: int) -> None:
        """Load a callback URL again, in any tab."""
        self.tab(index).load(self.callbacks[which % len(self.callbacks)])

    @rule(index=INDEX)
    def forge_a_callback(self, index: int) -> None:
        """Load a callback that belongs to no sign-in."""
        self.tab(index).load(f"{samples.PAGE}/?error=access_denied&state=forged")

    @rule(index=INDEX, steps=STEPS)
    def hand_over(self, index: int, steps: int) -> None:
        """Hand over on a page where somebody is signed in."""
        tab = self.tab(index)
        if tab.page.session.is_signed_in and not tab.page.calls and not tab.page.frozen:
            tab.hand_over()
            self._go_on(tab.page, steps)

    @rule(index=INDEX, steps=STEPS)
    def go_on(self, index: int, steps: int) -> None:
        """Run a few steps of one page."""
        self._go_on(self.tab(index).page, steps)

    def _go_on(self, page: Page, steps: int) -> None:
        if steps == ALL:
            self.world.settle()
            return
        for _ in range(steps):
            if page.ready and not page.frozen:
                self.world.browser.loop.step(page)

    @rule()
    def go_on_everywhere(self) -> None:
        """Run all steps of every page."""
        self.world.catch_up()

    @precondition(lambda self: self.world.browser.messages)
    @rule(index=INDEX, fate=st.sampled_from(["arrive", "arrive", "overtake", "be lost"]))
    def deliver(self, index: int, fate: str) -> None:
        """Deliver a message, or lose it."""
        ready = self.world.deliverable()
        messages = [one for one in self.world.browser.messages if not one.is_reliable]
        if self.world.orderly or fate == "arrive":
            if ready:
                self.world.deliver(ready[index % len(ready)])
        elif messages:
            message = messages[index % len(messages)]
            if fate == "be lost":
                self.world.browser.messages.remove(message)
            elif not message.to.frozen:
                self.world.deliver(message)

    @precondition(lambda self: self.world.behind())
    @rule(index=INDEX)
    def storage_arrives(self, index: int) -> None:
        """Let a page read what other pages have stored."""
        behind = self.world.behind()
        behind[index % len(behind)].reads_storage()

    @precondition(lambda self: self.world.browser.open_exchanges)
    @rule(
        index=INDEX,
        fate=st.sampled_from(["reach", "answer", "answer", "fail", "401", "429", "500"]),
    )
    def transport(self, index: int, fate: str) -> None:
        """Deliver a request or its response, or fail it."""
        browser = self.world.browser
        exchange = browser.open_exchanges[index % len(browser.open_exchanges)]
        if fate in ("reach", "answer") and exchange.answer is None:
            browser.reach(exchange)
        if exchange.outcome or exchange.page.frozen:
            return
        if fate == "answer":
            self.world.respond(exchange)
        elif fate == "fail":
            browser.fail(exchange)
        elif fate in ("429", "500") or (fate == "401" and exchange.request.url == API):
            browser.respond(exchange, samples.reply(b"", int(fate)))

    @rule()
    def settle(self) -> None:
        """Finish everything that is under way."""
        self.world.settle()
        self.check_agreement()

    @rule(seconds=st.sampled_from([0.05, 1.5, 16, 70, 600, 3590, 3700]))
    def wait(self, seconds: float) -> None:
        """Advance the clock."""
        self.world.catch_up()
        self.world.wait(seconds)

    @rule(
        seconds=st.sampled_from([20, 20, 3550, 3550, 7200, 7200, 31 * 86400]), still=st.booleans()
    )
    def doze(self, seconds: float, *, still: bool) -> None:
        """Simulate a sleeping machine; the pages' monotonic clock may stop meanwhile."""
        browser = self.world.browser
        browser.true.doze(seconds)
        if still:
            browser.stood_still += seconds
        browser.fire()

    @rule(seconds=st.sampled_from([-86400, -7200, -240, 240, 7200, 86400]))
    def set_the_clock(self, seconds: float) -> None:
        """Set the device's clock."""
        self.world.browser.offset += seconds
        self.world.clock_was_set = True
        self.world.set_back = self.world.set_back or seconds < 0

    @rule(index=INDEX, moment=st.sampled_from(["woken", "left", "brought_back", "stayed"]))
    def notice(self, index: int, moment: str) -> None:
        """Send a lifecycle event to a page."""
        page = self.tab(index).page
        if "start" in page.calls:
            return
        if moment == "brought_back":
            page.come_back()
        else:
            page.run(page.lifecycle.happen, moment)

    @precondition(lambda self: not self.world.orderly)
    @rule(index=INDEX)
    def freeze_or_thaw(self, index: int) -> None:
        """Freeze a page, or thaw it."""
        page = self.tab(index).page
        page.frozen = not page.frozen
        self.world.was_frozen = True
        self.world.browser.fire()

    @rule(who=st.sampled_from(["ada", "grace", "grace"]))
    def end_all_sessions(self, who: str) -> None:
        """Sign somebody out as an administrator."""
        self.world.browser.cognito.end_all_sessions(who)

    @invariant()
    def nothing_is_to_blame(self) -> None:
        """Check what the pages have recorded, and the session of each page."""
        if not hasattr(self, "world"):
            return
        assert not self.world.blames, self.world.blames
        for page in self.world.documents:
            self._check(page)

    def _check(self, page: Document) -> None:
        session, record = page.session, page.record
        for task in page.tasks:
            if task.done() and not task.cancelled():
                assert task.exception() is None
        page.tasks = [task for task in page.tasks if not task.done()]
        if session.is_signed_in:
            assert record is not None
            assert session.user is not None
            assert record.claims.sub == session.user.sub
        if session.state in ("signed_out", "ended"):
            assert record is None
            assert KEY not in page.storage.entries or self.world.was_refused
        is_stored = self.world.config.token_storage == "session" and not self.world.was_refused
        if record is not None and is_stored and not self.world.has_ended(record.family):
            assert json.loads(page.storage.entries[KEY])["sequence"] == record.sequence
        if record is not None:
            assert family_of(record) not in page.knows_ended
        self._check_lock(page)

    def _check_lock(self, page: Document) -> None:
        """There is a record if and only if exactly one lock of its family and sequence is held."""
        advertisement, record = page.client._current.advertisement, page.record
        if self.world.browser.has_locks and not page.ready:
            held = [name for holder, name in self.world.browser.claims if holder is page]
            name = f"{record.family}.{record.sequence}" if record else ""
            assert held == ([advertisement.prefix + name] if record else [])

    def check_agreement(self) -> None:
        """When all is quiet, the tabs of one browser agree."""
        self.world.wait(3 * MESSAGE_SECONDS)  # also for who is revoked a moment later
        for page in self.world.documents:
            ended = page.client._current.ended
            assert page.frozen or page.record is None or not ended.has(page.record.family)
        if not self.world.orderly or self.world.was_refused:
            return
        here = [page for page in self.world.documents if page.session.is_signed_in]
        for page in here:
            # Where nobody is left who knows, only Cognito can tell: with the next renewal.
            assert not any(page.family in other.knows_ended for other in self.world.documents)
        if self.world.config.share_session_between_tabs:
            assert len({page.family for page in here}) <= 1
        assert all(tab.page.record is not None for tab in self.tabs if KEY in tab.storage.entries)

    def teardown(self) -> None:
        """Thaw every page, and check that every call ends."""
        if not hasattr(self, "world"):
            return
        for tab in self.tabs:
            tab.forget()
            tab.storage.broken = ()
        for page in self.world.documents:
            page.frozen = False
        self.world.browser.fire()
        try:
            self.world.settle()
            self.nothing_is_to_blame()
            self.check_agreement()
        finally:
            for page in self.world.documents:
                page.unload()
            self.world.browser.loop.close()


ClientModel.TestCase.settings = settings(
    max_examples=int(os.environ.get("MODEL_EXAMPLES", "200")),
    stateful_step_count=int(os.environ.get("MODEL_STEPS", "40")),
    derandomize="MODEL_EXAMPLES" not in os.environ,
    phases=[Phase.generate] + ([Phase.shrink] if "MODEL_SHRINK" in os.environ else []),
    database=None,
    suppress_health_check=list(HealthCheck),
)
TestClientModel = ClientModel.TestCase
