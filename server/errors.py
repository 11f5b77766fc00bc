"""The one exception that ends a start; its text is what the person at the terminal reads."""


class CannotStart(Exception):
    """The server cannot start.

    `str()` of it is one complete sentence that says what is wrong and what to do about it.
    """
