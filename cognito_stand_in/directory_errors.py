"""Users' mistakes, with the messages of Cognito's pages and the exceptions of its API."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .pool import User


class DirectoryError(Exception):
    """A user's mistake, with the message that Cognito shows on the page.

    Args:
        message: The message.
        name: The exception of Cognito's API.
    """

    def __init__(self, message: str, name: str = "InvalidParameterException") -> None:
        super().__init__(message)
        self.name = name


class NotConfirmed(DirectoryError):
    """The account has not been confirmed."""

    def __init__(self) -> None:
        super().__init__("User is not confirmed.", "UserNotConfirmedException")


class TemporaryPassword(DirectoryError):
    """The password is right, but temporary: the user has to choose another one."""

    def __init__(self, user: User) -> None:
        super().__init__(
            "Your password is temporary: choose another one.", "PasswordResetRequiredException"
        )
        self.user = user
