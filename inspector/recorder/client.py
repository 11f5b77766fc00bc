"""An AuthClient that records what passes its ports, and each session that it publishes."""

import sys

from auth.client import AuthClient
from auth.config import AuthConfig
from auth.errors import AuthorizationDenied
from auth.ports import Channel, Runtime
from auth.session.states import Session
from inspector.recorder.facts import path_of
from inspector.recorder.ports import recorded
from inspector.recorder.redaction import word
from inspector.recorder.tape import Tape

TYPE_CHECKING = False
if TYPE_CHECKING:
    from inspector.recorder.redaction import Facts


class RecordedClient(AuthClient):
    """An AuthClient that records events; `channel` leads to the inspector."""

    def __init__(self, config: AuthConfig, runtime: Runtime, channel: Channel) -> None:
        self._tape = Tape(
            storage=runtime.storage,
            channel=channel,
            clock=runtime.clock,
            random_bytes=runtime.crypto.random_bytes,
        )
        path = path_of(runtime.navigation.current_url())
        self._tape.note("loaded", path, facts=[["program", sys.implementation.name]])
        super().__init__(config, recorded(runtime, config, self._tape))
        self.on("changed", self._note_session)

    def hand_over(self) -> None:
        """Stop, because another client on this page takes over and records from now on."""
        super().hand_over()
        self._tape.close()

    def _note_session(self, session: Session) -> None:
        facts = [["state", session.state]]
        if session.reason:
            facts.append(["reason", session.reason])
        if session.error is not None:
            facts += _error_facts(session.error)
        self._tape.note("session", session.event, facts=facts)


def _error_facts(error: Exception) -> "Facts":
    """Return facts of an error. One kind of message contains text from the address bar."""
    if isinstance(error, AuthorizationDenied):
        return [["error", type(error).__name__], ["said", word(error.error)]]
    return [["error", type(error).__name__], ["said", str(error)]]
