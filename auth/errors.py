"""Every error that `auth` raises; the docstring of `auth` has them as a tree.

No message contains a secret: no token, code, verifier or state.
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class AuthError(Exception):
    """The base class of every error that `auth` raises; the message is safe to show."""


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
    """An argument is invalid or unsafe, such as a `return_to` on another origin."""


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
    """sessionStorage cannot be read or written, so a sign-in could never be completed."""


class SignInRequired(AuthError):
    """There is no session, or it can no longer be renewed."""

    def __init__(self) -> None:
        super().__init__("nobody is signed in: start a sign-in")


class StepUpRequired(AuthError):
    """The API requires another sign-in for this call (RFC 9470 3).

    Args:
        max_age: The maximum age of the sign-in in seconds, to pass to `sign_in`; or None.
        acr_values: The levels that the API accepts, to pass to `sign_in`; or "".
        message: What to do, or why another sign-in would not help.
    """

    def __init__(
        self,
        *,
        max_age: int | None,
        acr_values: str,
        message: str = "the API requires a more recent or stronger sign-in: call sign_in again",
    ) -> None:
        super().__init__(message)
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
    """The callback has an error instead of a code (RFC 6749 4.1.2.1).

    Args:
        error: The error code, from Cognito.
        error_description: A text of Cognito or a trigger, of limited length. Show it only as text,
            and do not compare it with anything.
        app_state: What the app passed to `sign_in`.
    """

    def __init__(
        self, error: str, *, error_description: str = "", app_state: object = None
    ) -> None:
        super().__init__(f"the authorization server answered {error}")
        self.error = error
        self.error_description = error_description
        self.app_state = app_state


class TokenRequestRejected(AuthError):
    """An endpoint of Cognito responded with an error (RFC 6749 5.2).

    Args:
        error: The error code; "" if there is none.
        status: The HTTP status.
        retry_after: The seconds to wait before the next try (RFC 9110 10.2.3), or None.
    """

    def __init__(self, error: str, *, status: int, retry_after: float | None = None) -> None:
        super().__init__(f"the endpoint answered {status} {error}".rstrip())
        self.error = error
        self.status = status
        self.retry_after = retry_after


class InvalidGrant(TokenRequestRejected):
    """The code or refresh token was used before, has expired or was revoked: sign in again."""


class ProtocolViolation(AuthError):
    """A callback or response breaks the protocol."""


class StateMismatch(ProtocolViolation):
    """The `state` of a callback belongs to no pending sign-in of this tab (RFC 6749 10.12)."""


class TransactionMissing(ProtocolViolation):
    """A callback has no `state`, or several (RFC 6749 10.12)."""


class MalformedResponse(ProtocolViolation):
    """A callback or the body of a response is not what its specification requires."""


class ResponseTooLarge(ProtocolViolation):
    """A response of Cognito is above the limit.

    Args:
        limit: The limit in bytes.
    """

    def __init__(self, limit: int) -> None:
        super().__init__(
            f"the response has more than {limit} bytes, the limit for Cognito's responses: "
            "put less into the tokens"
        )


class TokenInvalid(AuthError):
    """A token fails a check and must not be used.

    Args:
        message: What is wrong, without the claim's name, which is added before it.

    Attributes:
        claim: The claim or part of the token that is wrong.
    """

    claim = "token"

    def __init__(self, message: str) -> None:
        super().__init__(f"{self.claim}: {message}")


class TokenMalformed(TokenInvalid):
    """Not a compact JWS with an RS256 header, or a claim has the wrong type (RFC 7515 7.1)."""


class TokenTooLarge(TokenInvalid):
    """The token is above the limit; it may be valid."""


class SignatureInvalid(TokenInvalid):
    """The signature does not match the issuer's key (RFC 7515 5.2)."""

    claim = "signature"


class KeyUnknown(TokenInvalid):
    """The issuer's key set has no usable key with the token's `kid` (RFC 7517 5)."""

    claim = "kid"


class TokenExpired(TokenInvalid):
    """`exp` has passed (RFC 7519 4.1.4)."""

    claim = "exp"


class TokenNotYetValid(TokenInvalid):
    """`iat` or `nbf` is in the future: the token or this clock is wrong (RFC 7519 4.1.5)."""

    claim = "iat"


class IssuerMismatch(TokenInvalid):
    """`iss` is not exactly a configured issuer (OIDC Core 3.1.3.7, 2)."""

    claim = "iss"


class AudienceMismatch(TokenInvalid):
    """`aud`, `azp` or `client_id` is another client's (OIDC Core 3.1.3.7, 3 to 5)."""

    claim = "aud"


class NonceMismatch(TokenInvalid):
    """`nonce` is not the one that this sign-in sent (OIDC Core 3.1.3.7, 11)."""

    claim = "nonce"


class TokenUseMismatch(TokenInvalid):
    """`token_use` is wrong: an access token in place of an ID token, or the reverse."""

    claim = "token_use"


class AccessTokenHashMismatch(TokenInvalid):
    """`at_hash` does not match the access token in the same response (OIDC Core 3.1.3.8)."""

    claim = "at_hash"


class AuthenticationTooOld(TokenInvalid):
    """`auth_time` is missing, too old for the requested `max_age`, or another sign-in's.

    OIDC Core 3.1.3.7, 13, and 12.2.
    """

    claim = "auth_time"


class AuthenticationTooWeak(TokenInvalid):
    """`acr` is a lower level than the sign-in asked for, which Cognito allows (OIDC Core 2)."""

    claim = "acr"


class SubjectMismatch(TokenInvalid):
    """`sub` is missing, malformed, or another person's than before (OIDC Core 5.3.2 and 12.2)."""

    claim = "sub"


class TokenRevoked(TokenInvalid):
    """Cognito no longer accepts the token: revoked, signed out everywhere, or the user is gone."""
