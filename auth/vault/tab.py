"""One page of a vault: the client that has its session, and the port that connects them."""

from ..background import spawn
from ..client import AuthClient
from ..errors import MalformedResponse
from ..faults import report
from ..remote.flood import Flood
from ..remote.messages import message, parse_message
from ..remote.owner import Owner
from ..session.namespace import namespace
from ..session.states import RENEWING, SIGNED_OUT
from ..session.storage import SESSION_PREFIX
from .messages import FROM_PAGE, LONGEST_MESSAGE
from .ports import TabLifecycle, TabNavigation, TabStorage
from .worker_ports import WorkerPorts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ..remote.messages import Message
    from ..remote.port import Port
    from ..session.states import Session

    ClientPort = Any  # the browser's MessagePort, or None

OPEN_SECONDS = 60
"""How long a page may take until its first message."""

MARK_PREFIX = "cognito.vault."
"""The key of the mark that a tab had a session; it is in sessionStorage and contains nothing."""

WITH_COGNITOS_SESSION = "/oauth2/authorize"
"""The path at Cognito that shows no page while Cognito's own session lasts."""


class Tab:
    """One page, from its first message to the end of its port.

    Args:
        ports: The ports that all pages share.
        port: The vault's end of the page's port.
        ended: Called once, when the page is gone.
    """

    def __init__(self, ports: WorkerPorts, port: "Port", ended: "Callable[[Tab], None]") -> None:
        self._ports, self._port, self._ended = ports, port, ended
        self._flood = Flood(ports.clock)
        self._is_closed = False
        self._client: AuthClient | None = None
        port.listen(self._received, self.close)
        ports.clock.after(OPEN_SECONDS, self._close_unless_open)

    def close(self, reason: str = "") -> None:
        """End the page's connection and its clients'; a renewal that has begun goes on.

        Args:
            reason: Why, for the page's console.
        """
        if self._is_closed:
            return
        if reason:
            self._send("closed", reason=reason)
        self._is_closed = True
        self._port.close()
        if self._client is not None:
            self._owner.close()
            self._client._keepalive.stop()  # noqa: SLF001 - as when a page is closed
            # The other tabs wait for a renewal's tokens: the old refresh token may not work again.
            self._forget_later = self._client.on("changed", lambda _session: self._forget())
            self._forget()
        self._ended(self)

    def _forget(self) -> None:
        """Forget the session, once no renewal is running."""
        client = self._client
        if client is None or client.session.state == RENEWING:
            return
        self._client = None
        self._forget_later()
        client._current.messages.close()  # noqa: SLF001 - as when a page is closed
        client._current.advertisement.close()  # noqa: SLF001 - likewise

    def _close_unless_open(self) -> None:
        if self._client is None:
            self.close("no message")

    def _received(self, document: str, port: "ClientPort") -> None:
        if self._is_closed:
            return
        if self._flood.has_come():
            self.close("too many messages")
            return
        found = None
        try:
            if len(document) <= LONGEST_MESSAGE:
                found = parse_message(document, FROM_PAGE)
        except MalformedResponse:
            pass
        kind = "" if found is None else str(found["type"])
        if found is None or (port is not None) != (kind == "client"):
            self.close("a malformed message")
        elif (kind == "open") is (self._client is not None):
            self.close("a second open" if kind == "open" else "a message before open")
        elif kind == "open":
            self._open(found)
        else:
            self._handle(kind, found, port)

    def _handle(self, kind: str, found: "Message", port: "ClientPort") -> None:
        if kind == "client":
            self._serve(port)
        elif kind == "place":
            self._place(str(found["url"]))
        elif kind == "moment":
            self._lifecycle.happen(found["name"])  # type: ignore[arg-type] # `is_moment`
        elif kind == "stored":
            self._stores[str(found["area"])].found({str(found["key"]): found["value"]})  # type: ignore[dict-item] # checked
            self._lifecycle.happen("stored")
        elif kind == "refused":
            self._stores[str(found["area"])].is_blocked = True
            self._lifecycle.happen("stayed")
        else:
            self.close()

    def _open(self, found: "Message") -> None:
        if not self._ports.is_own(str(found["url"])):
            self.close("a page of another origin")
            return
        self._navigation = TabNavigation(str(found["url"]), self._send)
        self._lifecycle = TabLifecycle(self._send)
        self._stores = {
            "session": TabStorage("session", {}, self._send),
            "shared": TabStorage("shared", self._ports.shared, self._send),
        }
        for area, storage in self._stores.items():
            entries: Any = found[area]
            storage.is_blocked = entries is None
            storage.found(entries or {})
        runtime = self._ports.runtime(
            self._stores["session"], self._stores["shared"], self._navigation, self._lifecycle
        )
        self._client = AuthClient(self._ports.config, runtime)
        self._owner = Owner(self._client, self._ports.clock)
        self._client.on("changed", self._mark)
        spawn(self._start(self._client))

    async def _start(self, client: AuthClient) -> None:
        try:
            self._remove_tokens()
            client._resume._sign_in = lambda: self._sign_in(client)  # noqa: SLF001 - by another path
            session = await client.start()
            is_new_here = session.state == SIGNED_OUT and session.event == "nothing_stored"
            if is_new_here and session.error is None and self._has_mark():
                self._sign_in(client)
        except Exception as error:  # noqa: BLE001 - nobody waits for it
            report("the start of a page", error)
            self.close("the vault failed: see its console")

    def _serve(self, port: "ClientPort") -> None:
        self._owner.serve(self._ports.client_port(port))

    def _place(self, url: str) -> None:
        if self._ports.is_own(url):
            self._navigation.url = url
        else:
            self.close("a page of another origin")

    # --- the tab's storage -------------------------------------------------------------------

    def _remove_tokens(self) -> None:
        """Remove what a page has stored that had `token_storage = "session"` before."""
        storage = self._stores["session"]
        if not storage.is_blocked:
            storage.remove(SESSION_PREFIX + namespace(self._ports.config))

    @property
    def _mark_key(self) -> str:
        return MARK_PREFIX + namespace(self._ports.config)

    def _mark(self, session: "Session") -> None:
        """Store that this tab has a session, whose reload goes to Cognito; or that it has none."""
        storage = self._stores["session"]
        if self._is_closed or storage.is_blocked:
            return
        is_marked = storage.get(self._mark_key) is not None
        if session.is_signed_in and not is_marked:
            storage.set(self._mark_key, "1")
        elif is_marked and session.event in ("signed_out", "session_ended"):
            storage.remove(self._mark_key)

    def _has_mark(self) -> bool:
        storage = self._stores["session"]
        return not storage.is_blocked and storage.get(self._mark_key) is not None

    def _sign_in(self, client: AuthClient) -> None:
        """Leave for Cognito without a click; its own session is enough for a tab that had one.

        Only once: Back does not lead there again.
        """
        path = None
        if self._has_mark():
            path = WITH_COGNITOS_SESSION
            self._stores["session"].remove(self._mark_key)
        client._sign_in.begin(path)  # noqa: SLF001 - the path is not the configured one

    def _send(self, kind: str, **members: object) -> None:
        if not self._is_closed:
            self._port.post(message(kind, **members))
