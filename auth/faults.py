"""Check and call an app's callbacks, whose exceptions must not interrupt the library."""

import sys

from .background import spawn
from .errors import ArgumentRefused

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Awaitable
    from typing import Any, TypeGuard

    from .session.states import Listener, Session

_LISTENER = "a session listener"


def require_callback(what: str, callback: object, *, arguments: int) -> None:
    """Check that a callback is a function or a coroutine function, with the right parameters.

    MicroPython's code objects have no record of their parameters, so there is no check of them.

    Args:
        what: The callback, for the message.
        callback: What the app passed.
        arguments: The number of arguments that it will be called with.

    Raises:
        ArgumentRefused: It is anything else, for example the coroutine of a call.
    """
    got = type(callback).__name__
    if callable(callback):
        code: Any = getattr(callback, "__code__", None)
        if getattr(code, "co_flags", 4) & 4:  # CO_VARARGS, or no flags at all
            return
        most = code.co_argcount - hasattr(callback, "__self__")
        if most - len(getattr(callback, "__defaults__", None) or ()) <= arguments <= most:
            return
        got += f" with {most} parameters"
    raise ArgumentRefused(f"{what}: got {got}, expected a function with {arguments} parameters")


def is_awaitable(value: object) -> "TypeGuard[Awaitable[None]]":
    """Check whether `value` can be awaited: MicroPython's coroutines have only `send`."""
    return hasattr(value, "__await__") or hasattr(value, "send") or hasattr(value, "then")


def call_listener(listener: "Listener", session: "Session") -> None:
    """Call a session listener, and report what it raises instead of raising it.

    Args:
        listener: A function or a coroutine function of the app's.
        session: What it is called with.
    """
    try:
        started = listener(session)
        if is_awaitable(started):
            spawn(_finish(started))
    except Exception as error:  # noqa: BLE001 - a sign-out must not stop half way
        report(_LISTENER, error)


async def _finish(started: "Awaitable[None]") -> None:
    try:
        await started
    except Exception as error:  # noqa: BLE001 - as above
        report(_LISTENER, error)


def report(what: str, error: Exception) -> None:
    """Print what failed, with which exception, and where.

    The exception's message is left out, because it may contain a token.

    Args:
        what: The callback, such as "a session listener".
        error: What it raised.
    """
    places = [place for place in _places(error) if "/faults.py" not in place]
    lines = [f"auth: {what} raised {type(error).__name__}"] + places
    print("\n".join(lines), file=sys.stderr)  # noqa: T201 - the console is where an app's author looks


def _places(error: Exception) -> list[str]:
    print_exception = getattr(sys, "print_exception", None)
    if print_exception is not None:  # MicroPython, whose tracebacks can only be printed
        import io  # noqa: PLC0415 - not on the way to a login page

        text = io.StringIO()
        print_exception(error, text)
        return [line for line in text.getvalue().split("\n") if line.startswith("  File ")]
    places: list[str] = []
    at = error.__traceback__
    while at is not None:
        code = at.tb_frame.f_code
        places.append(f'  File "{code.co_filename}", line {at.tb_lineno}, in {code.co_name}')
        at = at.tb_next
    return places
