"""Sign-in with Amazon Cognito for web pages written in Python: the public names.

`Page` needs a document, and is imported when it is used; everything else also works without one.

The errors, by cause (RFC 6749 4.1.2.1 and 5.2, OIDC Core 3.1.3.7):

    AuthError                       the root of all
    ├── ConfigurationError          the app: a setting is missing, malformed or unsafe
    ├── ArgumentRefused             the app: an argument is invalid or unsafe
    ├── ConfigurationChanged        the app: other settings than when the sign-in began
    ├── StorageUnavailable          the browser: site data is blocked or full
    ├── SignInRequired              there is no session for this
    ├── StepUpRequired              the API requires a more recent or stronger sign-in
    ├── TransportFailed             the network: no response arrived; safe to try again
    │   └── ApiRequestFailed        the app's API: no complete response, or a redirect
    ├── ApiResponseMalformed        the app's API: the body is not JSON
    ├── ApiStatusError              the app's API: a status that is not a success
    ├── AuthorizationDenied         the person or Cognito: the callback contains an `error`
    ├── TokenRequestRejected        Cognito: an endpoint responded with an error
    │   └── InvalidGrant            the code or refresh token is no longer valid: sign in again
    ├── ProtocolViolation           a callback or response breaks the protocol
    │   ├── StateMismatch           the callback belongs to no sign-in of this tab
    │   ├── TransactionMissing      the callback has no `state`
    │   ├── MalformedResponse       a callback or response that no specification allows
    │   └── ResponseTooLarge        a response of Cognito is above the limit
    └── TokenInvalid                a token's signature or one of its claims is wrong
        ├── TokenMalformed          TokenTooLarge           SignatureInvalid
        ├── KeyUnknown              TokenExpired            TokenNotYetValid
        ├── IssuerMismatch          AudienceMismatch        NonceMismatch
        ├── TokenUseMismatch        AccessTokenHashMismatch AuthenticationTooOld
        └── AuthenticationTooWeak   SubjectMismatch         TokenRevoked
"""

from .client import AuthClient
from .config import AuthConfig
from .errors import (
    AccessTokenHashMismatch,
    ApiRequestFailed,
    ApiResponseMalformed,
    ApiStatusError,
    ArgumentRefused,
    AudienceMismatch,
    AuthenticationTooOld,
    AuthenticationTooWeak,
    AuthError,
    AuthorizationDenied,
    ConfigurationChanged,
    ConfigurationError,
    InvalidGrant,
    IssuerMismatch,
    KeyUnknown,
    MalformedResponse,
    NonceMismatch,
    ProtocolViolation,
    ResponseTooLarge,
    SignatureInvalid,
    SignInRequired,
    StateMismatch,
    StepUpRequired,
    StorageUnavailable,
    SubjectMismatch,
    TokenExpired,
    TokenInvalid,
    TokenMalformed,
    TokenNotYetValid,
    TokenRequestRejected,
    TokenRevoked,
    TokenTooLarge,
    TokenUseMismatch,
    TransactionMissing,
    TransportFailed,
)
from .flows.sign_out import SignOutResult
from .ports import Runtime
from .protocol.claims import IdTokenClaims
from .session.states import Session

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .calls.response import ApiResponse
    from .page import Page
else:

    def __getattr__(name):  # noqa: ANN001, ANN202 - PEP 562
        if name == "Page":
            from .page import Page  # noqa: PLC0415 - there may be no document

            return Page
        if name == "ApiResponse":
            from .calls.response import ApiResponse  # noqa: PLC0415 - nothing that a sign-in needs

            return ApiResponse
        raise AttributeError(f"{__name__} has no {name}")


__all__ = [
    "AccessTokenHashMismatch",
    "ApiRequestFailed",
    "ApiResponse",
    "ApiResponseMalformed",
    "ApiStatusError",
    "ArgumentRefused",
    "AudienceMismatch",
    "AuthClient",
    "AuthConfig",
    "AuthError",
    "AuthenticationTooOld",
    "AuthenticationTooWeak",
    "AuthorizationDenied",
    "ConfigurationChanged",
    "ConfigurationError",
    "IdTokenClaims",
    "InvalidGrant",
    "IssuerMismatch",
    "KeyUnknown",
    "MalformedResponse",
    "NonceMismatch",
    "Page",
    "ProtocolViolation",
    "ResponseTooLarge",
    "Runtime",
    "Session",
    "SignInRequired",
    "SignOutResult",
    "SignatureInvalid",
    "StateMismatch",
    "StepUpRequired",
    "StorageUnavailable",
    "SubjectMismatch",
    "TokenExpired",
    "TokenInvalid",
    "TokenMalformed",
    "TokenNotYetValid",
    "TokenRequestRejected",
    "TokenRevoked",
    "TokenTooLarge",
    "TokenUseMismatch",
    "TransactionMissing",
    "TransportFailed",
]
