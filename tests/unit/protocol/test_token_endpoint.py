"""The token, revocation and userInfo endpoints (bodies are in tests/vectors)."""

from urllib.parse import parse_qsl

import pytest

from auth.errors import ConfigurationError, MalformedResponse, TokenRequestRejected
from auth.protocol.callback import AuthorizationGrant
from auth.protocol.http import Request
from auth.protocol.token_endpoint import (
    authorization_code_request,
    client_credentials_request,
    parse_revocation_response,
    parse_token_response,
    parse_user_info_response,
    refresh_token_request,
    revocation_request,
    user_info_request,
)
from tests.support import samples

GRANT = AuthorizationGrant(code="the-code", transaction=samples.transaction())
POSTS = [
    (authorization_code_request(samples.config(), GRANT), "/oauth2/token"),
    (refresh_token_request(samples.config(), "r"), "/oauth2/token"),
    (revocation_request(samples.config(), "r"), "/oauth2/revoke"),
]


def form(request: Request) -> list[tuple[str, str]]:
    """Return the pairs of a form body."""
    assert isinstance(request.body, str)
    return parse_qsl(request.body, strict_parsing=True)


@pytest.mark.parametrize(("request_", "path"), POSTS)
def test_a_public_client_sends_simple_requests(request_: Request, path: str) -> None:
    """A form without a secret, and without a header that needs a preflight."""
    assert (request_.method, request_.url) == ("POST", samples.DOMAIN + path)
    assert [name for name, _ in request_.headers] == ["Content-Type"]
    assert "client_secret" not in dict(form(request_))
    assert dict(form(request_))["client_id"] == samples.CLIENT


def test_a_machine_asks_with_its_secret() -> None:
    """The client credentials grant is for servers, and sends what it was given."""
    url = f"{samples.DOMAIN}/oauth2/token"
    request = client_credentials_request(url, "machine", "hush", ("api/read", "api/write"))
    assert form(request) == [
        ("grant_type", "client_credentials"),
        ("client_id", "machine"),
        ("client_secret", "hush"),
        ("scope", "api/read api/write"),
    ]
    assert "scope" not in str(client_credentials_request(url, "machine", "hush", ()).body)
    with pytest.raises(ConfigurationError, match="client_secret"):
        client_credentials_request(url, "machine", "", ())


def test_user_information_is_asked_for_with_the_access_token() -> None:
    """The access token is in the header only."""
    request = user_info_request(samples.config(), "the-token")
    assert (request.method, request.url) == ("GET", f"{samples.DOMAIN}/oauth2/userInfo")
    assert (request.headers, request.body) == ((("Authorization", "Bearer the-token"),), None)


def test_tokens_are_not_shown() -> None:
    """Neither token set nor requests show a token."""
    assert repr(parse_token_response(samples.token_reply())) == "<TokenSet>"
    assert all("the-code" not in repr(request) for request, _ in POSTS)


@pytest.mark.parametrize("body", [b"", b"{}", b"<p>ok</p>"])
def test_a_revocation_succeeds_by_its_status(body: bytes) -> None:
    """200 with any body is a success."""
    parse_revocation_response(samples.reply(body))
    for status in (204, 400, 503):
        with pytest.raises(TokenRequestRejected):
            parse_revocation_response(samples.reply(body, status))


@pytest.mark.parametrize(("error", "kept"), [("x" * 64, "x" * 64), ("x" * 65, ""), ("X", "")])
def test_an_error_code_is_short_and_plain(error: str, kept: str) -> None:
    """An `error` that is not an error code is not repeated."""
    with pytest.raises(TokenRequestRejected) as caught:
        parse_token_response(samples.reply({"error": error}, 400))
    assert caught.value.error == kept


@pytest.mark.parametrize(("sent", "expected"), [("true", True), ("false", False), (True, True)])
def test_what_is_verified_is_a_bool(sent: object, *, expected: bool) -> None:
    """Cognito sends "true" and "false"; other claims stay as they are, and none is added."""
    document = {"sub": "x", "email_verified": sent, "custom:member": "false"}
    claims = parse_user_info_response(samples.reply(document))
    assert claims == {"sub": "x", "email_verified": expected, "custom:member": "false"}


def test_user_information_is_an_object() -> None:
    """Anything else is an error."""
    assert parse_user_info_response(samples.reply({"sub": "x"})) == {"sub": "x"}
    with pytest.raises(MalformedResponse):
        parse_user_info_response(samples.reply([]))
    with pytest.raises(TokenRequestRejected):
        parse_user_info_response(samples.reply({"error": "invalid_token"}, 401))


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("0", 0),
        ("120", 120),
        ("", None),
        ("-1", None),
        ("1.5", None),
        ("1e9", None),
        ("9999999", None),
        ("²", None),
        ("Wed, 21 Oct 2026 07:28:00 GMT", None),
    ],
)
def test_a_wait_in_whole_seconds_is_understood(header: str, seconds: float | None) -> None:
    """Dates and invalid values are ignored."""
    with pytest.raises(TokenRequestRejected) as caught:
        parse_token_response(samples.reply(b"", 429, retry_after=header))
    assert caught.value.retry_after == seconds
    with pytest.raises(TokenRequestRejected) as caught:
        parse_token_response(samples.reply(b"", 429))
    assert caught.value.retry_after is None
