"""The exception that ends `serve.py`; its message is printed."""


class CannotStart(Exception):
    """The server cannot start, or the page cannot be built.

    The message says what is wrong and what to do about it, in complete sentences.
    """


def cannot_write_runtimes(failure: OSError) -> CannotStart:
    """Return the exception for a file in `static/runtime/` that cannot be written."""
    return CannotStart(
        f"static/runtime/ cannot be written: {failure.strerror}. Check the permissions of the "
        "folder and the free disk space."
    )
