"""The ports: all that a client asks of the world outside, each with one to four methods.

`auth.browser.runtime()` gives the real ones; tests give doubles. No JavaScript value crosses one:
`null` and `undefined` arrive as None, text as str, bytes as bytes.
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from typing import Protocol, TypeVar

    from .protocol.http import Request, Response
    from .protocol.jose import VerificationKey

    Result = TypeVar("Result")
else:

    class Protocol:
        """Stands in for `typing.Protocol`, which MicroPython does not have."""


class Storage(Protocol):
    """Text by key, for this tab or for the origin. Raises StorageUnavailable when blocked."""

    def get(self, key: str) -> str | None:
        """Give the text under `key`, or None."""

    def set(self, key: str, value: str) -> None:
        """Put `value` under `key`; also raises StorageUnavailable when there is no room."""

    def remove(self, key: str) -> None:
        """Forget `key`."""

    def keys(self) -> "list[str]":
        """Give every key there is, also other people's."""


class Navigation(Protocol):
    """The address bar."""

    def current_url(self) -> str:
        """Give the page's URL, without any user name in it."""

    def replace_url(self, url: str) -> None:
        """Show another URL of this origin without loading it, keeping `history.state`."""

    def go(self, url: str, *, replace: bool = False) -> None:
        """Leave for another page; with `replace`, Back does not return here."""


class Transport(Protocol):
    """Requests over the network."""

    async def send(self, request: "Request") -> "Response":
        """Send without cookies and without following redirects. Raises TransportFailed."""


class Crypto(Protocol):
    """The platform's cryptography."""

    def random_bytes(self, count: int) -> bytes:
        """Give `count` bytes of the cryptographic generator."""

    async def verify_rs256(self, key: "VerificationKey", signed: bytes, signature: bytes) -> bool:
        """Tell whether `signature` over `signed` was made with `key` (RFC 7518 3.3)."""


class Clock(Protocol):
    """Time, in seconds."""

    def now(self) -> float:
        """Give the epoch time that this device believes in."""

    def monotonic(self) -> float:
        """Give a time that nobody can set; only differences mean something."""

    def after(self, seconds: float, callback: "Callable[[], None]") -> "Callable[[], None]":
        """Call `callback` once, in `seconds`; give the function that calls it off."""

    async def sleep(self, seconds: float) -> None:
        """Let `seconds` pass."""


class Lifecycle(Protocol):
    """The moments after which time may have passed that no timer has seen."""

    def listen(self, listener: "Callable[[str], None]", *, activity: bool) -> "Callable[[], None]":
        """Call `listener` with `woken`, `left` or `brought_back`; give the way to stop.

        With `activity` also with `active`, when the person types or points.
        """


class Locks(Protocol):
    """Mutual exclusion between the tasks of this tab, and between tabs where the browser can."""

    async def hold(
        self, name: str, work: "Callable[[], Awaitable[Result]]", *, patience: float
    ) -> "Result":
        """Run `work` while nobody else holds `name`, and give its result.

        After `patience` seconds of waiting for another tab it runs all the same; with none, only
        the tasks of this tab take turns.
        """

    async def claim(self, name: str) -> "Callable[[], None]":
        """Hold `name` together with whoever else wants to; give the function that lets go."""

    async def claimed(self) -> "list[str] | None":
        """Give the names that any tab holds; None where that cannot be known."""

    async def claimed_at_start(self) -> "list[str] | None":
        """Give the names that any tab held when the page began, which may be quicker to be had."""


class Channel(Protocol):
    """Messages to this origin's other live tabs, and to other programs on this page.

    `page` names the page: each program on it knows the same name, and no other tab does.
    """

    page: str

    def post(self, message: str) -> None:
        """Send `message` to every other tab."""

    def listen(self, listener: "Callable[[str], None]") -> None:
        """Call `listener` with each message from another tab."""

    def close(self) -> None:
        """Stop listening for good."""


class Runtime:
    """One of each port, and of Storage two: this tab's own, and the one that all tabs share."""

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
