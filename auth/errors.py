"""Every error `auth` raises, by who is at fault (RFC 6749 4.1.2.1 and 5.2, OIDC Core 3.1.3.7).

    AuthError                       the root: catches all of them
    ├── ConfigurationError          our caller: a setting is missing, malformed or unsafe
    ├── ArgumentRefused             our caller: a value handed to a function cannot be used safely
    ├── ConfigurationChanged        our caller: other settings than when the sign-in began
    ├── StorageUnavailable          the browser: site data is blocked or full
    ├── SignInRequired              nobody: there is no session to do this with
    ├── StepUpRequired              nobody: this call wants a fresher or stronger sign-in
    ├── TransportFailed             the network: no answer came; safe to try again
    │   └── ApiRequestFailed        the app's API: no response to use, or a redirect
    ├── ApiResponseMalformed        the app's API: the body is not JSON
    ├── ApiStatusError              the app's API: a status that is not a success
    ├── AuthorizationDenied         the person or Cognito: the callback carries `error`
    ├── TokenRequestRejected        Cognito: an endpoint answered with an error
    │   └── InvalidGrant            the code or refresh token is dead: sign in again
    ├── ProtocolViolation           the other side broke the rules, or is not who it should be
    │   ├── StateMismatch           the callback answers no sign-in that was started here
    │   ├── TransactionMissing      the callback carries no `state` at all
    │   ├── MalformedResponse       an answer that no specification allows
    │   └── ResponseTooLarge        an answer larger than any of Cognito's can be
    └── TokenInvalid                a token's signature or one of its claims is wrong
        ├── TokenMalformed          TokenTooLarge           SignatureInvalid
        ├── KeyUnknown              TokenExpired            TokenNotYetValid
        ├── IssuerMismatch          AudienceMismatch        NonceMismatch
        ├── TokenUseMismatch        AccessTokenHashMismatch AuthenticationTooOld
        └── SubjectMismatch         TokenRevoked

No message has anything secret in it: no token, code, verifier or state.
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class AuthError(Exception):
    """The root of everything that `auth` raises on purpose; its message is safe to show."""


class ConfigurationError(AuthError):
    """A setting is missing, malformed or unsafe.

    Args:
        key: The setting's name.
        got: Its value, or a description of it.
        expected: What it should be.
    """

    def __init__(self, key: str, *, got: str, expected: str) -> None:
        super().__init__(f"[auth] {key}: got {got}, expected {expected}")
        self.key = key
        self.got = got
        self.expected = expected


class ArgumentRefused(AuthError):
    """A value handed in by the app cannot be used safely, for example a foreign `return_to`."""


class ConfigurationChanged(AuthError):
    """The settings changed between the start of a sign-in and its callback.

    Args:
        keys: The settings that changed.
    """

    def __init__(self, keys: "tuple[str, ...]") -> None:
        super().__init__(
            f"[auth] changed during the sign-in ({', '.join(keys)}): start a new sign-in"
        )
        self.keys = keys


class StorageUnavailable(AuthError):
    """sessionStorage cannot be read or written; a sign-in could start but never finish."""


class SignInRequired(AuthError):
    """There is no session, or it can no longer be renewed."""

    def __init__(self) -> None:
        super().__init__("nobody is signed in")


class StepUpRequired(AuthError):
    """The API wants the person to sign in anew for this call (RFC 9470 3).

    `max_age` is how old the sign-in may be, in seconds, or None: give it to `sign_in`;
    `acr_values` are the kinds of sign-in it asks for, or empty.
    """

    def __init__(self, *, max_age: int | None, acr_values: str) -> None:
        super().__init__("the API asks for a fresher or stronger sign-in")
        self.max_age = max_age
        self.acr_values = acr_values


class TransportFailed(AuthError):
    """No response arrived: offline, blocked, refused, aborted or timed out. Safe to try again.

    Attributes:
        is_redirect: Whether the server answered with a redirect, which is never followed.
    """

    def __init__(self, message: str, *, is_redirect: bool = False) -> None:
        super().__init__(message)
        self.is_redirect = is_redirect


class ApiRequestFailed(TransportFailed):
    """The app's API sent no response, broke it off, or redirected (see `AuthClient.fetch`)."""


class ApiResponseMalformed(AuthError):
    """The body of the API's response is not JSON; see `ApiResponse.json`."""


class ApiStatusError(AuthError):
    """The API answered with a status that is not a success; see `ApiResponse.raise_for_status`.

    Attributes:
        status: The HTTP status.
        response: The `ApiResponse`, whose body may say more.
    """

    def __init__(self, message: str, *, status: int, response: object) -> None:
        super().__init__(message)
        self.status = status
        self.response: Any = response


class AuthorizationDenied(AuthError):
    """The callback says that no code was issued (RFC 6749 4.1.2.1).

    `error` is one of the registered codes; `error_description` is text from outside, capped in
    length, to be shown as text only and never compared; `app_state` is what the caller gave to
    `sign_in`, unharmed.
    """

    def __init__(
        self, error: str, *, error_description: str = "", app_state: object = None
    ) -> None:
        super().__init__(f"the authorization server answered {error}")
        self.error = error
        self.error_description = error_description
        self.app_state = app_state


class TokenRequestRejected(AuthError):
    """An endpoint answered, and the answer was no (RFC 6749 5.2).

    `error` is the code it gave, empty when it gave none; `status` is the HTTP status;
    `retry_after` is the delay in seconds it asked for, or None.
    """

    def __init__(self, error: str, *, status: int, retry_after: float | None = None) -> None:
        super().__init__(f"the endpoint answered {status} {error}".rstrip())
        self.error = error
        self.status = status
        self.retry_after = retry_after


class InvalidGrant(TokenRequestRejected):
    """The code or refresh token is used up, expired or revoked: only a new sign-in helps."""


class ProtocolViolation(AuthError):
    """The other side did something that no specification allows."""


class StateMismatch(ProtocolViolation):
    """A callback whose `state` belongs to no sign-in started in this tab (RFC 6749 10.12)."""


class TransactionMissing(ProtocolViolation):
    """A callback without a usable `state` (RFC 6749 10.12)."""


class MalformedResponse(ProtocolViolation):
    """A callback, or the body of an answer, that cannot be what it claims to be."""


class ResponseTooLarge(ProtocolViolation):
    """An answer of Cognito's with more bytes than are read.

    Args:
        limit: How many bytes are read.
    """

    def __init__(self, limit: int) -> None:
        super().__init__(
            f"the response has more than {limit} bytes, the limit for Cognito's answers: "
            "take large claims out of the tokens"
        )


class TokenInvalid(AuthError):
    """A token must not be believed; `claim` names the part that is wrong."""

    claim = "token"

    def __init__(self, message: str) -> None:
        super().__init__(f"{self.claim}: {message}")


class TokenMalformed(TokenInvalid):
    """Not a compact JWS of the one shape accepted, or a claim of the wrong type (RFC 7515 7.1)."""


class TokenTooLarge(TokenInvalid):
    """More characters than are read; nothing is known about whether it is genuine."""


class SignatureInvalid(TokenInvalid):
    """The signature is not the issuer's (RFC 7515 5.2)."""

    claim = "signature"


class KeyUnknown(TokenInvalid):
    """No usable key of the issuer's key set fits the token (RFC 7517 5)."""

    claim = "kid"


class TokenExpired(TokenInvalid):
    """`exp` has passed (RFC 7519 4.1.4)."""

    claim = "exp"


class TokenNotYetValid(TokenInvalid):
    """`iat` or `nbf` lies in the future: the token or this clock is wrong (RFC 7519 4.1.5)."""

    claim = "iat"


class IssuerMismatch(TokenInvalid):
    """`iss` is not the configured issuer, letter for letter (OIDC Core 3.1.3.7, 2)."""

    claim = "iss"


class AudienceMismatch(TokenInvalid):
    """`aud`, `azp` or `client_id` names another client (OIDC Core 3.1.3.7, 3 to 5)."""

    claim = "aud"


class NonceMismatch(TokenInvalid):
    """`nonce` is not the one this sign-in sent (OIDC Core 3.1.3.7, 11)."""

    claim = "nonce"


class TokenUseMismatch(TokenInvalid):
    """`token_use`: an access token where an ID token belongs, or the other way round."""

    claim = "token_use"


class AccessTokenHashMismatch(TokenInvalid):
    """`at_hash` does not fit the access token beside it (OIDC Core 3.1.3.8)."""

    claim = "at_hash"


class AuthenticationTooOld(TokenInvalid):
    """`auth_time` is missing or older than the `max_age` asked for (OIDC Core 3.1.3.7, 13)."""

    claim = "auth_time"


class SubjectMismatch(TokenInvalid):
    """`sub` is missing, or is another person's than before (OIDC Core 5.3.2 and 12.2)."""

    claim = "sub"


class TokenRevoked(TokenInvalid):
    """Cognito no longer honours the token: revoked, signed out everywhere, or nobody's any more."""
