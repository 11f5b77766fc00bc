"""Owners and their clients against every order of events.

The model of `tests/unit/test_client_model.py`, whose pages also own their sessions for programs in
workers. Each worker has a queue of its own, and each port keeps the order of its messages.
"""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule

from auth.calls.response import ApiResponse
from auth.errors import ArgumentRefused, TransportFailed
from auth.remote.client import RemoteClient
from auth.remote.owner import Owner
from auth.testing.message_port import LocalPort
from tests.support.stepped_browser import Message, Page, PageClock
from tests.unit.test_client_model import (
    ALL,
    API,
    EXPECTED,
    INDEX,
    STEPS,
    ClientModel,
    Document,
    World,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from auth import Session
    from tests.support.stepped_browser import Exchange

WHO = "x-who"
CALLS = st.sampled_from(
    ["fetch", "fetch", "stream", "refresh", "fetch_user_info", "revoke", "sign_out", "go_on"]
)


class PortMessage(Message):
    """A message on a port, which arrives, and in order."""

    is_reliable = True

    def __init__(self, sender: Page, to: Page, arrive: Callable[[], None]) -> None:
        super().__init__(sender, to, "")
        self.arrive = arrive


class Worker(Page):
    """A program in a worker of a page, which ends with the page."""

    def __init__(self, world: RemoteWorld, document: Document) -> None:
        super().__init__(world.browser)
        self.world, self.document = world, document
        self.calls: list[str] = []
        self.is_started = False
        ends: dict[LocalPort, Page] = {}

        def deliver(to: LocalPort, arrive: Callable[[], None]) -> None:
            sender = document if ends[to] is self else self
            if ends[to].alive:
                world.browser.messages.append(PortMessage(sender, ends[to], arrive))

        self.theirs, self.ours = LocalPort.pair(
            transfers_streams=len(world.workers) % 2 == 0, deliver=deliver
        )
        ends.update({self.theirs: document, self.ours: self})
        document.run(self._serve)
        self.run(self._load)

    def _serve(self) -> None:
        document, world = self.document, self.world
        if document not in world.owners:
            world.owners[document] = Owner(document.client, PageClock(document))
            published = world.published.setdefault(document, {_shown(document.session)})
            document.client.on("changed", lambda session: published.add(_shown(session)))
        world.owners[document].serve(self.theirs)

    def _load(self) -> None:
        self.client = RemoteClient(self.ours, PageClock(self))
        self.client.on("changed", self._hears)
        self.begin(self._start())

    async def _start(self) -> None:
        self.calls.append("start")
        try:
            await self.client.start()
            self.is_started = True
        except TransportFailed:
            self.world.log("a worker's start raised TransportFailed")  # the machine slept
        self.calls.remove("start")

    def _hears(self, session: Session) -> None:
        """Check that the page has published a session, unless the connection has ended."""
        is_known = _shown(session) in self.world.published[self.document]
        if not is_known and not self.client._link._reason:
            self.world.blame(f"a worker has {session!r}, which its page never had")

    def call(self, name: str) -> None:
        """Begin a call of the worker's app."""
        self.calls.append(name)
        self.begin(self._called(name))

    async def _called(self, name: str) -> None:
        user = self.client.session.user
        sub = user.sub if user is not None else None
        try:
            result = await self._result(name)
        except (*EXPECTED, ArgumentRefused) as error:
            self.world.log(f"a worker's {name} raised {type(error).__name__}")
        except Exception as error:  # noqa: BLE001 - whatever it is, it is a finding
            self.world.blame(f"a worker's {name} raised {error!r}")
        else:
            self._returns(name, sub, result)
        self.calls.remove(name)

    async def _result(self, name: str) -> object:
        if name == "stream":
            response = await self.client.fetch(API, stream=True)
            chunks = [chunk async for chunk in response]
            return response if chunks else None
        if name == "sign_out":
            return await self.client.sign_out(hosted=False)
        if name == "fetch":
            return await self.client.fetch(API)
        return await getattr(self.client, name)()

    def _returns(self, name: str, sub: str | None, result: object) -> None:
        """Check that a call returns something of the person who was there when it began."""
        if name == "sign_out":
            return
        user = self.client.session.user
        if sub is None or user is None or user.sub != sub:
            self.world.blame(f"a worker's {name} of {sub} returned to {user and user.sub}")
        if isinstance(result, dict) and result["sub"] != sub:
            self.world.blame("a worker's fetch_user_info returned another person's attributes")
        if isinstance(result, ApiResponse) and result.headers.get(WHO, sub) != sub:
            self.world.blame(f"a worker's {name} returned the answer to another person's request")


class RemoteWorld(World):
    """A browser whose pages may have workers."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.owners: dict[Document, Owner] = {}
        self.published: dict[Document, set[str]] = {}
        self.workers: list[Worker] = []

    def respond(self, exchange: Exchange) -> None:
        """Deliver a response; the API's has the name of the person whose token it got."""
        if exchange.answer is not None and exchange.request.url == API:
            exchange.answer.headers[WHO] = self.person_of(exchange.request)
        super().respond(exchange)

    def deliver(self, message: Message) -> None:
        """Deliver a message."""
        if not isinstance(message, PortMessage):
            super().deliver(message)
            return
        self.browser.messages.remove(message)
        message.to.run(message.arrive)

    def settle(self, only: Page | None = None) -> None:
        """Let everything happen, also what workers wait for."""
        self.end_orphans()
        super().settle(only)
        for _ in range(200):
            if only is not None or not any(one.calls for one in self.living()):
                return
            due = self.browser.next_due()
            assert due is not None, "a worker's call waits for nothing"
            self.wait(max(0.0, due - self.browser.monotonic()))
            super().settle()
        raise AssertionError("a worker's call never ends")

    def living(self) -> list[Worker]:
        """Return the workers whose page is there, and not frozen."""
        return [one for one in self.workers if one.alive and not one.document.frozen]

    def end_orphans(self) -> None:
        """End the workers of pages that are gone."""
        for worker in list(self.workers):
            if not worker.document.alive:
                self.workers.remove(worker)
                worker.unload()


class RemoteModel(ClientModel):
    """Everything that people, tabs, networks, clocks and programs in workers may do."""

    world: RemoteWorld
    world_type = RemoteWorld

    def begin_more(self) -> None:
        """Start a program in a worker of the first page, and of the second if there is one."""
        for index in range(min(2, len(self.tabs))):
            self.start_a_worker(index=index, steps=ALL)

    def worker(self, index: int) -> Worker | None:
        """Return one of the workers that have started."""
        self.world.end_orphans()
        started = [one for one in self.world.living() if one.is_started]
        started += [one for one in started if one.client.session.is_signed_in]
        return started[index % len(started)] if started else None

    @precondition(lambda self: len(self.world.workers) < 6)
    @rule(index=INDEX, steps=STEPS)
    def start_a_worker(self, index: int, steps: int) -> None:
        """Start a program in a worker of a page."""
        self.world.end_orphans()
        page = self.tab(index).page
        if "start" in page.calls or page.frozen:
            return
        worker = Worker(self.world, page)
        self.world.workers.append(worker)
        self._go_on(worker, steps)

    @precondition(lambda self: self.worker(0))
    @rule(index=INDEX, name=CALLS, steps=STEPS, elsewhere=st.booleans(), other=INDEX)
    def call_in_a_worker(
        self, index: int, name: str, steps: int, other: int, *, elsewhere: bool
    ) -> None:
        """Begin a call of a worker's, and perhaps sign out elsewhere while it is under way."""
        worker = self.worker(index)
        if worker is None:
            return
        if name != "go_on":
            worker.call(name)
        self._go_on(worker, steps)
        if elsewhere:
            self.sign_out(index=other, steps=steps, hosted=False)

    often = more_often = call_in_a_worker

    @rule(index=INDEX, steps=STEPS)
    def hand_over(self, index: int, steps: int) -> None:
        """Hand over on a page that serves no workers: one that does has a single program."""
        if self.tab(index).page not in self.world.owners:
            super().hand_over(index=index, steps=steps)

    @precondition(lambda self: self.world.workers)
    @rule(index=INDEX)
    def end_a_connection(self, index: int) -> None:
        """End a connection, from either side."""
        worker = self.worker(index)
        if worker is None:
            return
        if index % 2:
            worker.run(worker.client.close)
        else:
            owner = self.world.owners.pop(worker.document, None)
            worker.document.run(owner.close if owner else worker.client.close)

    @invariant()
    def ports_carry_no_token(self) -> None:
        """No message contains a token of anybody's."""
        if not hasattr(self, "world"):
            return
        for worker in self.world.workers:
            said = "".join(worker.ours.sent + worker.theirs.sent)
            assert not any(token in said for token in self.world.received)
            assert not any(token in said for token in self.world.origins)
            worker.ours.sent.clear()
            worker.theirs.sent.clear()

    @invariant()
    def tasks_of_workers_end_without_exceptions(self) -> None:
        """Check that every call has recorded what it raised."""
        if not hasattr(self, "world"):
            return
        for worker in self.world.workers:
            for task in worker.tasks:
                if task.done() and not task.cancelled():
                    assert task.exception() is None
            worker.tasks = [task for task in worker.tasks if not task.done()]

    def check_agreement(self) -> None:
        """When all is quiet, a worker knows what its page knows."""
        super().check_agreement()
        self.world.end_orphans()
        for worker in self.world.living():
            ours, theirs = worker.client.session, worker.document.client.session
            if worker.client._link._reason:
                assert not ours.is_signed_in
            elif worker.is_started and not self.world.browser.messages:
                assert _shown(ours) == _shown(theirs)


def _shown(session: Session) -> str:
    user = session.user
    shown = (session.state, user and user.sub, session.renewals, session.expires_at, session.reason)
    return json.dumps(shown)


RemoteModel.TestCase.settings = settings(
    max_examples=int(os.environ.get("MODEL_EXAMPLES", "100")),
    stateful_step_count=int(os.environ.get("MODEL_STEPS", "30")),
    derandomize="MODEL_EXAMPLES" not in os.environ,
    phases=[Phase.generate] + ([Phase.shrink] if "MODEL_SHRINK" in os.environ else []),
    database=None,
    suppress_health_check=list(HealthCheck),
)
TestRemoteModel = RemoteModel.TestCase
del ClientModel  # pytest would run its cases here again
