"""The ports of a client whose page is elsewhere: each keeps a copy, and sends what changes it."""

from ..errors import StorageUnavailable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Literal

    from ..ports import LifecycleEvent

    Send = Callable[..., None]
    Area = Literal["session", "shared"]

_BLOCKED = "the browser blocks storage, or it is full: allow site data for this page"


class TabStorage:
    """The Storage port, for one of the two storages of a page.

    Args:
        area: Which one.
        entries: What the page has stored; other tabs may have the same dict.
        send: Sends a message to the page.
    """

    def __init__(self, area: "Area", entries: "dict[str, str]", send: "Send") -> None:
        self._area: Area = area
        self._entries, self._send = entries, send
        self.is_blocked = False

    def get(self, key: str) -> str | None:
        """Return the string at `key`, or None."""
        return self._opened().get(key)

    def set(self, key: str, value: str) -> None:
        """Store `value` at `key`, here at once and then in the page."""
        self._opened()[key] = value
        self._send("store", area=self._area, key=key, value=value)

    def remove(self, key: str) -> None:
        """Remove `key` here, and in the page, which may have it also if it is not here."""
        self._opened().pop(key, None)
        self._send("store", area=self._area, key=key, value=None)

    def keys(self) -> "list[str]":
        """Return every key of this package's that is there."""
        return list(self._opened())

    def found(self, entries: "dict[str, str | None]") -> None:
        """Take over what the page has found in its storage; None is for a removed key."""
        for key, value in entries.items():
            if value is None:
                self._entries.pop(key, None)
            else:
                self._entries[key] = value

    def _opened(self) -> "dict[str, str]":
        if self.is_blocked:
            raise StorageUnavailable(_BLOCKED)
        return self._entries


class TabNavigation:
    """The Navigation port.

    Attributes:
        url: The page's URL, as the page sent it last.
    """

    def __init__(self, url: str, send: "Send") -> None:
        self.url = url
        self._send = send

    def current_url(self) -> str:
        """Return the page's URL."""
        return self.url

    def replace_url(self, url: str) -> None:
        """Show another URL without loading it."""
        self.url = url
        self._send("show", url=url)

    def go(self, url: str, *, replace: bool = False) -> None:
        """Load another page."""
        self._send("go", url=url, replace=replace)


class TabLifecycle:
    """The Lifecycle port."""

    def __init__(self, send: "Send") -> None:
        self._send = send
        self._listeners: list[tuple[Callable[[LifecycleEvent], None], bool]] = []

    def listen(
        self, listener: "Callable[[LifecycleEvent], None]", *, activity: bool
    ) -> "Callable[[], None]":
        """Call `listener` with the page's events; return a function that unsubscribes."""
        entry = (listener, activity)
        self._listeners.append(entry)
        if activity:
            self._send("follow")
        return lambda: self._listeners.remove(entry) if entry in self._listeners else None

    def happen(self, moment: "LifecycleEvent") -> None:
        """Call every listener."""
        for listener, activity in list(self._listeners):
            if activity or moment != "active":
                listener(moment)
