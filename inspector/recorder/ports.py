"""Wrap the ports of `auth.ports`, and record the calls.

A recorded port passes every call on unchanged. Only methods that record something are defined here.
"""

from auth.encoding.url import parse_url
from auth.errors import AuthError
from auth.ports import Runtime
from auth.session.storage import SESSION_PREFIX, TRANSACTION_PREFIX
from inspector.recorder.exchanges import facts_of_request, facts_of_response
from inspector.recorder.facts import (
    facts_of_lifetime,
    facts_of_record,
    parameters_of,
    parse_record,
    path_of,
    removed_parameters,
)
from inspector.recorder.redaction import facts_of, from_outside, hidden

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from typing import Any, TypeVar

    from auth.config import AuthConfig
    from auth.ports import Clock
    from auth.protocol.http import Request, Response
    from auth.protocol.jose import VerificationKey
    from inspector.recorder.redaction import Facts
    from inspector.recorder.tape import Tape

    Port = TypeVar("Port")
    Result = TypeVar("Result")

_RENEWAL = "cognito.renewal."
_MESSAGES = ("session", "session_wanted", "signed_out")
_KEPT = ("family", "sequence", "access_token", "id_token", "refresh_token")
_NAMED = ("family", "sequence")
_PENDING = ("state", "nonce", "code_verifier")


def recorded(runtime: Runtime, config: "AuthConfig", tape: "Tape") -> Runtime:
    """Return the same ports, recorded.

    Args:
        runtime: The ports.
        config: The configuration, whose origins distinguish Cognito from APIs.
        tape: Where events are recorded.
    """
    clock = runtime.clock

    def record(port: "Port", recorder: "type[RecordedPort]") -> "Port":
        return recorder(port, tape, clock, config)  # type: ignore[return-value] # by __getattr__

    return Runtime(
        storage=record(runtime.storage, RecordedStorage),
        shared_storage=runtime.shared_storage,
        navigation=record(runtime.navigation, RecordedNavigation),
        transport=record(runtime.transport, RecordedTransport),
        crypto=record(runtime.crypto, RecordedCrypto),
        clock=clock,
        lifecycle=runtime.lifecycle,
        locks=record(runtime.locks, RecordedLocks),
        channel=record(runtime.channel, RecordedChannel),
    )


class RecordedPort:
    """A port that has the attributes of another, except those that a subclass defines."""

    def __init__(self, port: object, tape: "Tape", clock: "Clock", config: "AuthConfig") -> None:
        self._port: Any = port
        self._tape = tape
        self._clock = clock
        keys = [parse_url(uri).origin for uri in config.jwks_uris.values()]
        self._cognito = (config.domain_origin,) + tuple(keys)

    def __getattr__(self, name: str) -> "Any":  # noqa: ANN401 - any attribute of any port
        """Return an attribute of the other port."""
        return getattr(self._port, name)


class RecordedTransport(RecordedPort):
    """Records requests, responses and failures."""

    async def send(self, request: "Request") -> "Response":
        """Send a request; record it, and its response or failure."""
        url = parse_url(request.url)
        there = "cognito" if url.origin in self._cognito else "api"
        what = f"{request.method} {url.path}"
        self._tape.note("request", what, target=there, facts=facts_of_request(request, url))
        asked_at = self._clock.monotonic()
        try:
            response: Response = await self._port.send(request)
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


class RecordedNavigation(RecordedPort):
    """Records callbacks, and when the page is left."""

    def replace_url(self, url: str) -> None:
        """Show another URL, and record the parameters that it removes: those of a callback."""
        removed = removed_parameters(self.current_url(), url)
        if removed:
            facts = from_outside(removed)
            self._tape.note("callback", path_of(url), source="cognito", facts=facts)
        self._port.replace_url(url)

    def go(self, url: str, *, replace: bool = False) -> None:
        """Leave for another page, and record where to."""
        is_here = parse_url(url).origin == parse_url(self.current_url()).origin
        facts = [] if is_here else facts_of(parameters_of(url))
        there = "page" if is_here else "cognito"
        self._tape.note("left", path_of(url), target=there, facts=facts)
        self._port.go(url, replace=replace)


class RecordedStorage(RecordedPort):
    """Records when a pending sign-in or the session is stored or removed."""

    def set(self, key: str, value: str) -> None:
        """Store `value` under `key`."""
        self._port.set(key, value)
        if key.startswith(TRANSACTION_PREFIX):
            facts = facts_of_record(value, _PENDING)
            self._tape.note("kept", "pending sign-in", facts=facts)
        elif key.startswith(SESSION_PREFIX):
            facts = facts_of_record(value, _KEPT) + facts_of_lifetime(value)
            self._tape.note("kept", "session", facts=facts)

    def remove(self, key: str) -> None:
        """Remove `key`."""
        self._port.remove(key)
        if key.startswith(TRANSACTION_PREFIX):
            state = key[len(TRANSACTION_PREFIX) :]
            self._tape.note("forgot", "pending sign-in", facts=[["state", hidden(state)]])
        elif key.startswith(SESSION_PREFIX):
            self._tape.note("forgot", "session")


class RecordedCrypto(RecordedPort):
    """Records checks of signatures."""

    async def verify_rs256(self, key: "VerificationKey", signed: bytes, signature: bytes) -> bool:
        """Return whether `signature` over `signed` was made with `key`."""
        began_at = self._clock.monotonic()
        valid: bool = await self._port.verify_rs256(key, signed, signature)
        facts = [["alg", "RS256"], ["signature", "good" if valid else "not the issuer's"]]
        self._tape.note("checked", "ID token", facts=facts, since=began_at)
        return valid


class RecordedLocks(RecordedPort):
    """Records when the lock for renewals is acquired."""

    async def hold(
        self, name: str, work: "Callable[[], Awaitable[Result]]", *, wait_seconds: float
    ) -> "Result":
        """Run `work` while holding the exclusive lock `name`, and record that."""
        asked_at = self._clock.monotonic()

        async def recorded_work() -> "Result":
            self._tape.note("lock", "renewal", since=asked_at)
            return await work()

        is_renewal = name.startswith(_RENEWAL)
        result: Result = await self._port.hold(
            name, recorded_work if is_renewal else work, wait_seconds=wait_seconds
        )
        return result


class RecordedChannel(RecordedPort):
    """Records the messages between tabs."""

    def post(self, message: str) -> None:
        """Send `message` to every other tab."""
        self._note("said", message, target="tabs")
        self._port.post(message)

    def listen(self, listener: "Callable[[str], None]") -> None:
        """Call `listener` with each message from another tab."""

        def heard(message: str) -> None:
            self._note("heard", message, source="tabs")
            listener(message)

        self._port.listen(heard)

    def _note(self, kind: str, message: str, *, source: str = "page", target: str = "page") -> None:
        said = parse_record(message)
        event, text = said.get("event"), said.get("text")
        if event not in _MESSAGES:
            return
        facts: Facts = []
        if event == "session":
            facts = facts_of_record(text, _NAMED)
        elif isinstance(text, str):
            facts = [["family", hidden(text)]]
        self._tape.note(kind, str(event), source=source, target=target, facts=facts)
