"""What the protocol has to know of an app client; `auth.config.AuthConfig` provides it."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Protocol
else:
    Protocol = object  # MicroPython has no `typing`


class AppClient(Protocol):
    """One public app client of one user pool.

    Attributes:
        issuer: The `iss` of every token, letter for letter.
        domain_origin: The origin of the user pool's domain, where people sign in.
        client_id: The app client's id (RFC 6749 2.2).
        redirect_uri: Where Cognito sends people back to after a sign-in (RFC 6749 3.1.2).
        logout_uri: Where Cognito's `/logout` sends people to.
        scopes: What is asked for (RFC 6749 3.3).
        sign_in_path: `/login` or `/oauth2/authorize`.
        parameters: Optional parameters of every authorization request, as name-value pairs.
    """

    issuer: str
    domain_origin: str
    client_id: str
    redirect_uri: str
    logout_uri: str
    scopes: "tuple[str, ...]"
    sign_in_path: str
    parameters: "tuple[tuple[str, str], ...]"
