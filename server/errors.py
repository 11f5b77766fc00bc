"""The exception that ends `serve.py`; its message is printed."""

from server.program import runtime_place


class CannotStart(Exception):
    """The server cannot start, or the page cannot be built.

    The message says what is wrong and what to do about it, in complete sentences.
    """


def cannot_write_runtimes(failure: OSError) -> CannotStart:
    """Return the exception for something fetched or built that cannot be written."""
    return CannotStart(
        f"{runtime_place()} cannot be written: {failure.strerror}. Check the permissions of the "
        "folder and the free disk space."
    )
