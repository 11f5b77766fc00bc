"""What the protocol needs to know about an app client; `auth.config.AuthConfig` implements it."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal, Protocol

    SignInPath = Literal["/login", "/oauth2/authorize"]
else:
    Protocol = object  # MicroPython has no `typing`


class AppClient(Protocol):
    """One public app client of one user pool.

    Attributes:
        issuer: The `iss` of the pool's tokens, as configured and without changes.
        issuers: `issuer`, and the `iss` of tokens that replicas of the pool sign.
        domain_origin: The origin of the user pool's domain, where people sign in.
        client_id: The app client's id (RFC 6749 2.2).
        redirect_uri: The page that Cognito returns to after a sign-in (RFC 6749 3.1.2).
        logout_uri: The page that Cognito returns to after a sign-out.
        scopes: The scopes to request (RFC 6749 3.3).
        sign_in_path: The page of Cognito's that a sign-in starts with.
        parameters: Optional parameters of every authorization request, as name-value pairs.
    """

    issuer: str
    issuers: "tuple[str, ...]"
    domain_origin: str
    client_id: str
    redirect_uri: str
    logout_uri: str
    scopes: "tuple[str, ...]"
    sign_in_path: "SignInPath"
    parameters: "tuple[tuple[str, str], ...]"
