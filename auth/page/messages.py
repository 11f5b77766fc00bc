"""The sentence that people read for each error."""

from .. import errors
from .texts import text, translation

_SENTENCES = (
    (errors.StorageUnavailable, "storage_unavailable"),
    (errors.SignInRequired, "sign_in_required"),
    (errors.StepUpRequired, "step_up_required"),
    (errors.ApiRequestFailed, "api_unreachable"),
    ((errors.ApiResponseMalformed, errors.ApiStatusError), "api_failed"),
    (errors.TransportFailed, "transport_failed"),
    (errors.InvalidGrant, "invalid_grant"),
    (errors.TokenRequestRejected, "request_rejected"),
    ((errors.StateMismatch, errors.TransactionMissing), "not_started_here"),
    (errors.ConfigurationChanged, "configuration_changed"),
    (errors.ResponseTooLarge, "answer_too_large"),
    (errors.ProtocolViolation, "senseless_answer"),
    ((errors.TokenNotYetValid, errors.TokenExpired), "clock_wrong"),
    (errors.AuthenticationTooWeak, "too_weak"),
    (errors.TokenInvalid, "not_verified"),
)


def sentence(error: errors.AuthError) -> str:
    """Return the sentence to show for an error, in the page's language.

    Args:
        error: What the client raised or stored in `session.error`.

    Returns:
        Plain text without secrets. For `AuthorizationDenied` it quotes the server, so never use
        it as markup.
    """
    if isinstance(error, errors.AuthorizationDenied):
        return _denied(error)
    if hasattr(error, "text_key"):  # of auth.account, which brings its English sentences
        return translation(error.text_key) or str(error)
    for kinds, key in _SENTENCES:
        if isinstance(error, kinds):
            return text(key)
    return str(error)


def _denied(error: errors.AuthorizationDenied) -> str:
    if error.error == "access_denied":
        return text("cancelled")
    return text("refused", said=error.error_description or error.error)
