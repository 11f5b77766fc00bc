"""The ports of `auth.ports` with somebody beside them who takes notes.

Each passes on what it was given, unchanged, and writes down what may be told of it.
"""

import json

from auth.encoding.url import decode_pair, parse_url
from auth.errors import AuthError, MalformedResponse
from auth.ports import Runtime
from auth.session.records import SESSION_PREFIX, TRANSACTION_PREFIX
from inspector.recorder.exchanges import facts_of_request, facts_of_response
from inspector.recorder.redaction import facts_of, from_outside, hidden

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from typing import TypeVar

    from auth.config import AuthConfig
    from auth.ports import Channel, Clock, Crypto, Locks, Navigation, Storage, Transport
    from auth.protocol.http import Request, Response
    from auth.protocol.jose import VerificationKey
    from inspector.recorder.redaction import Facts
    from inspector.recorder.tape import Tape

    Result = TypeVar("Result")

_RENEWAL = "cognito.renewal."
_MESSAGES = ("session", "session_wanted", "signed_out")
_KEPT = ("family", "sequence", "access_token", "id_token", "refresh_token")
_NAMED = ("family", "sequence")
_PENDING = ("state", "nonce", "code_verifier")


def recorded(runtime: Runtime, config: "AuthConfig", tape: "Tape") -> Runtime:
    """Give the same ports, recorded on `tape`."""
    clock = runtime.clock
    return Runtime(
        storage=RecordedStorage(runtime.storage, tape),
        shared_storage=runtime.shared_storage,
        navigation=RecordedNavigation(runtime.navigation, tape),
        transport=RecordedTransport(runtime.transport, tape, clock, config),
        crypto=RecordedCrypto(runtime.crypto, tape, clock),
        clock=clock,
        lifecycle=runtime.lifecycle,
        locks=RecordedLocks(runtime.locks, tape, clock),
        channel=RecordedChannel(runtime.channel, tape),
    )


class RecordedTransport:
    """Requests, and what became of them."""

    def __init__(
        self, transport: "Transport", tape: "Tape", clock: "Clock", config: "AuthConfig"
    ) -> None:
        self._transport = transport
        self._tape = tape
        self._clock = clock
        self._cognito = (config.domain_origin, parse_url(config.issuer).origin)

    async def send(self, request: "Request") -> "Response":
        """Send, and note both ways."""
        url = parse_url(request.url)
        there = "cognito" if url.origin in self._cognito else "api"
        what = f"{request.method} {url.path}"
        self._tape.note("request", what, target=there, facts=facts_of_request(request, url))
        asked_at = self._clock.monotonic()
        try:
            response = await self._transport.send(request)
        except AuthError as error:
            self._tape.note("failed", type(error).__name__, source=there, since=asked_at)
            raise
        self._tape.note(
            "response",
            what,
            source=there,
            facts=facts_of_response(response, url.path),
            status=response.status,
            since=asked_at,
        )
        return response


class RecordedNavigation:
    """The page's comings and goings."""

    def __init__(self, navigation: "Navigation", tape: "Tape") -> None:
        self._navigation = navigation
        self._tape = tape

    def current_url(self) -> str:
        """Give the page's URL."""
        return self._navigation.current_url()

    def replace_url(self, url: str) -> None:
        """Show another URL; what is gone from it now is what the page has been sent."""
        before, after = self._navigation.current_url(), url
        gone = [piece for piece in _pieces(before) if piece and piece not in _pieces(after)]
        if gone:
            facts = from_outside([_pair(piece) for piece in gone])
            self._tape.note("callback", path_of(url), source="cognito", facts=facts)
        self._navigation.replace_url(url)

    def go(self, url: str, *, replace: bool = False) -> None:
        """Leave for another page."""
        is_here = parse_url(url).origin == parse_url(self.current_url()).origin
        facts = [] if is_here else facts_of([_pair(piece) for piece in _pieces(url) if piece])
        there = "page" if is_here else "cognito"
        self._tape.note("left", path_of(url), target=there, facts=facts)
        self._navigation.go(url, replace=replace)


class RecordedStorage:
    """What the tab keeps of a pending sign-in, and of the session."""

    def __init__(self, storage: "Storage", tape: "Tape") -> None:
        self._storage = storage
        self._tape = tape

    def get(self, key: str) -> str | None:
        """Give the text under `key`, or None."""
        return self._storage.get(key)

    def set(self, key: str, value: str) -> None:
        """Put `value` under `key`."""
        self._storage.set(key, value)
        if key.startswith(TRANSACTION_PREFIX):
            self._tape.note("kept", "pending sign-in", facts=_members(value, _PENDING))
        elif key.startswith(SESSION_PREFIX):
            self._tape.note("kept", "session", facts=_members(value, _KEPT) + _life(value))

    def remove(self, key: str) -> None:
        """Forget `key`."""
        self._storage.remove(key)
        if key.startswith(TRANSACTION_PREFIX):
            state = key[len(TRANSACTION_PREFIX) :]
            self._tape.note("forgot", "pending sign-in", facts=[["state", hidden(state)]])
        elif key.startswith(SESSION_PREFIX):
            self._tape.note("forgot", "session")

    def keys(self) -> "list[str]":
        """Give every key there is."""
        return self._storage.keys()


class RecordedCrypto:
    """Signatures that were checked; random bytes are nobody's business."""

    def __init__(self, crypto: "Crypto", tape: "Tape", clock: "Clock") -> None:
        self._crypto = crypto
        self._tape = tape
        self._clock = clock

    def random_bytes(self, count: int) -> bytes:
        """Give `count` bytes of the cryptographic generator."""
        return self._crypto.random_bytes(count)

    async def verify_rs256(self, key: "VerificationKey", signed: bytes, signature: bytes) -> bool:
        """Tell whether `signature` over `signed` was made with `key`."""
        began_at = self._clock.monotonic()
        valid = await self._crypto.verify_rs256(key, signed, signature)
        facts = [["alg", "RS256"], ["signature", "good" if valid else "not the issuer's"]]
        self._tape.note("checked", "ID token", facts=facts, since=began_at)
        return valid


class RecordedLocks:
    """Turns that were taken at the renewal."""

    def __init__(self, locks: "Locks", tape: "Tape", clock: "Clock") -> None:
        self._locks = locks
        self._tape = tape
        self._clock = clock

    async def hold(
        self, name: str, work: "Callable[[], Awaitable[Result]]", *, patience: float
    ) -> "Result":
        """Run `work` while nobody else holds `name`."""
        if not name.startswith(_RENEWAL):
            return await self._locks.hold(name, work, patience=patience)
        asked_at = self._clock.monotonic()

        async def noted_work() -> "Result":
            self._tape.note("lock", "renewal", since=asked_at)
            return await work()

        return await self._locks.hold(name, noted_work, patience=patience)

    async def claim(self, name: str) -> "Callable[[], None]":
        """Hold `name` together with whoever else wants to."""
        return await self._locks.claim(name)

    async def claimed(self) -> "list[str] | None":
        """Give the names that any tab holds."""
        return await self._locks.claimed()

    async def claimed_at_start(self) -> "list[str] | None":
        """Give the names that any tab held at the page's start."""
        return await self._locks.claimed_at_start()


class RecordedChannel:
    """What the tabs tell each other."""

    def __init__(self, channel: "Channel", tape: "Tape") -> None:
        self._channel = channel
        self._tape = tape
        self.page = channel.page

    def post(self, message: str) -> None:
        """Send `message` to every other tab."""
        self._note("said", message, target="tabs")
        self._channel.post(message)

    def listen(self, listener: "Callable[[str], None]") -> None:
        """Call `listener` with each message from another tab."""

        def heard(message: str) -> None:
            self._note("heard", message, source="tabs")
            listener(message)

        self._channel.listen(heard)

    def close(self) -> None:
        """Stop listening for good."""
        self._channel.close()

    def _note(self, kind: str, message: str, *, source: str = "page", target: str = "page") -> None:
        said = _object(message)
        event, text = said.get("event"), said.get("text")
        if event not in _MESSAGES:
            return
        facts: Facts = []
        if event == "session":
            facts = _members(text, _NAMED)
        elif isinstance(text, str):
            facts = [["family", hidden(text)]]
        self._tape.note(kind, str(event), source=source, target=target, facts=facts)


def path_of(url: str) -> str:
    """Give the path of a URL, without origin, query and fragment."""
    rest = url.partition("#")[0].partition("?")[0].partition("://")[2]
    return "/" + rest.partition("/")[2]


def _pieces(url: str) -> "list[str]":
    """Give the parameters of a URL's query and fragment as they stand there."""
    before, _, fragment = url.partition("#")
    return before.partition("?")[2].split("&") + fragment.split("&")


def _pair(piece: str) -> "tuple[str, str]":
    """Give a parameter's name and value; what cannot be decoded is taken as it stands."""
    try:
        return decode_pair(piece)
    except MalformedResponse:
        name, _, value = piece.partition("=")
        return name, value


def _object(text: object) -> "dict[str, object]":
    """Read what this project wrote, or anything at all."""
    try:
        value = json.loads(text) if isinstance(text, str) else None
    except (ValueError, TypeError):
        value = None
    return value if isinstance(value, dict) else {}


def _members(text: object, names: "tuple[str, ...]") -> "Facts":
    record = _object(text)
    values = [(name, record.get(name)) for name in names]
    return [fact for name, value in values for fact in _fact(name, value)]


def _fact(name: str, value: object) -> "Facts":
    if name == "sequence":
        return [[name, str(value)]] if isinstance(value, (int, float)) else []
    return facts_of([(name, value)]) if isinstance(value, str) else []


def _life(text: str) -> "Facts":
    record = _object(text)
    times = [(name, record.get(name)) for name in ("received_at", "expires_at")]
    return [[name, str(int(time))] for name, time in times if isinstance(time, (int, float))]
