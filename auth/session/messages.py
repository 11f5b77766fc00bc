"""Messages from this tab to the others (HTML, BroadcastChannel); `tabs.py` reads them."""

import json

from ..faults import report

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

    from ..ports import Channel
    from .record import SessionRecord

    Message = Literal["session", "session_wanted", "signed_out", "active"]


class TabMessages:
    """Sends messages until it is closed, and ignores what is to be sent after that.

    Messages go from one open page of the origin to another, and are stored nowhere. Each names its
    app, because every app of the origin hears it, and its page, which may have two programs on it.
    """

    def __init__(self, channel: "Channel", app: str) -> None:
        """Send on `channel`.

        Args:
            channel: The origin's channel.
            app: The `namespace` of the app.
        """
        self.app = app
        self._channel = channel
        self._is_closed = False

    def announce(self, record: "SessionRecord") -> None:
        """Send this tab's session."""
        self._post("session", record.to_json())

    def send_end(self, family: str, *, sub: str = "") -> None:
        """Send the end of a session.

        Args:
            family: The session.
            sub: The person, whose other sessions end too; empty for this session alone.
        """
        self._post("signed_out", family, sub=sub)

    def ask(self, family: str = "") -> None:
        """Ask for the later state or the end of a session, or for any session that is shared."""
        self._post("session_wanted", family)

    def send_activity(self) -> None:
        """Tell the other tabs that the person is active."""
        self._post("active")

    def close(self) -> None:
        """Send and receive nothing any more."""
        if not self._is_closed:
            self._is_closed = True
            self._channel.close()

    def _post(self, event: "Message", text: str = "", *, sub: str = "") -> None:
        if self._is_closed:
            return
        pairs = (
            ("app", self.app),
            ("page", self._channel.page),
            ("event", event),
            ("text", text),
            ("sub", sub),
        )
        message = json.dumps({name: value for name, value in pairs if value})
        try:
            self._channel.post(message)
        except Exception as error:  # noqa: BLE001 - what this tab was doing goes on without the others
            report("a message to other tabs", error)
