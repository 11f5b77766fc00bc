"""Report exceptions in an app's callbacks, which must not interrupt the library."""

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from .session.states import Session


def call_listener(listener: "Callable[[Session], None]", session: "Session") -> None:
    """Call a session listener, and report what it raises instead of raising it.

    Args:
        listener: A callback of the app's.
        session: What it is called with.
    """
    try:
        listener(session)
    except Exception as error:  # noqa: BLE001 - a sign-out must not stop half way
        report("a session listener", error)


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
