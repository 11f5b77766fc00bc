"""Cognito's refusals, each as an exception with a sentence; and where requests go."""

import pytest

from auth.account.errors import (
    AccountRequestRejected,
    AliasExists,
    CodeMismatch,
    ExpiredCode,
    FeatureNotEnabled,
    IncorrectPassword,
    InsufficientScope,
    InvalidParameter,
    InvalidPassword,
    LimitExceeded,
    PasskeyNotCreated,
    PasswordHistoryViolation,
)
from auth.account.operations import (
    account_request,
    parse_answer,
    with_oauth_status,
)
from auth.errors import MalformedResponse
from tests.support import samples
from tests.unit.account.scripted import refusal

SECRET = "eyJhbGciOi.secret.token"


@pytest.mark.parametrize(
    ("name", "message", "kind"),
    [
        ("CodeMismatchException", "Invalid verification code provided", CodeMismatch),
        ("EnableSoftwareTokenMFAException", "Code mismatch", CodeMismatch),
        ("ExpiredCodeException", "Invalid code provided", ExpiredCode),
        ("LimitExceededException", "Attempt limit exceeded", LimitExceeded),
        ("TooManyRequestsException", "Too many requests", LimitExceeded),
        ("InvalidPasswordException", "Password not long enough", InvalidPassword),
        ("PasswordHistoryPolicyViolationException", "Used before", PasswordHistoryViolation),
        ("InvalidParameterException", "Invalid email address format.", InvalidParameter),
        ("AliasExistsException", "An account with the email already exists.", AliasExists),
        ("WebAuthnNotEnabledException", "Not enabled", FeatureNotEnabled),
        ("SoftwareTokenMFANotFoundException", "Software Token MFA", FeatureNotEnabled),
        ("WebAuthnRelyingPartyMismatchException", "RP id", PasskeyNotCreated),
        ("WebAuthnOriginNotAllowedException", "Origin", PasskeyNotCreated),
        ("WebAuthnChallengeNotFoundException", "Challenge", PasskeyNotCreated),
        (
            "NotAuthorizedException",
            "Access Token does not have required scopes",
            InsufficientScope,
        ),
        ("NotAuthorizedException", "Incorrect username or password.", IncorrectPassword),
        (
            "NotAuthorizedException",
            "A client attempted to write unauthorized attribute",
            InvalidParameter,
        ),
        ("NotAuthorizedException", "Password attempts exceeded", LimitExceeded),
        ("NotAuthorizedException", "User is disabled.", AccountRequestRejected),
        ("UserNotFoundException", "required scopes", AccountRequestRejected),
        ("com.amazonaws#CodeMismatchException", "", CodeMismatch),
        ("<script>", "", AccountRequestRejected),
    ],
)
def test_a_refusal_has_a_class_and_a_sentence(
    name: str, message: str, kind: type[AccountRequestRejected]
) -> None:
    """The message of Cognito's, which may quote anything, is not repeated."""
    with pytest.raises(AccountRequestRejected) as caught:
        parse_answer(refusal(name, f"{message} {SECRET}"))
    assert type(caught.value) is kind
    assert (caught.value.status, caught.value.error) in {(400, name.rpartition("#")[2]), (400, "")}
    assert str(caught.value) == kind.sentence
    assert SECRET not in repr(caught.value)


@pytest.mark.parametrize(
    "reply",
    [
        samples.reply(b"<html>busy</html>", 503),
        samples.reply([], 400),
        samples.reply({"__type": 7, "message": 7}, 400),
        samples.reply({"__type": "NotAuthorizedException", "message": ["required scopes"]}, 400),
    ],
)
def test_anything_else_is_a_refusal_without_a_name(reply: object) -> None:
    """A firewall or a busy server may answer with anything."""
    with pytest.raises(AccountRequestRejected) as caught:
        parse_answer(with_oauth_status(reply))  # type: ignore[arg-type]
    assert type(caught.value) is AccountRequestRejected


def test_an_empty_body_is_an_answer() -> None:
    """DeleteUser has no members to return; anything that is not JSON is malformed."""
    assert parse_answer(samples.reply(b"")) == {}
    with pytest.raises(MalformedResponse):
        parse_answer(samples.reply(b"[]"))


@pytest.mark.parametrize(
    ("message", "status"),
    [
        ("Access Token has expired", 401),
        ("Access Token has been revoked", 401),
        ("Invalid Access Token", 401),
        ("Access Token does not have required scopes", 400),
        ("Incorrect username or password.", 400),
    ],
)
def test_only_a_refused_token_is_a_reason_to_renew(message: str, status: int) -> None:
    """A new token would be refused for the other reasons as well."""
    answered = with_oauth_status(refusal("NotAuthorizedException", message))
    assert answered.status == status
    other = with_oauth_status(refusal("CodeMismatchException", message))
    assert other.status == 400


def test_requests_go_to_the_issuers_api() -> None:
    """And to no other place."""
    request = account_request(samples.ISSUER, "GetUser", SECRET, {})
    assert request.url == "http://localhost:8002/"


def test_no_representation_has_a_secret() -> None:
    """The token is in the body, which the representation of a request leaves out."""
    request = account_request(samples.ISSUER, "ChangePassword", SECRET, {"ProposedPassword": "P"})
    assert SECRET in str(request.body)
    assert repr(request) == "<Request POST http://localhost:8002/>"
