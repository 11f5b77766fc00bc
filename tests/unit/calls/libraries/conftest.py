"""A double of `pyodide_http`, which works in a browser only."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

import pytest


@dataclass
class Sent:
    """A request, as `pyodide_http` describes one, and what to answer."""

    method: str
    url: str
    headers: dict[str, str]
    body: Any = None


@dataclass
class Wire:
    """What was sent; `answer` is a status, headers and a body, or an exception."""

    sent: list[Sent] = field(default_factory=list)
    answer: tuple[int, dict[str, str], bytes] | Exception = (200, {}, b"")

    def send(self, request: Sent) -> Any:
        """Return the response."""
        self.sent.append(request)
        if isinstance(self.answer, Exception):
            raise self.answer
        reply: Any = ModuleType("reply")
        reply.status_code, reply.headers, reply.body = self.answer
        return reply


@pytest.fixture
def wire(monkeypatch: pytest.MonkeyPatch) -> Iterator[Wire]:
    """Replace the part of `pyodide_http` that sends."""
    found = Wire()
    core: Any = ModuleType("pyodide_http._core")
    core.Request, core.send = Sent, found.send
    package: Any = ModuleType("pyodide_http")
    package._core = core
    for module in (package, core):
        monkeypatch.setitem(sys.modules, module.__name__, module)
    monkeypatch.delitem(sys.modules, "pyodide_http._streaming", raising=False)
    yield found
    sys.modules.pop("pyodide_http._streaming", None)
