"""Exceptions for Cognito's refusals of requests about an account, each with a sentence for people.

`text_key` is the sentence's name in the files of `static/texts/`.
"""

from ..errors import AuthError

__all__ = [
    "AccountRequestRejected",
    "AliasExists",
    "CodeMismatch",
    "ExpiredCode",
    "FeatureNotEnabled",
    "IncorrectPassword",
    "InsufficientScope",
    "InvalidParameter",
    "InvalidPassword",
    "LimitExceeded",
    "PasskeyNotCreated",
    "PasswordHistoryViolation",
]


class AccountRequestRejected(AuthError):
    """Cognito refused a request about the account, which is unchanged.

    Args:
        error: The name of Cognito's exception; "" if there is none.
        status: The HTTP status; 0 if nothing was sent.
    """

    text_key = "request_rejected"
    sentence = "The sign-in service could not complete the request. Please try again."

    def __init__(self, error: str = "", *, status: int = 0) -> None:
        super().__init__(self.sentence)
        self.error = error
        self.status = status


class CodeMismatch(AccountRequestRejected):
    """The code is wrong, or was used before."""

    text_key = "account_code_mismatch"
    sentence = "This code is wrong or was used before. Enter the latest code."


class ExpiredCode(AccountRequestRejected):
    """The code is too old, or none was requested."""

    text_key = "account_expired_code"
    sentence = "This code is no longer valid. Request a new one."


class LimitExceeded(AccountRequestRejected):
    """There were too many attempts or requests: wait before the next one."""

    text_key = "account_limit_exceeded"
    sentence = "There were too many attempts. Wait a while, then try again."


class IncorrectPassword(AccountRequestRejected):
    """The current password is wrong."""

    text_key = "account_incorrect_password"
    sentence = "Your current password is not correct."


class InvalidPassword(AccountRequestRejected):
    """The new password does not conform to the user pool's policy."""

    text_key = "account_invalid_password"
    sentence = "The new password is too simple. Use a longer one with more kinds of characters."


class PasswordHistoryViolation(AccountRequestRejected):
    """The new password was used before, and the user pool does not allow that."""

    text_key = "account_password_history"
    sentence = "You have used this password before. Choose another one."


class InvalidParameter(AccountRequestRejected):
    """A value is malformed, or the app client may not write it."""

    text_key = "account_invalid_parameter"
    sentence = "The sign-in service does not accept this value. Check it, then try again."


class AliasExists(AccountRequestRejected):
    """Another account has this e-mail address or phone number."""

    text_key = "account_alias_exists"
    sentence = "Another account uses this address. Enter a different one."


class InsufficientScope(AccountRequestRejected):
    """The access token lacks the scope `aws.cognito.signin.user.admin` (RFC 6750 3.1)."""

    text_key = "account_insufficient_scope"
    sentence = (
        "This page may not manage your account: sign in again, or ask whoever runs the page to "
        "allow the scope aws.cognito.signin.user.admin."
    )


class FeatureNotEnabled(AccountRequestRejected):
    """The user pool does not offer this, such as passkeys or authenticator apps."""

    text_key = "account_not_enabled"
    sentence = "The sign-in service does not offer this for your account."


class PasskeyNotCreated(AccountRequestRejected):
    """The browser, the authenticator or Cognito refused a new passkey (WebAuthn 5.1.3).

    Args:
        error: The name of the browser's or of Cognito's exception.
        status: The HTTP status; 0 if it was the browser.
    """

    text_key = "account_passkey_refused"
    sentence = "This browser or device could not create a passkey for your account."

    def __init__(self, error: str = "", *, status: int = 0) -> None:
        if error in _PASSKEY:
            self.text_key, self.sentence = _PASSKEY[error]
        super().__init__(error, status=status)


_PASSKEY = {
    "NotAllowedError": (
        "account_passkey_cancelled",
        "No passkey was created: it was cancelled, or took too long.",
    ),
    "InvalidStateError": (
        "account_passkey_exists",
        "This device already has a passkey for your account.",
    ),
    "SecurityError": (
        "account_passkey_elsewhere",
        "Passkeys for your account cannot be created at the address of this page.",
    ),
}
