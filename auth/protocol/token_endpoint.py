"""The token, revocation and userInfo endpoints (RFC 6749 5 and 6, RFC 7009, OIDC Core 5.3)."""

from ..encoding import members
from ..encoding.characters import has_only, parse_digits
from ..encoding.url import is_visible_ascii
from ..errors import ConfigurationError, InvalidGrant, MalformedResponse, TokenRequestRejected
from .callback import AuthorizationGrant
from .http import COGNITO_LIMIT, Request, Response, form_request

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .app_client import AppClient

TRANSIENT_STATUSES = (408, 425, 429)
"""Client-error statuses that say "not now" and nothing about the session (RFC 9110, RFC 6585)."""

_ERROR_CHARACTERS = "abcdefghijklmnopqrstuvwxyz_"
_ERROR_LIMIT = 64


class TokenSet:
    """What the token endpoint gives (RFC 6749 5.1): tokens unchecked, `expires_in` in seconds.

    `id_token` and `refresh_token` are None where the answer had none.
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
    """Ask for tokens in exchange for a code (RFC 6749 4.1.3, RFC 7636 4.5)."""
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
    """Ask for new tokens; the scopes stay those of the sign-in (RFC 6749 6)."""
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
    """Ask for a machine's own access token (RFC 6749 4.4). For servers: it takes a secret.

    Raises ConfigurationError where the secret is missing.
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
    """Ask to revoke a refresh token and all tokens that came of it (RFC 7009 2.1).

    The request outlives the page, since people sign out and close the tab.
    """
    return form_request(
        f"{app_client.domain_origin}/oauth2/revoke",
        [("token", refresh_token), ("client_id", app_client.client_id)],
        keepalive=True,
    )


def user_info_request(app_client: "AppClient", access_token: str) -> Request:
    """Ask who the access token speaks for (OIDC Core 5.3.1)."""
    return Request(
        "GET",
        f"{app_client.domain_origin}/oauth2/userInfo",
        headers=(("Authorization", f"Bearer {access_token}"),),
        max_response_bytes=COGNITO_LIMIT,
    )


def parse_token_response(response: Response) -> TokenSet:
    """Read the token endpoint's answer (RFC 6749 5.1 and 5.2).

    Raises InvalidGrant, TokenRequestRejected or MalformedResponse.
    """
    body = _successful_body(response)
    if body.get("error") is not None:
        raise MalformedResponse("an error with the status of a success")
    if members.string(body, "token_type").lower() != "bearer":
        raise MalformedResponse("token_type is not Bearer")
    expires_in = members.optional_number(body, "expires_in")
    if expires_in == 0:
        raise MalformedResponse("expires_in is zero")
    if not (body.get("scope") is None or isinstance(body["scope"], str)):
        raise MalformedResponse("scope is not a text")
    return TokenSet(
        access_token=_fit_for_a_header(members.string(body, "access_token")),
        expires_in=expires_in,
        id_token=members.optional_string(body, "id_token"),
        refresh_token=members.optional_string(body, "refresh_token"),
    )


def parse_revocation_response(response: Response) -> None:
    """Read the revocation endpoint's answer: success is 200, whatever the body (RFC 7009 2.2).

    Raises TokenRequestRejected.
    """
    if response.status != 200:
        raise _rejection(response)


def parse_user_info_response(response: Response) -> "dict[str, object]":
    """Read the userInfo endpoint's answer; its `sub` is still to be compared (OIDC Core 5.3.2).

    Raises TokenRequestRejected or MalformedResponse.
    """
    return _successful_body(response)


def _token_endpoint(app_client: "AppClient") -> str:
    return f"{app_client.domain_origin}/oauth2/token"


def _fit_for_a_header(access_token: str) -> str:
    """Give the token if a header can carry it: visible ASCII characters only (RFC 6750 2.1)."""
    if not is_visible_ascii(access_token):
        raise MalformedResponse("access_token has a character that no token has")
    return access_token


def _successful_body(response: Response) -> "dict[str, object]":
    if response.status != 200:
        raise _rejection(response)
    return response.json()


def _rejection(response: Response) -> TokenRequestRejected:
    """Sort a refusal: definite, or one that says nothing about the session."""
    error = _error_code(response)
    definite = 400 <= response.status <= 499 and response.status not in TRANSIENT_STATUSES
    kind = InvalidGrant if definite and error == "invalid_grant" else TokenRequestRejected
    return kind(error, status=response.status, retry_after=_retry_after(response))


def _error_code(response: Response) -> str:
    """Give the `error` of the body when it looks like one; bodies in between may be anything."""
    try:
        error = response.json().get("error")
    except MalformedResponse:
        return ""
    if not isinstance(error, str) or len(error) > _ERROR_LIMIT:
        return ""
    return error if has_only(error, _ERROR_CHARACTERS) else ""


def _retry_after(response: Response) -> float | None:
    return parse_digits(response.headers.get("retry-after", ""), at_most=6)
