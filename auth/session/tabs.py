"""One session in several tabs: handed over, kept in step, ended together (HTML, BroadcastChannel).

Tabs tell each other of a sign-in, a renewal and a sign-out, and a new tab asks for the session that
there is. What they pass on never touches localStorage: it goes from one live page of the origin to
another. A session is known by its *family*, drawn at random when somebody signs in, and by its
*sequence*, which grows with every renewal, so everybody agrees which of two records is newer.
"""

import asyncio
import json

from ..config import AuthConfig
from ..encoding import members
from ..encoding.strict_json import parse_object
from ..errors import AuthError
from ..ports import Runtime
from .publisher import SessionPublisher
from .records import SessionRecord, SessionStore, parse_session_record
from .states import BOOTING, SIGNING_IN

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

ANSWER_SECONDS = 1.0
"""How long another tab gets to hand over a session that is known to be newer than this one."""

GREETING_SECONDS = 0.2
"""How long a tab that may have siblings waits for the session that they share."""

_POLL_SECONDS = 0.02


class Tabs:
    """What this tab says to the others, and what it makes of what they say."""

    def __init__(
        self,
        config: AuthConfig,
        runtime: Runtime,
        *,
        store: SessionStore,
        publisher: SessionPublisher,
    ) -> None:
        self._config = config
        self._runtime = runtime
        self._store = store
        self._publisher = publisher
        self._prefix = f"cognito.session.{config.client_id}."
        self._release: Callable[[], None] | None = None
        self._task: Any = None
        self._lending = False
        self._has_left = False
        self._active: Callable[[], None] = lambda: None

    def listen(self, active: "Callable[[], None]") -> None:
        """Hear the other tabs from now on; `active` is called when somebody uses one of them."""
        self._active = active
        self._runtime.channel.listen(self._heard)

    def say_active(self) -> None:
        """Tell the other tabs that the person is here."""
        self._post("active")

    def leave(self, *, lending: bool) -> None:
        """Stop hearing the other tabs: now, or with `lending` once this page's heir has asked."""
        self._lending = lending
        if not lending:
            self._close()

    @property
    def has_handed_over(self) -> bool:
        """Whether the session is looked after by another program on this page."""
        return self._lending or self._has_left

    async def hold(self, record: SessionRecord) -> None:
        """Show, to whoever gets the renewal lock next, which session this tab has.

        A lock's name is seen by all tabs at once, which a message on its way is not.
        """
        name = f"{self._prefix}{record.family}.{record.sequence}"
        release = await self._runtime.locks.claim(name)
        if self._store.record is record and not self._has_left:
            self._release, release = release, self._release
        if release is not None:
            release()

    def begin_to_hold(self, record: SessionRecord) -> None:
        """Hold it while the page goes on: the browser takes some milliseconds to give a lock."""
        self._task = asyncio.create_task(self.hold(record))

    def announce(self, record: SessionRecord) -> None:
        """Tell the other tabs of this session."""
        self._post("session", record.to_json())

    def say_goodbye(self, record: SessionRecord) -> None:
        """Tell the other tabs that this session has been signed out of."""
        self._store.tombstones.bury(record.family)
        self._post("signed_out", record.family, sub=record.claims.sub)

    def ask_about(self, record: SessionRecord) -> None:
        """Ask for what was said of a stored session while this tab did not listen.

        It may have been renewed or signed out of, or somebody may have signed in since.
        """
        if self._config.token_storage == "session":
            self._post("session_wanted", record.family)
            if self._config.share_session_between_tabs:
                self._post("session_wanted")

    async def greet(self, *, seconds: float) -> None:
        """Ask for the session that the tabs share, or that a program before this one left here.

        Wait `seconds` for it, or not at all where no tab has one.
        """
        in_memory = self._config.token_storage == "memory"
        if self._config.share_session_between_tabs or in_memory:
            self._post("session_wanted", page=self._runtime.channel.page)
            if seconds and await self._is_any_shown():
                await self._wait(seconds, lambda: self._store.record is not None)

    async def newer_than(self, record: SessionRecord, *, certainly: bool) -> SessionRecord | None:
        """Give a later state of the same session, if another tab has one.

        With `certainly`, only when such a state is known to exist.
        """
        if certainly and not await self._is_outdated(record):
            return None
        self._post("session_wanted", record.family)
        await self._wait(ANSWER_SECONDS, lambda: self._has_newer_than(record))
        return self._store.record if self._has_newer_than(record) else None

    async def _is_any_shown(self) -> bool:
        names = await self._runtime.locks.claimed_at_start()
        return names is None or any([name.startswith(self._prefix) for name in names])

    async def _is_outdated(self, record: SessionRecord) -> bool:
        prefix = f"{self._prefix}{record.family}."
        names = await self._runtime.locks.claimed() or []
        sequences = [name[len(prefix) :] for name in names if name.startswith(prefix)]
        return any([text.isdigit() and int(text) > record.sequence for text in sequences])

    def _has_newer_than(self, record: SessionRecord) -> bool:
        return self._store.record is not None and self._store.record.is_newer_than(record)

    async def _wait(self, seconds: float, condition: "Callable[[], bool]") -> None:
        clock = self._runtime.clock
        deadline = clock.monotonic() + seconds
        while not condition() and clock.monotonic() < deadline:
            await clock.sleep(_POLL_SECONDS)

    def _post(self, event: str, text: str = "", *, sub: str = "", page: str = "") -> None:
        if self._has_left:  # what this program began before it handed over may yet come to an end
            return
        pairs = (("event", event), ("text", text), ("sub", sub), ("page", page))
        self._runtime.channel.post(json.dumps({name: value for name, value in pairs if value}))

    def _heard(self, message: str) -> None:
        """Make of a message what it deserves; anything may be posted on an origin's channel."""
        try:
            said = parse_object(message)
            event = members.text(said, "event")
            text, sub = members.optional_text(said, "text"), members.optional_text(said, "sub")
            is_here = members.optional_text(said, "page") == self._runtime.channel.page
            if event == "session":
                self._offered(parse_session_record(text or "", self._config), inherited=is_here)
            elif event == "session_wanted":
                self._wanted(text, by_heir=is_here and self._lending)
            elif event == "signed_out" and text:
                self._signed_out(text, sub)
            elif event == "active":
                self._active()
        except AuthError:
            return

    def _wanted(self, family: str | None, *, by_heir: bool) -> None:
        """Answer a tab that knows of our session already, or one that has none, if we share."""
        record = self._store.record
        if family and self._store.tombstones.has(family):
            self._post("signed_out", family)
        if record is None or not self._publisher.session.is_signed_in:
            return
        if by_heir:
            self._post("session", record.to_json(), page=self._runtime.channel.page)
            self._close()
        elif family == record.family or (not family and self._config.share_session_between_tabs):
            self.announce(record)

    def _close(self) -> None:
        self._has_left = True
        release, self._release = self._release, None
        if release is not None:
            release()
        self._runtime.channel.close()

    def _signed_out(self, family: str, sub: str | None) -> None:
        """Follow the same person out of the session, whatever state it is in."""
        if not self._store.tombstones.has(family):
            self._store.tombstones.bury(family)
            # Whom this tab gave the session to may not have been there to hear it.
            self._post("signed_out", family)
        record = self._store.record
        if record is not None and (record.family == family or record.claims.sub == sub):
            self._store.clear()
            if self._publisher.session.is_signed_in:
                self._publisher.move("session_ended", reason="signed_out_elsewhere")

    def _offered(self, record: SessionRecord, *, inherited: bool) -> None:
        """Adopt a newer state of our session, or the one there is when we have none."""
        current, state = self._store.record, self._publisher.session.state
        shares = self._config.share_session_between_tabs
        if self._store.tombstones.has(record.family) or state == SIGNING_IN:
            return
        if current is None:
            if shares or inherited:
                self._adopt(record)
        elif record.is_newer_than(current):
            self._adopt(record)
        elif shares and record.family != current.family and record.started_at > current.started_at:
            self._superseded(record, current)

    def _superseded(self, record: SessionRecord, current: SessionRecord) -> None:
        """Take over the same person's later sign-in; make way for another person's."""
        if record.claims.sub == current.claims.sub:
            self._adopt(record)
        else:
            self._store.clear()
            self._publisher.move("session_ended", reason="user_changed")

    def _adopt(self, record: SessionRecord) -> None:
        self._store.put(record)
        self.begin_to_hold(record)
        if self._publisher.session.state != BOOTING:
            self._publisher.move("session_adopted", record=record)
