"""A browser whose tabs are recorded, and an inspector that listens."""

from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

from auth.config import AuthConfig
from auth.ports import Runtime
from auth.testing.doubles import LocalChannel
from inspector.recorder.client import RecordedClient
from inspector.recorder.tape import LIMIT, PREFIX
from inspector.recording import Event, Recordings
from tests.support.tab import Browser, Tab


class Inspected:
    """A browser; `recordings` is what an inspector in it heard, `said` all of it word for word."""

    def __init__(self) -> None:
        self.browser = Browser()
        self.wire = LocalChannel()
        self.recordings = Recordings()
        self.said: list[str] = []
        self.wire.listen(self._hear)

    def _hear(self, message: str) -> None:
        self.said.append(message)
        self.recordings.hear(message)

    def client(self, config: AuthConfig, runtime: Runtime) -> RecordedClient:
        """Build a client as a page does while the recorder is on."""
        return RecordedClient(config, runtime, LocalChannel(beside=self.wire))

    def events(self) -> list[Event]:
        """Return the events of the tab that was active last."""
        return self.recordings.events(self.recordings.tabs()[0])

    def kept(self, tab: Tab) -> list[str]:
        """Return the lines in a tab's storage."""
        entries = tab.storage.entries
        return [
            text
            for number in range(LIMIT)
            if (text := entries.get(f"{PREFIX}{number}")) is not None
        ]

    def told(self) -> list[tuple[str, str]]:
        """Return kind and subject of those events."""
        return [(event.kind, event.what) for event in self.events()]


@contextmanager
def inspected() -> Iterator[Inspected]:
    """Record every client in the `with` block."""
    one = Inspected()
    with patch("auth.testing.tabs.AuthClient", one.client):
        yield one
