"""Faults in callbacks are reported with their place and without their message."""

import io
import sys

import pytest

from auth.errors import ArgumentRefused
from auth.faults import call_listener, report, require_callback
from auth.session.states import Session


def fail(_session: Session) -> None:
    """Raise an exception whose message must not be printed."""
    raise ValueError("eyJhbGciOi")


def test_a_report_says_where_and_not_what(capsys: pytest.CaptureFixture[str]) -> None:
    """File, line and function lead to the mistake; the message may contain a token."""
    call_listener(fail, Session())
    assert capsys.readouterr().err.splitlines() == [
        "auth: a session listener raised ValueError",
        f'  File "{__file__}", line 15, in fail',
    ]


class AsOnMicroPython:
    """A function whose code object has no record of its parameters."""

    __code__ = object()

    def __call__(self) -> None:
        """Do nothing."""


def test_on_micropython_parameters_are_not_checked() -> None:
    """Its code objects do not have them; what cannot be called is refused there, too."""
    require_callback("listener", AsOnMicroPython(), arguments=1)
    with pytest.raises(ArgumentRefused, match="listener: got int, expected a function with 1"):
        require_callback("listener", 1, arguments=1)


def test_on_micropython_the_place_is_read_from_what_it_prints(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its tracebacks end with the message, which is left out."""

    def print_exception(error: Exception, stream: io.StringIO) -> None:
        place = '  File "/main.py", line 3, in show'
        stream.write(f"Traceback (most recent call last):\n{place}\nValueError: {error}\n")

    monkeypatch.setattr(sys, "print_exception", print_exception, raising=False)
    report("a listener", ValueError("eyJhbGciOi"))
    assert capsys.readouterr().err.splitlines() == [
        "auth: a listener raised ValueError",
        '  File "/main.py", line 3, in show',
    ]
