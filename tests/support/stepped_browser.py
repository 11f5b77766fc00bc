"""A simulated browser that a test advances step by step, in any order.

Every page has its own queue, as every tab of a browser has its own thread. The test decides which
page continues, which message arrives, which request reaches the servers, and which response comes
back.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections import deque
from contextvars import Context, ContextVar, copy_context
from typing import TYPE_CHECKING, Any, TypeVar

import httpx

from auth.errors import TransportFailed
from auth.protocol.http import Response
from auth.testing.doubles import MemoryStorage, ServerCrypto
from auth.testing.transports import ScriptedStream
from cognito_stand_in.simple_browser import InProcessTransport
from tests.support import samples
from tests.support.tab import Browser

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine

    from auth.protocol.http import Request

    Result = TypeVar("Result")

PAGE: ContextVar[Page] = ContextVar("page")
"""The page whose program is running."""

SERVICE = "https://abc.execute-api.eu-west-1.amazonaws.com"
"""A service of AWS, which answers as the API does."""


class SteppedLoop(asyncio.BaseEventLoop):
    """An event loop that runs one step of one page at a time."""

    def call_soon(  # type: ignore[override]
        self, callback: Callable[..., object], *args: Any, context: Context | None = None
    ) -> asyncio.Handle:
        """Add a step to its page's queue, unless the page is gone."""
        where = context or copy_context()
        handle = asyncio.Handle(callback, args, self, where)
        if where[PAGE].alive:
            where[PAGE].ready.append(handle)
        return handle

    def create_task(  # type: ignore[override]
        self,
        coro: Coroutine[Any, Any, Result],
        *,
        name: str | None = None,
        context: Context | None = None,
    ) -> asyncio.Task[Result]:
        """Create a task that belongs to the current page."""
        task = asyncio.Task(coro, loop=self, name=name, context=context or copy_context())
        (context or copy_context())[PAGE].tasks.append(task)
        return task

    def call_exception_handler(self, context: dict[str, Any]) -> None:
        """Do nothing: exceptions are raised when a page's tasks are checked."""

    def step(self, page: Page) -> None:
        """Run the next step of `page`."""
        asyncio._set_running_loop(self)
        try:
            page.ready.popleft()._run()
        finally:
            asyncio._set_running_loop(None)


class Page:
    """One loaded page, which ends when its tab loads another one."""

    def __init__(self, browser: SteppedBrowser) -> None:
        self.browser = browser
        self.alive = True
        self.frozen = False
        self.cached = False
        self.ready: deque[asyncio.Handle] = deque()
        self.tasks: list[asyncio.Task[Any]] = []
        self.heard: Callable[[str], None] | None = None
        self.context = copy_context()
        self.context.run(PAGE.set, self)
        browser.pages.append(self)

    def begin(self, work: Coroutine[Any, Any, Result]) -> asyncio.Task[Result]:
        """Start a task in this page."""
        return self.browser.loop.create_task(work, context=self.context.copy())

    def run(self, work: Callable[..., object], *args: object) -> None:
        """Call a function in this page, as a browser dispatches an event."""
        asyncio._set_running_loop(self.browser.loop)
        try:
            self.context.run(work, *args)
        finally:
            asyncio._set_running_loop(None)

    def cache(self) -> None:
        """Put the page into the back/forward cache: it gets no broadcasts, and keeps no locks."""
        browser = self.browser
        self.frozen = self.cached = True
        browser.messages = [
            one for one in browser.messages if one.to is not self or one.is_reliable
        ]
        browser.claims = [claim for claim in browser.claims if claim[0] is not self]
        for exchange in browser.exchanges:
            if exchange.page is self and not exchange.outcome:
                browser.fail(exchange)
        for name in browser.queues:
            browser.withdraw(name, self)

    def unload(self) -> None:
        """Unload the page; only `keepalive` requests outlive it."""
        browser = self.browser
        self.alive, self.heard = False, None
        self.ready.clear()
        browser.pages.remove(self)
        browser.timers = [timer for timer in browser.timers if timer.page is not self]
        browser.messages = [message for message in browser.messages if message.to is not self]
        browser.claims = [claim for claim in browser.claims if claim[0] is not self]
        for exchange in browser.exchanges:
            if exchange.page is self:
                exchange.outcome = exchange.outcome or "left"
        for name in browser.queues:
            browser.withdraw(name, self)
        for task in self.tasks:
            if not task.done():
                task._log_destroy_pending = False  # type: ignore[attr-defined]
                self.run(task.get_coro().close)


class Timer:
    """A callback that a page runs later."""

    def __init__(self, due: float, page: Page, callback: Callable[[], None]) -> None:
        self.due = due
        self.page = page
        self.callback = callback
        self.context = copy_context()


class Message:
    """A message that has been sent and not yet delivered.

    Attributes:
        is_reliable: Whether it can neither be lost nor overtaken.
    """

    is_reliable = False

    def __init__(self, sender: Page, to: Page, text: str) -> None:
        self.sender = sender
        self.to = to
        self.text = text


class Exchange:
    """A request and its response; `outcome` is what the page received."""

    def __init__(self, page: Page, request: Request, future: asyncio.Future[Response]) -> None:
        self.page = page
        self.request = request
        self.future = future
        self.answer: Response | None = None
        self.outcome = ""


class Ticket:
    """A place in a lock's queue."""

    def __init__(self, page: Page, granted: asyncio.Future[None]) -> None:
        self.page = page
        self.granted = granted


class SteppedBrowser:
    """What tabs share: clock, locks, channel and servers."""

    def __init__(self, *, has_locks: bool = True) -> None:
        real = Browser()
        self.cognito, self.simple_browser, self.api = real.cognito, real.simple_browser, real.api
        self.true = real.clock
        self.loop = SteppedLoop()
        self.has_locks = has_locks
        self.pages: list[Page] = []
        self.timers: list[Timer] = []
        self.messages: list[Message] = []
        self.exchanges: list[Exchange] = []
        self.queues: dict[str, list[Ticket]] = {}
        self.claims: list[tuple[Page, str]] = []
        self.shared: dict[str, str] = {}
        self.impatient = False
        self.offset = 0.0
        self.stood_still = 0.0
        pool = self.cognito.pool
        issuer = pool.issuer.removesuffix(f"/{pool.pool_id}")
        apps = {pool.domain: self.cognito.domain_app, issuer: self.cognito.issuer_app}
        self._servers = InProcessTransport({**apps, samples.PAGE: self.api, SERVICE: self.api})

    def monotonic(self) -> float:
        """Return the pages' monotonic time, which may stop while the machine sleeps."""
        return self.true.monotonic() - self.stood_still

    def grant(self, name: str) -> None:
        """Grant a lock to the first in its queue."""
        queue = self.queues[name]
        if queue and not queue[0].granted.done():
            queue[0].granted.set_result(None)

    def withdraw(self, name: str, who: Page | Ticket) -> None:
        """Remove a page, or one of its tickets, from a lock's queue."""
        kept = [ticket for ticket in self.queues[name] if who not in (ticket, ticket.page)]
        self.queues[name] = kept
        self.grant(name)

    def deliver(self, message: Message) -> None:
        """Deliver a message to the pages that still listen."""
        self.messages.remove(message)
        if message.to.heard is not None:
            message.to.run(message.to.heard, message.text)

    def reach(self, exchange: Exchange) -> None:
        """Pass a request to its server; the response waits."""
        request = exchange.request
        body = request.body.encode() if isinstance(request.body, str) else request.body
        message = httpx.Request(
            request.method, request.url, headers=list(request.headers), content=body
        )
        answer = self._servers.handle_request(message)
        headers = {name.lower(): value for name, value in answer.headers.items()}
        body = answer.read()
        stream = ScriptedStream([body[:2], body[2:]]) if request.stream else None
        exchange.answer = Response(
            answer.status_code, headers=headers, body=b"" if stream else body, stream=stream
        )

    def respond(self, exchange: Exchange, answer: Response | None = None) -> None:
        """Deliver the response, or another one, to the page."""
        self._settle(exchange, "answered" if answer is None else "trouble")
        if not exchange.future.done():
            exchange.future.set_result(answer or exchange.answer)  # type: ignore[arg-type]

    def fail(self, exchange: Exchange) -> None:
        """Make a request fail without a response."""
        self._settle(exchange, "failed")
        if not exchange.future.done():
            exchange.future.set_exception(TransportFailed("no answer came"))

    def _settle(self, exchange: Exchange, outcome: str) -> None:
        exchange.outcome = exchange.outcome or outcome

    @property
    def open_exchanges(self) -> list[Exchange]:
        """The requests that have no outcome yet."""
        return [
            one
            for one in self.exchanges
            if not one.outcome
            or (one.outcome == "left" and one.request.keepalive and one.answer is None)
        ]

    def run_all(self) -> None:
        """Run every page that is not frozen until nothing is left to do."""
        while pages := [page for page in self.pages if page.ready and not page.frozen]:
            for page in pages:
                if page.ready:
                    self.loop.step(page)

    def next_due(self) -> float | None:
        """Return the time of the next timer."""
        dues = [timer.due for timer in self.timers if not timer.page.frozen]
        return min(dues, default=None)

    def fire(self) -> None:
        """Queue the callbacks of timers that are due."""
        now = self.monotonic() + 1e-6
        due = [timer for timer in self.timers if timer.due <= now and not timer.page.frozen]
        for timer in sorted(due, key=lambda one: one.due):
            self.timers.remove(timer)
            self.loop.call_soon(timer.callback, context=timer.context)


class PageClock:
    """The Clock port."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._browser = page.browser

    def now(self) -> float:
        """Return the device's time, which may be wrong."""
        return self._browser.true.now() + self._browser.offset

    def monotonic(self) -> float:
        """Return the monotonic time."""
        return self._browser.monotonic()

    def after(self, seconds: float, callback: Callable[[], None]) -> Callable[[], None]:
        """Call `callback` once, in `seconds`; return a function that cancels it."""
        timers = self._browser.timers
        timer = Timer(self.monotonic() + seconds, self._page, callback)
        timers.append(timer)

        def cancel() -> None:
            if timer in self._browser.timers:
                self._browser.timers.remove(timer)

        return cancel

    async def sleep(self, seconds: float) -> None:
        """Wait until `seconds` have passed."""
        future: asyncio.Future[None] = self._browser.loop.create_future()
        self.after(seconds, lambda: future.set_result(None))
        await future


class PageTransport:
    """The Transport port: each request waits until the test decides its outcome."""

    def __init__(self, page: Page, noticed: Callable[[Exchange], None]) -> None:
        self._page = page
        self._noticed = noticed
        self._clock = PageClock(page)

    async def send(self, request: Request) -> Response:
        """Send a request and wait for its outcome, up to its timeout."""
        browser = self._page.browser
        exchange = Exchange(self._page, request, browser.loop.create_future())
        browser.exchanges.append(exchange)
        self._noticed(exchange)
        cancel = self._clock.after(request.timeout, lambda: browser.fail(exchange))
        try:
            return await exchange.future
        finally:
            cancel()


class PageChannel:
    """The Channel port: messages wait until the test delivers them.

    Programs on the same page pass the same `name`.
    """

    def __init__(self, page: Page, name: str = "") -> None:
        self._page = page
        self.page = name or str(id(page))

    def post(self, message: str) -> None:
        """Send `message` to every other page that listens now."""
        browser = self._page.browser
        for page in browser.pages:
            if page is not self._page and page.heard is not None and not page.cached:
                browser.messages.append(Message(self._page, page, message))

    def listen(self, listener: Callable[[str], None]) -> None:
        """Call `listener` with each message."""
        self._page.heard = listener

    def close(self) -> None:
        """Stop listening."""
        self._page.heard = None


class PageSharedStorage(MemoryStorage):
    """The shared Storage port: a page reads what others have stored once that has arrived."""

    def __init__(self, page: Page) -> None:
        super().__init__(page.browser.shared)
        self._shared = page.browser.shared

    def set(self, key: str, value: str) -> None:
        """Store `value` under `key`: here at once, and in the other pages later."""
        super().set(key, value)
        self._shared[key] = value

    @property
    def is_behind(self) -> bool:
        """Whether another page has stored something that has not arrived."""
        return self.entries != self._shared

    def arrive(self) -> None:
        """Let everything arrive."""
        self.entries = dict(self._shared)


class PageLocks:
    """The Locks port, with or without Web Locks."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._browser = page.browser
        self._tails: dict[str, asyncio.Future[None]] = {}

    async def hold(
        self, name: str, work: Callable[[], Awaitable[Result]], *, wait_seconds: float
    ) -> Result:
        """Run `work` while holding the exclusive lock `name`."""
        before, done = self._tails.get(name), self._browser.loop.create_future()
        self._tails[name] = done
        if before is not None:
            await before
        minds_tabs = wait_seconds and self._browser.has_locks
        ticket = await self._acquire(name, wait_seconds) if minds_tabs else None
        try:
            return await work()
        finally:
            if ticket is not None:
                self._browser.withdraw(name, ticket)
            done.set_result(None)

    async def claim(self, name: str) -> Callable[[], None]:
        """Hold the shared lock `name`."""
        await asyncio.sleep(0)
        claim = (self._page, name)
        if not self._browser.has_locks:
            return lambda: None
        self._browser.claims.append(claim)
        await asyncio.sleep(0)

        def release() -> None:
            self._browser.claims = [one for one in self._browser.claims if one is not claim]

        return release

    async def claimed(self) -> list[str] | None:
        """Return the names that are held."""
        await asyncio.sleep(0)
        if not self._browser.has_locks:
            return None
        return [name for _, name in self._browser.claims]

    async def claimed_at_start(self) -> list[str] | None:
        """Return the names that are held."""
        return await self.claimed()

    async def _acquire(self, name: str, wait_seconds: float) -> Ticket | None:
        browser = self._browser
        ticket = Ticket(self._page, browser.loop.create_future())
        browser.queues.setdefault(name, []).append(ticket)
        browser.grant(name)

        def give_up() -> None:
            if not ticket.granted.done():
                browser.impatient = True
                browser.withdraw(name, ticket)
                ticket.granted.set_result(None)

        cancel = PageClock(self._page).after(wait_seconds, give_up)
        await ticket.granted
        cancel()
        return ticket if ticket in browser.queues[name] else None


class CountedCrypto(ServerCrypto):
    """The Crypto port with the same random bytes in every run."""

    def __init__(self) -> None:
        self._count = 0

    def random_bytes(self, count: int) -> bytes:
        """Return `count` bytes that differ from all before."""
        self._count += 1
        return hashlib.shake_128(str(self._count).encode()).digest(count)
