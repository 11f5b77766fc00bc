"""The ports: what a client needs from its environment.

`auth.browser.runtime()` returns the browser's, `auth.testing` has doubles. Ports take and return
Python values: `null` and `undefined` are None, strings are str, bytes are bytes.
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from typing import Literal, Protocol, TypeVar

    from .protocol.http import Request, Response
    from .protocol.jose import VerificationKey

    Result = TypeVar("Result")
    LifecycleEvent = Literal["woken", "left", "brought_back", "stayed", "stored", "active"]
else:
    Protocol = object  # MicroPython has no typing.Protocol

__all__ = [
    "Channel",
    "Clock",
    "Crypto",
    "Lifecycle",
    "Locks",
    "Navigation",
    "Runtime",
    "Storage",
    "Transport",
]


class Storage(Protocol):
    """Strings by key, for this tab or for the origin (HTML, Web storage).

    Every method raises StorageUnavailable if the browser blocks storage.
    """

    def get(self, key: str) -> str | None:
        """Return the string at `key`, or None."""

    def set(self, key: str, value: str) -> None:
        """Store `value` at `key`. Raises StorageUnavailable also if there is no room."""

    def remove(self, key: str) -> None:
        """Remove `key`, if it is there."""

    def keys(self) -> "list[str]":
        """Return every key, also those of other programs."""


class Navigation(Protocol):
    """The address bar (HTML, navigation and session history)."""

    def current_url(self) -> str:
        """Return the page's URL, without a user name."""

    def replace_url(self, url: str) -> None:
        """Show another URL of this origin without loading it, and keep `history.state`."""

    def go(self, url: str, *, replace: bool = False) -> None:
        """Load another page; with `replace`, the back button does not return to this one."""


class Transport(Protocol):
    """Requests over the network (Fetch)."""

    async def send(self, request: "Request") -> "Response":
        """Send a request without cookies, and follow no redirect.

        Raises:
            TransportFailed: No complete response arrived.
            ResponseTooLarge: It has more bytes than `request.max_response_bytes`.
        """


class Crypto(Protocol):
    """The platform's cryptography (Web Cryptography)."""

    def random_bytes(self, count: int) -> bytes:
        """Return `count` bytes of the cryptographic generator."""

    async def verify_rs256(self, key: "VerificationKey", signed: bytes, signature: bytes) -> bool:
        """Check whether `signature` over `signed` was made with `key` (RFC 7518 3.3)."""


class Clock(Protocol):
    """Time, in seconds."""

    def now(self) -> float:
        """Return this device's epoch time."""

    def monotonic(self) -> float:
        """Return a time that cannot be set; only differences are meaningful."""

    def after(self, seconds: float, callback: "Callable[[], None]") -> "Callable[[], None]":
        """Call `callback` once after `seconds`; return a function that cancels it."""

    async def sleep(self, seconds: float) -> None:
        """Wait for `seconds`."""


class Lifecycle(Protocol):
    """The moments after which this page has to look again."""

    def listen(
        self, listener: "Callable[[LifecycleEvent], None]", *, activity: bool
    ) -> "Callable[[], None]":
        """Call `listener` with `woken`, `left`, `brought_back`, `stayed` or `stored`.

        A page has stayed if its last navigation was stopped, as with Esc on a bad network. After
        `stored`, this page can read what another tab has put into the storage that all tabs share.

        Args:
            listener: The callback.
            activity: Whether to call it also with `active` when the person types or points.

        Returns:
            A function that unsubscribes.
        """


class Locks(Protocol):
    """Mutual exclusion between tasks of this tab, and between tabs with Web Locks (W3C)."""

    async def hold(
        self, name: str, work: "Callable[[], Awaitable[Result]]", *, wait_seconds: float
    ) -> "Result":
        """Run `work` while holding the exclusive lock `name`, and return its result.

        Args:
            name: The lock.
            work: What to run.
            wait_seconds: How long to wait for another tab before `work` runs without the lock;
                with 0, only the tasks of this tab take turns.
        """

    async def claim(self, name: str) -> "Callable[[], None]":
        """Hold the shared lock `name`; return a function that releases it."""

    async def claimed(self) -> "list[str] | None":
        """Return the names of the locks that any tab holds; None if that is unknown."""

    async def claimed_at_start(self) -> "list[str] | None":
        """Return the names that any tab held when the page began, which may take less time."""


class Channel(Protocol):
    """Messages to this origin's other open tabs and to other programs on this page.

    HTML, BroadcastChannel.

    Attributes:
        page: The name of this page, which all programs on it know, and no other tab.
    """

    page: str

    def post(self, message: str) -> None:
        """Send `message` to every other tab."""

    def listen(self, listener: "Callable[[str], None]") -> None:
        """Call `listener` with each message from another tab."""

    def close(self) -> None:
        """Stop listening for good."""


class Runtime:
    """One of each port.

    Args:
        storage: This tab's storage.
        shared_storage: The storage that all tabs of the origin share.
        navigation: The address bar.
        transport: Requests.
        crypto: Cryptography.
        clock: Time.
        lifecycle: Wake-ups and activity.
        locks: Mutual exclusion.
        channel: Messages.
    """

    def __init__(
        self,
        *,
        storage: Storage,
        shared_storage: Storage,
        navigation: Navigation,
        transport: Transport,
        crypto: Crypto,
        clock: Clock,
        lifecycle: Lifecycle,
        locks: Locks,
        channel: Channel,
    ) -> None:
        self.storage = storage
        self.shared_storage = shared_storage
        self.navigation = navigation
        self.transport = transport
        self.crypto = crypto
        self.clock = clock
        self.lifecycle = lifecycle
        self.locks = locks
        self.channel = channel
