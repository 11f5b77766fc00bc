"""What people read when something goes wrong: one plain sentence an error, and what to do."""

from auth import errors

_SENTENCES = (
    (
        errors.StorageUnavailable,
        "This browser does not let the page keep data during a sign-in. Allow it, then try again.",
    ),
    (errors.SignInRequired, "Your session has ended. Please sign in again."),
    (
        errors.TransportFailed,
        "The sign-in service could not be reached. Check your connection, then try again.",
    ),
    (
        errors.InvalidGrant,
        "This sign-in is no longer valid. Please sign in again.",
    ),
    (
        errors.TokenRequestRejected,
        "The sign-in service could not complete the request. Please try again.",
    ),
    (
        errors.StateMismatch,
        "This sign-in was not started in this tab, or is already finished. Please sign in again.",
    ),
    (
        errors.TransactionMissing,
        "This sign-in was not started in this tab, or is already finished. Please sign in again.",
    ),
    (
        errors.ProtocolViolation,
        "The sign-in service gave an answer that makes no sense. Please try again.",
    ),
    (
        (errors.TokenNotYetValid, errors.TokenExpired),
        "This device's clock seems to be wrong. Set it right, then sign in again.",
    ),
    (
        errors.TokenInvalid,
        "The sign-in could not be verified, so it was not used. Please sign in again.",
    ),
)


def sentence(error: errors.AuthError) -> str:
    """Give the sentence to show for `error`: safe text, to be shown as text."""
    if isinstance(error, errors.AuthorizationDenied):
        return _denied(error)
    for kinds, words in _SENTENCES:
        if isinstance(error, kinds):
            return words
    return str(error)


def _denied(error: errors.AuthorizationDenied) -> str:
    if error.error == "access_denied":
        return "Sign-in was cancelled."
    said = error.error_description or error.error
    return f"The sign-in service refused the sign-in. It said: {said}"
