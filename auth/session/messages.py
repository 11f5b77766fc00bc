"""What this tab says to the others (HTML, BroadcastChannel); `tabs.py` has what it hears.

Messages go from one open page of the origin to another, and are stored nowhere.
"""

import json

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..ports import Channel
    from .record import SessionRecord


class TabMessages:
    """Sends messages until it is closed: what this program began may finish after that."""

    def __init__(self, channel: "Channel") -> None:
        self._channel = channel
        self._is_closed = False

    def announce(self, record: "SessionRecord") -> None:
        """Tell the other tabs of this session."""
        self._post("session", record.to_json())

    def hand_over(self, record: "SessionRecord") -> None:
        """Pass this session on to the program that takes over on this page."""
        self._post("session", record.to_json(), page=self._channel.page)

    def tell_end(self, family: str, *, sub: str = "") -> None:
        """Tell the other tabs that this session has been signed out of."""
        self._post("signed_out", family, sub=sub)

    def ask(self, family: str = "") -> None:
        """Ask for the later state or the end of a session, or for any session that is shared."""
        self._post("session_wanted", family)

    def greet(self) -> None:
        """Ask for a session as a page that has just been loaded."""
        self._post("session_wanted", page=self._channel.page)

    def tell_activity(self) -> None:
        """Tell the other tabs that the person is active."""
        self._post("active")

    def close(self) -> None:
        """Say and hear nothing any more."""
        self._is_closed = True
        self._channel.close()

    @property
    def is_closed(self) -> bool:
        """Whether another program on this page has taken over."""
        return self._is_closed

    def _post(self, event: str, text: str = "", *, sub: str = "", page: str = "") -> None:
        if self._is_closed:
            return
        pairs = (("event", event), ("text", text), ("sub", sub), ("page", page))
        self._channel.post(json.dumps({name: value for name, value in pairs if value}))
