"""No request may make an API connect to anything: a fixture checks it in every test."""

import socket
from collections.abc import Iterator
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def canary(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[object]]:
    """Return the list of attempted connections, which must be empty at the end of the test."""
    attempts: list[object] = []

    def refuse(*destination: Any, **_: Any) -> None:
        attempts.append(destination)
        raise OSError("no connections here")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket.socket, "connect_ex", refuse)
    yield attempts
    assert attempts == []
