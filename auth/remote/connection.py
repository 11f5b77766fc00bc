"""One client of an owner: reads its messages strictly, and carries out its calls."""

from ..background import spawn
from ..errors import ArgumentRefused, AuthError, MalformedResponse, SignInRequired
from ..faults import report
from .calls import OF_ONE_SESSION, OF_THE_PAGE, WITHHELD, run_call, run_page_call
from .exchange import Exchange
from .failures import write_error
from .flood import Flood
from .messages import (
    FROM_CLIENT,
    LONGEST_MESSAGE,
    VERSION,
    integer,
    members_of,
    message,
    parse_message,
)
from .session import write_session

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ..client import AuthClient
    from ..ports import Clock
    from ..session.states import Session
    from .calls import Document, SessionNumber
    from .messages import Message
    from .port import Body, Port

MOST_CALLS = 256
"""Calls and streams of one client at once."""

HELLO_SECONDS = 60
"""How long a port may be there without a client's first message."""


class Connection:
    """One client, from its port to the end of the port."""

    def __init__(
        self,
        client: "AuthClient",
        port: "Port",
        clock: "Clock",
        number: "SessionNumber",
        *,
        page: "Document | None",
        allows_access_token: bool,
        ended: "Callable[[Connection], None]",
    ) -> None:
        """Listen to the port.

        Args:
            client: The owner's client.
            port: The owner's end of the port.
            clock: Measures time limits.
            number: The owner's count of sessions.
            page: The document that the client may write to, or None.
            allows_access_token: Whether `get_access_token` is allowed.
            ended: Called once, when the connection is closed.
        """
        self._client, self._port, self._clock, self._number = client, port, clock, number
        self._page, self._allows_access_token = page, allows_access_token
        self._ended = ended
        self._exchanges: dict[int, Exchange] = {}
        self._is_open, self._is_greeted = True, False
        self._flood = Flood(clock)
        port.listen(self._received, self.close)
        clock.after(HELLO_SECONDS, self._close_unless_greeted)

    def show(self, session: "Session") -> None:
        """Send a session, once the client has said hello."""
        if self._is_greeted:
            self._send("session", number=self._number.current(), session=write_session(session))
            self._end_other_sessions()

    def close(self, reason: str = "") -> None:
        """Abort what the client has asked for, and close the port.

        Args:
            reason: Why, for the client's developer; it is sent if the port is still open.
        """
        if not self._is_open:
            return
        if reason:
            self._send("closed", reason=reason)
        self._is_open = self._is_greeted = False
        for exchange in list(self._exchanges.values()):
            exchange.abort()
        self._exchanges = {}
        self._port.close()
        self._ended(self)

    def _close_unless_greeted(self) -> None:
        if not self._is_greeted:
            self.close("no hello")

    def _received(self, document: str, body: "Body") -> None:
        if not self._is_open:
            return
        if self._flood.has_come():
            self.close("too many messages")
            return
        found = None
        try:
            if len(document) <= LONGEST_MESSAGE:
                found = parse_message(document, FROM_CLIENT)
        except MalformedResponse:
            pass
        if found is None or (body is not None and found.get("name") != "fetch"):
            self.close("a malformed message")
        elif found["type"] == "hello":
            self._greet(found)
        elif not self._is_greeted:
            self.close("a message before hello")
        else:
            self._handle(str(found["type"]), found, body)

    def _greet(self, found: "Message") -> None:
        if self._is_greeted or found["version"] != VERSION:
            self.close("a second hello" if self._is_greeted else "another version")
            return
        self._is_greeted = True
        self.show(self._client.session)

    def _handle(self, kind: str, found: "Message", body: "Body") -> None:
        if kind == "call":
            self._begin(found, body)
        elif kind == "ping":
            self._send("pong")
        elif kind == "active":
            self._client.record_activity()
        elif kind == "bye":
            self.close()
        else:
            exchange = self._exchanges.get(integer(found, "id"))
            if exchange is not None and kind == "stop":
                exchange.abort()
                self._forget(exchange)
            elif exchange is not None:
                spawn(self._pulled(exchange))

    def _begin(self, found: "Message", body: "Body") -> None:
        call_id = integer(found, "id")
        if call_id in self._exchanges or len(self._exchanges) >= MOST_CALLS:
            self.close("too many calls, or one that is there already")
            return
        exchange = Exchange(call_id, integer(found, "session"), self._port, self._clock)
        self._exchanges[call_id] = exchange
        spawn(self._run(exchange, str(found["name"]), members_of(found, "arguments"), body))

    async def _run(
        self, exchange: Exchange, name: str, arguments: "dict[str, object]", body: "Body"
    ) -> None:
        failure: Exception | None = None
        try:
            self._check(exchange, name)
            if name == "fetch":
                await exchange.fetch(self._client, arguments, body)
            elif name in OF_THE_PAGE:
                run_page_call(self._page, name, arguments, self._clicked)
            else:
                exchange.value = await run_call(self._client, name, arguments)
            self._require(exchange, name)
        except AuthError as error:
            failure = error
        except Exception as error:  # noqa: BLE001 - the client must get an answer
            report(f"{name} of a client", error)
            failure = error
        self._answer(exchange, failure)

    def _check(self, exchange: Exchange, name: str) -> None:
        """Raise what is wrong with a call, at the very moment at which it begins."""
        if name == "get_access_token" and not self._allows_access_token:
            raise ArgumentRefused(WITHHELD)
        self._require(exchange, name)

    def _require(self, exchange: Exchange, name: str) -> None:
        if name in OF_ONE_SESSION and exchange.session != self._number.current():
            exchange.abort()
            raise SignInRequired

    def _answer(self, exchange: Exchange, failure: "Exception | None") -> None:
        if exchange.number not in self._exchanges:
            return  # the client has stopped it
        if failure is not None:
            self._forget(exchange)
            self._send("failure", id=exchange.number, error=write_error(failure))
            return
        if exchange.stream is None:
            self._forget(exchange)
        self._send("result", exchange.body, id=exchange.number, value=exchange.value)

    async def _pulled(self, exchange: Exchange) -> None:
        """Send the next piece of a stream that cannot be transferred."""
        failure, chunk = None, None
        try:
            chunk = await exchange.next_chunk()
            self._require(exchange, "fetch")
        except AuthError as error:
            failure = error
        if failure is not None:
            self._answer(exchange, failure)
        elif exchange.number in self._exchanges:
            if chunk is None:
                self._forget(exchange)
            self._send("chunk", chunk, id=exchange.number, is_last=chunk is None)

    def _clicked(self, element_id: str) -> None:
        self._send("click", element_id=element_id)

    def _forget(self, exchange: Exchange) -> None:
        self._exchanges.pop(exchange.number, None)

    def _end_other_sessions(self) -> None:
        """Abort the streams of a session that is over; other calls notice it when they end."""
        for exchange in list(self._exchanges.values()):
            if exchange.stream is not None and exchange.session != self._number.current():
                exchange.abort()

    def _send(self, kind: str, body: "Body" = None, **members: object) -> None:
        if self._is_open:
            self._port.post(message(kind, **members), body)
