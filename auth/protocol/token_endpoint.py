"""Requests to the token, revocation and userInfo endpoints, and their responses.

RFC 6749 5 and 6, RFC 7009, OIDC Core 5.3.
"""

from ..encoding import members
from ..encoding.characters import has_only, parse_digits
from ..errors import ConfigurationError, InvalidGrant, MalformedResponse, TokenRequestRejected
from .callback import AuthorizationGrant
from .http import COGNITO_LIMIT, Request, Response, form_request

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .app_client import AppClient

__all__ = [
    "authorization_code_request",
    "client_credentials_request",
    "parse_revocation_response",
    "parse_token_response",
    "parse_user_info_response",
    "refresh_token_request",
    "revocation_request",
    "user_info_request",
]

TRANSIENT_STATUSES = (408, 425, 429)
"""Client errors that are temporary and say nothing about the session (RFC 9110, RFC 6585)."""

_ERROR_CHARACTERS = "abcdefghijklmnopqrstuvwxyz_"
_ERROR_LIMIT = 64


class TokenSet:
    """The content of a token response (RFC 6749 5.1). Nothing about the tokens is checked.

    Args:
        access_token: The access token.
        expires_in: The lifetime of the access token in seconds, or None.
        id_token: The ID token, or None.
        refresh_token: A new refresh token, or None.
    """

    def __init__(
        self,
        *,
        access_token: str,
        expires_in: float | None,
        id_token: str | None,
        refresh_token: str | None,
    ) -> None:
        self.access_token = access_token
        self.expires_in = expires_in
        self.id_token = id_token
        self.refresh_token = refresh_token

    def __repr__(self) -> str:
        return "<TokenSet>"


def authorization_code_request(app_client: "AppClient", grant: AuthorizationGrant) -> Request:
    """Build the request that exchanges a code for tokens (RFC 6749 4.1.3, RFC 7636 4.5)."""
    return form_request(
        _token_endpoint(app_client),
        [
            ("grant_type", "authorization_code"),
            ("client_id", app_client.client_id),
            ("code", grant.code),
            ("redirect_uri", grant.transaction.redirect_uri),
            ("code_verifier", grant.transaction.code_verifier),
        ],
    )


def refresh_token_request(app_client: "AppClient", refresh_token: str) -> Request:
    """Build the request for new tokens, with the scopes of the sign-in (RFC 6749 6)."""
    return form_request(
        _token_endpoint(app_client),
        [
            ("grant_type", "refresh_token"),
            ("client_id", app_client.client_id),
            ("refresh_token", refresh_token),
        ],
    )


def client_credentials_request(
    token_endpoint: str, client_id: str, client_secret: str, scopes: "tuple[str, ...]"
) -> Request:
    """Build the request for a server's own access token (RFC 6749 4.4). Never use it in a page.

    Args:
        token_endpoint: The URL of the endpoint.
        client_id: The id of an app client with a secret.
        client_secret: Its secret.
        scopes: The scopes to request; empty for all that are allowed.

    Raises:
        ConfigurationError: The secret is missing.
    """
    if not client_secret:
        raise ConfigurationError("client_secret", got="nothing", expected="the client's secret")
    pairs = [
        ("grant_type", "client_credentials"),
        ("client_id", client_id),
        ("client_secret", client_secret),
        ("scope", " ".join(scopes)),
    ]
    return form_request(token_endpoint, [pair for pair in pairs if pair[1]])


def revocation_request(app_client: "AppClient", refresh_token: str) -> Request:
    """Build the request that revokes a refresh token and all tokens from it (RFC 7009 2.1).

    It outlives the page, since people close the tab after they sign out.
    """
    return form_request(
        f"{app_client.domain_origin}/oauth2/revoke",
        [("token", refresh_token), ("client_id", app_client.client_id)],
        keepalive=True,
    )


def user_info_request(app_client: "AppClient", access_token: str) -> Request:
    """Build the request for the claims of the signed-in person (OIDC Core 5.3.1)."""
    return Request(
        "GET",
        f"{app_client.domain_origin}/oauth2/userInfo",
        headers=(("Authorization", f"Bearer {access_token}"),),
        max_response_bytes=COGNITO_LIMIT,
    )


def parse_token_response(response: Response) -> TokenSet:
    """Parse the token endpoint's response (RFC 6749 5.1 and 5.2).

    Raises:
        InvalidGrant: The code or refresh token is not valid.
        TokenRequestRejected: The response is another error.
        MalformedResponse: The response is not a token response.
    """
    body = _successful_body(response)
    if body.get("error") is not None:
        raise MalformedResponse("the token response has the status 200 and an error")
    if members.string(body, "token_type").lower() != "bearer":
        raise MalformedResponse("token_type is not Bearer")
    expires_in = members.optional_number(body, "expires_in")
    if expires_in == 0:
        raise MalformedResponse("expires_in is zero")
    if not (body.get("scope") is None or isinstance(body["scope"], str)):
        raise MalformedResponse("scope is not a string")
    return TokenSet(
        access_token=members.visible(body, "access_token"),
        expires_in=expires_in,
        id_token=members.optional_string(body, "id_token"),
        refresh_token=members.optional_visible(body, "refresh_token"),
    )


def parse_revocation_response(response: Response) -> None:
    """Check the revocation endpoint's response: 200 with any body is a success (RFC 7009 2.2).

    Raises:
        TokenRequestRejected: The status is another one.
    """
    if response.status != 200:
        raise _rejection(response)


def parse_user_info_response(response: Response) -> "dict[str, object]":
    """Parse the userInfo endpoint's response. The caller must compare `sub` (OIDC Core 5.3.2).

    Cognito sends its two booleans as strings, of which "false" would be true in a condition.

    Raises:
        TokenRequestRejected: The response is an error.
        MalformedResponse: The response is not a JSON object.
    """
    body = _successful_body(response)
    for name in ("email_verified", "phone_number_verified"):
        if name in body:
            body[name] = members.is_true(body[name])
    return body


def _token_endpoint(app_client: "AppClient") -> str:
    return f"{app_client.domain_origin}/oauth2/token"


def _successful_body(response: Response) -> "dict[str, object]":
    if response.status != 200:
        raise _rejection(response)
    return response.json()


def _rejection(response: Response) -> TokenRequestRejected:
    """Return the error for a response: InvalidGrant only if it is definite."""
    error = _error_code(response)
    definite = 400 <= response.status <= 499 and response.status not in TRANSIENT_STATUSES
    kind = InvalidGrant if definite and error == "invalid_grant" else TokenRequestRejected
    return kind(error, status=response.status, retry_after=_retry_after(response))


def _error_code(response: Response) -> str:
    """Return the `error` of the body if it is an error code; proxies send any kind of body."""
    try:
        error = response.json().get("error")
    except MalformedResponse:
        return ""
    if not isinstance(error, str) or len(error) > _ERROR_LIMIT:
        return ""
    return error if has_only(error, _ERROR_CHARACTERS) else ""


def _retry_after(response: Response) -> float | None:
    return parse_digits(response.headers.get("retry-after", ""), at_most=6)
