"""A client's end of a port: reads the owner's messages strictly, and sends the client's."""

from ..background import spawn
from ..errors import AuthError, MalformedResponse, SignInRequired, TransportFailed
from ..faults import report
from ..session.states import SIGNED_OUT, Session
from .failures import LONGEST_TEXT, read_error
from .messages import FROM_OWNER, VERSION, integer, members_of, message, parse_message
from .pending import Call, PendingCalls
from .session import RemoteSession, read_session

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from typing import Any

    from ..ports import Clock
    from .messages import Message
    from .port import Body, Port

_GONE = "the owner of the session has ended the connection"
_UNANSWERED = "the owner of the session did not answer: is the page with the sign-in open?"


class Link:
    """The connection of one client to its owner.

    Attributes:
        port: The client's end of the port.
        current: The session that the owner sent last.
        pending: The calls that wait for their results.
        clicked: Called with the id of an element that was clicked on the owner's page.
    """

    def __init__(self, port: "Port", clock: "Clock") -> None:
        self.port = port
        self.current = RemoteSession()
        self.pending = PendingCalls(port, clock, lambda: self.send("ping"))
        self._clock = clock
        self._first = Call(port)
        self._has_begun = self._has_session = False
        self._reason = ""
        self.clicked: Callable[[str], None] = lambda _element_id: None

    async def connect(self, seconds: float) -> None:
        """Say hello, and wait for the session.

        Args:
            seconds: How long.

        Raises:
            TransportFailed: The owner did not answer, or has refused the connection.
        """
        if not self._has_begun:
            self._has_begun = True
            self.port.listen(self._received, lambda: self._end(_GONE))
            self.send("hello", version=VERSION)
            stop_waiting = self._clock.after(seconds, lambda: self._end(_UNANSWERED))
            await self._first.result()
            stop_waiting()
        self.require_open()

    def require_open(self) -> None:
        """Raise TransportFailed if the connection has ended."""
        if self._reason:
            raise TransportFailed(self._reason)

    def require(self, number: int) -> None:
        """Check that a session is still the current one.

        Args:
            number: The number that it had when an operation began.

        Raises:
            SignInRequired: It has ended, or another one has replaced it.
        """
        if number != self.current.number:
            raise SignInRequired

    def call(self, name: str, **arguments: object) -> "Coroutine[Any, Any, object]":
        """Send a call now, and return the coroutine that waits for its result."""
        if self._reason:
            return self._refused()
        number, call = self.pending.begin_now()
        session = self.current.number
        self.send("call", id=number, session=session, name=name, arguments=arguments)
        return call.result()

    def ask(self, name: str, **arguments: object) -> None:
        """Send a call now whose result nobody needs; what it raises is printed on the console."""
        spawn(_reported(name, self.call(name, **arguments)))

    def send(self, kind: str, body: "Body" = None, **members: object) -> None:
        """Send a message, unless the connection has ended."""
        if not self._reason:
            self.port.post(message(kind, **members), body)

    def close(self) -> None:
        """End the connection from this side."""
        self.send("bye")
        self._end("this client has closed its connection to the owner of the session")

    async def _refused(self) -> None:
        self.require_open()

    def _received(self, document: str, body: "Body") -> None:
        if self._reason:
            return
        self.pending.heard()
        is_malformed = False
        try:
            self._handle(parse_message(document, FROM_OWNER), body)
        except MalformedResponse:
            is_malformed = True
        if is_malformed:
            self.send("bye")
            self._end("the owner of the session sent a malformed message")

    def _handle(self, found: "Message", body: "Body") -> None:
        kind = found["type"]
        if kind == "session":
            session = read_session(members_of(found, "session"))
            self._has_session = True
            self.current.replace(session, integer(found, "number"))
            self._first.complete()
        elif kind == "closed":
            self._end(f"{_GONE}: {found['reason']}"[:LONGEST_TEXT])
        elif kind == "click":
            self.clicked(str(found["element_id"]))
        elif kind != "pong":
            if not self._has_session:
                raise MalformedResponse("an answer before the session")
            self._answered(found, body)

    def _answered(self, found: "Message", body: "Body") -> None:
        """Complete a call; the client may have stopped it meanwhile."""
        error: AuthError | None = None
        if found["type"] == "failure":
            error = read_error(members_of(found, "error"))
        call = self.pending.take(integer(found, "id"))
        if call is not None:
            call.error, call.body = error, body
            call.value = found["is_last"] if found["type"] == "chunk" else found.get("value")
            call.complete()

    def _end(self, reason: str) -> None:
        """End the connection: nobody is known to be signed in from now on."""
        if self._reason:
            return
        self._reason = reason
        self.port.close()
        self.pending.fail(reason)
        self._first.error = TransportFailed(reason)
        self._first.complete()
        if self._has_session:
            session = Session(SIGNED_OUT, error=TransportFailed(reason))
            self.current.replace(session, self.current.number + 1)


async def _reported(name: str, call: "Coroutine[Any, Any, object]") -> None:
    try:
        await call
    except Exception as error:  # noqa: BLE001 - nobody waits for it
        report(f"{name} at the owner", error)
