"""What `Account` sends, held to AWS's own service model, and what it makes of answers."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from botocore.session import get_session
from botocore.validate import ParamValidator

from auth.account import Account, CodeMismatch, InvalidParameter, PasskeyNotCreated
from auth.errors import (
    ArgumentRefused,
    MalformedResponse,
    SignInRequired,
    StepUpRequired,
    TransportFailed,
)
from tests.support import samples
from tests.support.tab import Browser
from tests.unit.account.scripted import SCOPES, Scripted, at_work

MODEL = get_session().get_service_model("cognito-idp")
PERSON = {
    "Username": "ada",
    "UserAttributes": [
        {"Name": "sub", "Value": "6265"},
        {"Name": "email", "Value": "ada@example.com"},
        {"Name": "email_verified", "Value": "true"},
        {"Name": "phone_number_verified", "Value": "false"},
    ],
}
DELIVERY = {"AttributeName": "email", "DeliveryMedium": "EMAIL", "Destination": "a***@e***"}
OPTIONS = {"rp": {"id": "localhost"}, "challenge": "AAAA", "user": {"id": "AQ", "name": "ada"}}
Operation = Callable[[Account], Awaitable[Any]]

CHANGES: dict[str, tuple[Operation, list[object], list[tuple[str, dict[str, object]]]]] = {
    "attributes": (
        lambda account: account.change_attributes({"email": "lovelace@example.com"}),
        [{"CodeDeliveryDetailsList": [DELIVERY]}],
        [
            (
                "UpdateUserAttributes",
                {"UserAttributes": [{"Name": "email", "Value": "lovelace@example.com"}]},
            )
        ],
    ),
    "password": (
        lambda account: account.change_password("Analytical-Engine-1843", "Difference-1822"),
        [{}],
        [
            (
                "ChangePassword",
                {
                    "PreviousPassword": "Analytical-Engine-1843",
                    "ProposedPassword": "Difference-1822",
                },
            )
        ],
    ),
    "totp": (
        lambda account: account.begin_totp(),
        [{"SecretCode": "GEZDGNBVGY3TQOJQ"}],
        [("AssociateSoftwareToken", {})],
    ),
    "factors": (
        lambda account: account.set_factors(totp=False, email=True, preferred="email"),
        [{}],
        [
            (
                "SetUserMFAPreference",
                {
                    "SoftwareTokenMfaSettings": {"Enabled": False, "PreferredMfa": False},
                    "EmailMfaSettings": {"Enabled": True, "PreferredMfa": True},
                },
            )
        ],
    ),
    "passkey": (
        lambda account: account.add_passkey(),
        [{"CredentialCreationOptions": OPTIONS}, {}],
        [
            ("StartWebAuthnRegistration", {}),
            ("CompleteWebAuthnRegistration", {"Credential": {"id": "a-credential"}}),
        ],
    ),
    "no passkey": (
        lambda account: account.delete_passkey("AQIDBA"),
        [{}],
        [("DeleteWebAuthnCredential", {"CredentialId": "AQIDBA"})],
    ),
    "delete": (lambda account: account.delete(), [samples.reply(b"")], [("DeleteUser", {})]),
}
"""Each change: how it is called, Cognito's answers, and what is sent."""

OTHERS: dict[str, tuple[Operation, list[object], list[tuple[str, dict[str, object]]]]] = {
    "read": (lambda account: account.read(), [PERSON], [("GetUser", {})]),
    "send code": (
        lambda account: account.send_code("email"),
        [{"CodeDeliveryDetails": DELIVERY}],
        [("GetUserAttributeVerificationCode", {"AttributeName": "email"})],
    ),
    "verify": (
        lambda account: account.verify("email", " 123 456 "),
        [{}],
        [("VerifyUserAttribute", {"AttributeName": "email", "Code": "123456"})],
    ),
    "finish totp": (
        lambda account: account.finish_totp("123 456", device_name="Phone"),
        [{"Status": "SUCCESS"}, {}],
        [
            ("VerifySoftwareToken", {"UserCode": "123456", "FriendlyDeviceName": "Phone"}),
            (
                "SetUserMFAPreference",
                {"SoftwareTokenMfaSettings": {"Enabled": True, "PreferredMfa": True}},
            ),
        ],
    ),
    "passkeys": (
        lambda account: account.list_passkeys(),
        [{"Credentials": [], "NextToken": "more"}, {"Credentials": []}],
        [("ListWebAuthnCredentials", {}), ("ListWebAuthnCredentials", {"NextToken": "more"})],
    ),
    "sign out": (
        lambda account: account.sign_out_everywhere(),
        [{}],
        [("GlobalSignOut", {})],
    ),
}
EVERYTHING = {**CHANGES, **OTHERS}


@pytest.mark.parametrize("name", EVERYTHING)
async def test_each_operation_is_sent_as_aws_wants_it(one_browser: Browser, name: str) -> None:
    """To the issuer's origin, with the token in the body, and valid by AWS's model."""
    call, answers, expected = EVERYTHING[name]
    at = await at_work(one_browser)
    at.answers(*answers)
    await call(at.account)
    assert at.sent == expected
    for operation, members in at.sent:
        shape = MODEL.operation_model(operation).input_shape
        report = ParamValidator().validate({"AccessToken": "x.y.z", **members}, shape)
        assert not report.has_errors(), report.generate_report()


@pytest.mark.parametrize("name", EVERYTHING)
async def test_nobody_signed_in_sends_nothing(one_browser: Browser, name: str) -> None:
    """The session decides, before anything is sent."""
    at = await at_work(one_browser)
    await at.tab.client.sign_out(hosted=False)
    before = len(at.tab.transport.requests)
    with pytest.raises(SignInRequired):
        await EVERYTHING[name][0](at.account)
    assert len(at.tab.transport.requests) == before


@pytest.mark.parametrize("name", EVERYTHING)
async def test_another_person_is_never_changed(one_browser: Browser, name: str) -> None:
    """Whoever signs in meanwhile is not who the operation is about: it ends, and sends no more."""
    call, answers, expected = EVERYTHING[name]
    at = await at_work(one_browser)
    at.answers(*answers)
    at.tab.transport.meanwhile("/", lambda: at.tab.client.sign_out(hosted=False))
    with pytest.raises(SignInRequired):
        await call(at.account)
    assert at.sent == expected[:1]


@pytest.mark.parametrize("name", EVERYTHING)
async def test_no_response_leaves_the_session_as_it_was(one_browser: Browser, name: str) -> None:
    """A network that fails signs nobody out, and nothing is tried twice."""
    at = await at_work(one_browser)
    at.answers(TransportFailed("no response arrived"))
    with pytest.raises(TransportFailed):
        await EVERYTHING[name][0](at.account)
    assert (at.tab.client.session.state, len(at.sent)) == ("signed_in", 1)


@pytest.mark.parametrize("name", EVERYTHING)
async def test_a_refusal_leaves_the_session_as_it_was(one_browser: Browser, name: str) -> None:
    """Whatever Cognito refuses, the person stays signed in."""
    at = await at_work(one_browser)
    at.refuses("InvalidParameterException", "1 validation error detected")
    with pytest.raises(InvalidParameter):
        await EVERYTHING[name][0](at.account)
    assert (at.tab.client.session.state, len(at.sent)) == ("signed_in", 1)


@pytest.mark.parametrize("name", EVERYTHING)
async def test_an_expired_token_is_renewed_first(one_browser: Browser, name: str) -> None:
    """The request has the new token."""
    call, answers, expected = EVERYTHING[name]
    at = await at_work(one_browser)
    before = at.tab.client._current.required().access_token
    at.answers(*answers)
    one_browser.clock.advance(3601)
    await call(at.account)
    assert at.sent == expected
    bodies = [str(one.body) for one in at.tab.transport.requests]
    assert [body for body in bodies if before in body] == []


@pytest.mark.parametrize("name", CHANGES)
async def test_a_change_wants_a_recent_sign_in(one_browser: Browser, name: str) -> None:
    """With `max_age`, nothing is sent after that time; then a new sign-in is needed."""
    call, answers, expected = CHANGES[name]
    at = await at_work(one_browser, max_age=300)
    one_browser.clock.advance(301)
    with pytest.raises(StepUpRequired) as caught:
        await call(at.account)
    assert (caught.value.max_age, at.sent) == (300, [])
    assert at.tab.client.session.state == "signed_in"
    at.tab.load(f"{samples.PAGE}/")
    await at.tab.sign_in("ada", max_age=300)
    again = Scripted(at.tab, max_age=300)
    again.answers(*answers)
    await call(again.account)
    assert again.sent == expected


@pytest.mark.parametrize("name", OTHERS)
async def test_everything_else_works_at_any_age(one_browser: Browser, name: str) -> None:
    """Reading, and typing a code that was sent; and signing out everywhere only protects."""
    call, answers, expected = OTHERS[name]
    at = await at_work(one_browser, max_age=300)
    one_browser.clock.advance(3000)
    at.answers(*answers)
    await call(at.account)
    assert at.sent == expected


async def test_an_account_is_read(one_browser: Browser) -> None:
    """Attributes are strings; factors have short names, in a fixed order."""
    at = await at_work(one_browser)
    factors = ["EMAIL_OTP", "WEB_AUTHN_MFA", "SOFTWARE_TOKEN_MFA"]
    at.answers(
        PERSON, {**PERSON, "UserMFASettingList": factors, "PreferredMfaSetting": "EMAIL_OTP"}
    )
    plain, secured = await at.account.read(), await at.account.read()
    assert (plain.username, plain.attributes["email"]) == ("ada", "ada@example.com")
    assert (plain.is_verified("email"), plain.is_verified("phone_number")) == (True, False)
    assert (plain.factors, plain.preferred_factor) == ((), "")
    assert (secured.factors, secured.preferred_factor) == (("totp", "email"), "email")
    assert "ada" not in repr(plain)


async def test_codes_are_sent_somewhere(one_browser: Browser) -> None:
    """The page can say where, and the representation does not."""
    at = await at_work(one_browser)
    at.answers({"CodeDeliveryDetailsList": [DELIVERY]}, {}, {"CodeDeliveryDetails": DELIVERY})
    [changed] = await at.account.change_attributes({"email": "a@b.example"})
    assert await at.account.change_attributes({"name": "Ada"}) == ()
    asked = await at.account.send_code("email")
    for one in (changed, asked):
        assert (one.attribute, one.destination, one.medium) == ("email", "a***@e***", "EMAIL")
        assert repr(one) == "<CodeDelivery of email by EMAIL>"


async def test_a_secret_comes_with_its_uri(one_browser: Browser) -> None:
    """As authenticator apps read it (Key Uri Format), and in no representation."""
    at = await at_work(one_browser)
    at.answers(*[{"SecretCode": "GEZDGNBVGY3TQOJQ"}] * 3)
    secret = await at.account.begin_totp()
    assert secret.secret == "GEZDGNBVGY3TQOJQ"
    assert secret.uri == (
        "otpauth://totp/localhost:ada%40example.com?secret=GEZDGNBVGY3TQOJQ&issuer=localhost"
    )
    assert repr(secret) == "<TotpSecret>"
    at.tab.config.redirect_uri = "http://[::1]:8000/"
    assert (await at.account.begin_totp()).uri.endswith("&issuer=%5B%3A%3A1%5D")
    named = await at.account.begin_totp(issuer="Engines & Co: Analytics")
    assert "totp/Engines%20%26%20Co%3A%20Analytics:ada" in named.uri


@pytest.mark.parametrize(
    "code",
    ["", "  ", "12345", "1234567", "12345a", "\uff11\uff12\uff13\uff14\uff15\uff16", "\xb223456"],
)
async def test_a_code_that_cannot_be_is_not_sent(one_browser: Browser, code: str) -> None:
    """An authenticator app shows six digits."""
    at = await at_work(one_browser)
    with pytest.raises(CodeMismatch):
        await at.account.finish_totp(code)
    assert at.sent == []


@pytest.mark.parametrize("code", ["", " ", "\t \n"])
async def test_nothing_typed_is_not_sent(one_browser: Browser, code: str) -> None:
    """Cognito would call it a malformed request."""
    at = await at_work(one_browser)
    with pytest.raises(CodeMismatch):
        await at.account.verify("email", code)
    assert at.sent == []


async def test_no_status_but_success_enrols(one_browser: Browser) -> None:
    """Cognito may also answer 200 with another status; then the preference stays."""
    at = await at_work(one_browser)
    for answer in ({"Status": "ERROR"}, {}):
        at.answers(answer)
        with pytest.raises(CodeMismatch):
            await at.account.finish_totp("123456")
    assert [operation for operation, _ in at.sent] == ["VerifySoftwareToken"] * 2


async def test_passkeys_are_listed_over_pages(one_browser: Browser) -> None:
    """Until there are no more, but not for ever."""
    at = await at_work(one_browser)
    first = {"CredentialId": "AQ", "FriendlyCredentialName": "Phone", "CreatedAt": 1.8e9}
    at.answers(
        {"Credentials": [first], "NextToken": "2"}, {"Credentials": [{"CredentialId": "Ag"}]}
    )
    phone, bare = await at.account.list_passkeys()
    assert (phone.credential_id, phone.name, phone.created_at) == ("AQ", "Phone", 1.8e9)
    assert (bare.credential_id, bare.name, bare.created_at) == ("Ag", "", None)
    at.answers(*[{"Credentials": [first], "NextToken": "again"}] * 11)
    assert len(await at.account.list_passkeys()) == 10


async def test_a_passkey_is_created_with_cognitos_options(one_browser: Browser) -> None:
    """The browser gets the options as they came."""
    at = await at_work(one_browser)
    at.answers({"CredentialCreationOptions": OPTIONS}, {})
    await at.account.add_passkey()
    assert at.offered == [samples.reply(OPTIONS).text()]


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("NotAllowedError", "account_passkey_cancelled"),
        ("InvalidStateError", "account_passkey_exists"),
        ("SecurityError", "account_passkey_elsewhere"),
        ("NotSupportedError", "account_passkey_refused"),
    ],
)
async def test_a_refused_passkey_is_not_registered(
    one_browser: Browser, name: str, key: str
) -> None:
    """The person, the browser or the authenticator says no: Cognito is told nothing."""
    at = await at_work(one_browser)
    at.answers({"CredentialCreationOptions": OPTIONS})
    at.outcome = ("", name)
    with pytest.raises(PasskeyNotCreated) as caught:
        await at.account.add_passkey()
    assert (caught.value.error, caught.value.text_key) == (name, key)
    assert [operation for operation, _ in at.sent] == ["StartWebAuthnRegistration"]
    assert at.tab.client.session.state == "signed_in"


async def test_a_passkey_is_not_given_to_another_person(one_browser: Browser) -> None:
    """While the browser asks for a finger, somebody else may sign in in another tab."""
    at = await at_work(one_browser)
    at.answers({"CredentialCreationOptions": OPTIONS}, {})

    async def create(_options: str) -> tuple[str, str]:
        one_browser.clock.advance(1)
        one_browser.cognito.sessions.end_all()
        other = one_browser.tab(scopes=SCOPES)
        await other.come_back(await other.callback("grace", prompt="login"))
        await one_browser.tab(scopes=SCOPES).client.start()
        await asyncio.sleep(0)
        user = at.tab.client.session.user
        assert user is not None
        assert user.username == "grace"
        return at.outcome

    account = Account(at.tab.client, create_passkey=create)
    with pytest.raises(SignInRequired):
        await account.add_passkey()
    assert [operation for operation, _ in at.sent] == ["StartWebAuthnRegistration"]


@pytest.mark.parametrize("name", ["sign out", "delete"])
async def test_a_sign_out_here_follows(one_browser: Browser, name: str) -> None:
    """In all tabs, and at Cognito, whose own session would sign in again without a password."""
    call, answers, _ = EVERYTHING[name]
    at = await at_work(one_browser)
    other = one_browser.tab()
    await other.client.start()
    assert other.client.session.is_signed_in
    at.answers(*answers)
    result = await call(at.account)
    assert (result.local, result.hosted) == (True, True)
    assert at.tab.navigation.visited[-1].startswith(f"{samples.DOMAIN}/logout?")
    assert (at.tab.client.session.state, other.client.session.is_signed_in) == ("signed_out", False)


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("read", {"Username": ""}),
        ("read", {"Username": "ada", "UserAttributes": {}}),
        ("read", {"Username": "ada", "UserAttributes": ["email"]}),
        ("read", {"Username": "ada", "UserAttributes": [{"Name": "email", "Value": 7}]}),
        ("read", samples.reply(b"<html>")),
        ("totp", {"SecretCode": "a secret"}),
        ("totp", {}),
        ("send code", {}),
        ("send code", {"CodeDeliveryDetails": {"Destination": 7}}),
        ("passkey", {}),
        ("passkey", {"CredentialCreationOptions": "{}"}),
        ("passkeys", {"Credentials": [{"CredentialId": 7}]}),
        ("attributes", {"CodeDeliveryDetailsList": "email"}),
    ],
)
async def test_a_malformed_answer_is_refused(
    one_browser: Browser, name: str, answer: object
) -> None:
    """Members of a wrong type never reach the app."""
    at = await at_work(one_browser)
    at.answers(answer)
    with pytest.raises(MalformedResponse):
        await EVERYTHING[name][0](at.account)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda one: one.change_attributes("name"), "attributes: got 'name', expected a dict"),
        (lambda one: one.change_attributes({"name": 7}), "name: got 7, expected a string"),
        (lambda one: one.change_attributes({7: "x"}), "attributes: got 7, expected a string"),
        (lambda one: one.send_code(None), "attribute: got None"),
        (lambda one: one.verify("email", 123456), "code: got int, expected a string"),
        (lambda one: one.change_password(b"secret", "x"), "previous: got bytes"),
        (lambda one: one.change_password("x", None), "proposed: got NoneType"),
        (lambda one: one.finish_totp(123456), "code: got int"),
        (lambda one: one.finish_totp("123456", device_name=7), "device_name: got 7"),
        (lambda one: one.delete_passkey(None), "credential_id: got None"),
        (lambda one: one.set_factors(voice=True), "got the factor voice, expected totp, sms"),
        (lambda one: one.set_factors(totp=False, preferred="totp"), "preferred: got 'totp'"),
        (lambda one: one.set_factors(totp="false"), "totp: got 'false', expected True or False"),
        (lambda one: one.set_factors(sms=0, totp=True), "sms: got 0, expected True or False"),
        (lambda one: one.set_factors(preferred="voice"), "preferred: got 'voice'"),
    ],
)
async def test_an_argument_of_a_wrong_type_is_refused(
    one_browser: Browser, call: Callable[[Any], Awaitable[object]], message: str
) -> None:
    """The message names the argument, what it got and what it expected, and no password."""
    at = await at_work(one_browser)
    with pytest.raises(ArgumentRefused) as caught:
        await call(at.account)
    assert str(caught.value).startswith(message)
    assert "secret" not in str(caught.value)
    assert at.sent == []
