"""aws-amplify in Chromium, unmodified and over TLS: the hosted sign-in and the JSON API."""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest

from cognito_stand_in.factors.settings import FactorSettings
from cognito_stand_in.factors.totp import code_at
from tests.clients.places import SecureStandIn
from tests.clients.web_app import AppPage, bundled
from tests.contract.app import ADA, ADA_PASSWORD
from tests.support.virtual_authenticator import VirtualAuthenticator

GRACE, GRACE_PASSWORD = "grace", "First-Actual-Bug-1947"
PASSWORD = "New-Password-2026"
DIRECT = {"authFlowType": "USER_PASSWORD_AUTH"}


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Bundle the app."""
    return bundled("amplify", tmp_path_factory.mktemp("bundle"))


def sign_in(app: AppPage, username: str = ADA, password: str = ADA_PASSWORD) -> None:
    """Sign in at the hosted page, and wait for Amplify to have the tokens."""
    app.start("signInWithRedirect")
    app.page.wait_for_url("**/login?**")
    app.log_in(username, password)
    app.page.wait_for_url(f"{app.url}**")
    app.wait()
    wait_for(app, "signInWithRedirect")


def wait_for(app: AppPage, event: str) -> dict[str, Any]:
    """Return an event of Amplify's Hub."""
    app.page.wait_for_function(
        "name => window.app.events().some(({ event }) => event === name)", arg=event
    )
    found: dict[str, Any] = next(one for one in app.call("events") if one["event"] == event)
    return found


def value(outcome: dict[str, Any]) -> Any:
    """Return the value of a call that succeeded."""
    assert set(outcome) <= {"value"}, outcome
    return outcome.get("value")


def test_it_signs_in_with_a_redirect(app: AppPage, served: SecureStandIn) -> None:
    """With PKCE; the tokens are Ada's."""
    sign_in(app)
    session = value(app.call("session"))
    ada = served.cognito.pool.users[ADA]
    assert session["userSub"] == session["access"]["sub"] == ada.sub
    assert session["id"]["email"] == "ada@example.com"
    assert session["id"]["iss"] == served.cognito.pool.issuer
    assert value(app.call("user"))["username"] == ADA


def test_it_gets_credentials_of_the_identity_pool(app: AppPage, served: SecureStandIn) -> None:
    """From a page: its headers pass the preflight."""
    sign_in(app)
    session = value(app.call("session"))
    issued = served.cognito.identities.credentials[session["credentials"]["accessKeyId"]]
    assert issued.identity_id == session["identityId"]
    assert issued.secret_key == session["credentials"]["secretAccessKey"]


def test_it_refreshes(app: AppPage) -> None:
    """Twice, with rotation."""
    sign_in(app)
    seen = {value(app.call("session"))["access"]["jti"]}
    for _ in range(2):
        session = value(app.call("session", {"forceRefresh": True}))
        seen.add(session["access"]["jti"])
        assert session["id"]["email"] == "ada@example.com"
    assert len(seen) == 3


def test_it_fetches_user_attributes(app: AppPage, served: SecureStandIn) -> None:
    """By GetUser."""
    sign_in(app)
    attributes = value(app.call("attributes"))
    assert attributes["sub"] == served.cognito.pool.users[ADA].sub
    assert attributes["custom:department"] == "Engines"


def test_it_signs_out(app: AppPage, served: SecureStandIn) -> None:
    """It revokes the refresh token, ends the browser's session, and comes back."""
    sign_in(app)
    origin = value(app.call("session"))["access"]["origin_jti"]
    with app.page.expect_navigation(url=app.url):
        app.start("signOut")
    app.wait()
    assert served.cognito.families.by_origin[origin].revoked
    assert value(app.call("session"))["access"] is None
    app.start("signInWithRedirect")
    app.page.wait_for_url("**/login?**")


def test_it_signs_out_everywhere(app: AppPage, served: SecureStandIn) -> None:
    """By GlobalSignOut."""
    sign_in(app)
    origin = value(app.call("session"))["access"]["origin_jti"]
    with app.page.expect_navigation(url=app.url):
        app.start("signOut", {"global": True})
    app.wait()
    assert served.cognito.families.by_origin[origin].revoked
    assert value(app.call("session"))["access"] is None


def test_a_session_that_was_ended_elsewhere(app: AppPage, served: SecureStandIn) -> None:
    """A refresh is refused with an exception that it understands: nobody is signed in."""
    sign_in(app)
    served.cognito.families.revoke_all(ADA)
    assert app.call("attributes")["name"] == "NotAuthorizedException"
    assert value(app.call("session", {"forceRefresh": True}))["access"] is None
    assert wait_for(app, "tokenRefresh_failure")["name"] == "NotAuthorizedException"
    assert app.call("user")["name"] == "UserUnAuthenticatedException"


def test_a_sign_in_that_is_refused(app: AppPage, served: SecureStandIn) -> None:
    """The app learns of an error at the domain, and of a token request that fails."""
    for fault, path in (("access-denied", None), ("error-invalid-grant", "/oauth2/token")):
        served.cognito.faults.enable(fault, path=path)
        app.open()
        app.start("signInWithRedirect")
        app.page.wait_for_url("**/login?**")
        app.log_in(ADA, ADA_PASSWORD)
        app.page.wait_for_url(f"{app.url}**")
        app.wait()
        assert wait_for(app, "signInWithRedirect_failure")["name"] == "OAuthSignInException"
        served.cognito.faults.clear()
        app.page.context.clear_cookies()


def test_a_wrong_password_stays_on_the_page(app: AppPage) -> None:
    """And the right one goes on."""
    app.start("signInWithRedirect")
    app.page.wait_for_url("**/login?**")
    app.log_in(ADA, "Wrong-Password-1")
    app.page.get_by_role("alert").wait_for()
    app.log_in(ADA, ADA_PASSWORD)
    app.page.wait_for_url(f"{app.url}**")
    app.wait()
    wait_for(app, "signInWithRedirect")


def test_it_signs_in_with_a_password(app: AppPage) -> None:
    """In its own form, by InitiateAuth; wrong passwords and unknown people are refused alike."""
    for username, password in ((GRACE, "Wrong-Password-1"), ("nobody", GRACE_PASSWORD)):
        wrong = {"username": username, "password": password, "options": DIRECT}
        assert app.call("signIn", wrong) == {
            "name": "NotAuthorizedException",
            "message": "Incorrect username or password.",
        }
    right = {"username": GRACE, "password": GRACE_PASSWORD, "options": DIRECT}
    assert value(app.call("signIn", right))["isSignedIn"]
    assert value(app.call("session"))["id"]["cognito:username"] == GRACE
    assert value(app.call("attributes"))["email"] == "grace@example.com"
    assert value(app.call("session", {"forceRefresh": True}))["access"]
    value(app.call("signOut"))


def test_it_signs_in_with_srp(app: AppPage) -> None:
    """Its default: it proves the password without sending it."""
    wrong = {"username": GRACE, "password": "Wrong-Password-1"}
    assert app.call("signIn", wrong)["name"] == "NotAuthorizedException"
    right = {"username": GRACE, "password": GRACE_PASSWORD}
    assert value(app.call("signIn", right))["isSignedIn"]
    assert value(app.call("session"))["id"]["cognito:username"] == GRACE
    value(app.call("signOut"))


def test_people_sign_up_and_reset_their_password(app: AppPage, served: SecureStandIn) -> None:
    """In the app's own forms."""
    options = {"userAttributes": {"email": "mary@example.com"}}
    given = {"username": "mary", "password": PASSWORD, "options": options}
    assert value(app.call("signUp", given))["nextStep"]["signUpStep"] == "CONFIRM_SIGN_UP"
    assert app.call("signUp", given)["name"] == "UsernameExistsException"
    value(app.call("resendSignUpCode", {"username": "mary"}))
    wrong = {"username": "mary", "confirmationCode": "x"}
    assert app.call("confirmSignUp", wrong)["name"] == "CodeMismatchException"
    code = served.cognito.directory.outbox["mary", "confirm"].code
    right = {"username": "mary", "confirmationCode": code}
    assert value(app.call("confirmSignUp", right))["isSignUpComplete"]
    value(app.call("resetPassword", {"username": "mary"}))
    code = served.cognito.directory.outbox["mary", "reset"].code
    another = {"username": "mary", "newPassword": f"{PASSWORD}-2", "confirmationCode": code}
    value(app.call("confirmResetPassword", another))
    signed_in = {"username": "mary", "password": f"{PASSWORD}-2", "options": DIRECT}
    assert value(app.call("signIn", signed_in))["isSignedIn"]


def test_a_temporary_password_is_replaced(app: AppPage, served: SecureStandIn) -> None:
    """By its challenge for a new password."""
    user = served.cognito.directory.add("lise", PASSWORD, {}, confirmed=True)
    user.temporary_password = True
    given = {"username": "lise", "password": PASSWORD, "options": DIRECT}
    step = value(app.call("signIn", given))["nextStep"]["signInStep"]
    assert step == "CONFIRM_SIGN_IN_WITH_NEW_PASSWORD_REQUIRED"
    weak = app.call("confirmSignIn", {"challengeResponse": "weak"})
    assert weak["name"] == "InvalidPasswordException"
    answered = value(app.call("confirmSignIn", {"challengeResponse": f"{PASSWORD}-2"}))
    assert answered["isSignedIn"]


@pytest.fixture
def changeable(served: SecureStandIn) -> Iterator[SecureStandIn]:
    """Let a test change people and the pool's factors."""
    cognito = served.cognito
    people, factors = deepcopy(cognito.pool.users), cognito.pool.factors
    yield served
    cognito.pool.users, cognito.pool.factors = people, factors
    cognito.clock_offset_seconds = 0


def sign_in_directly(app: AppPage, **options: str) -> dict[str, Any]:
    """Sign Grace in by the API, and return the next step."""
    given = {"username": GRACE, "password": GRACE_PASSWORD, "options": {**DIRECT, **options}}
    step: dict[str, Any] = value(app.call("signIn", given))["nextStep"]
    return step


def later(served: SecureStandIn) -> None:
    """Let half a minute pass: then authenticator apps show another code."""
    served.cognito.clock_offset_seconds += 30


def test_it_enrols_an_authenticator_app_and_signs_in_with_it(
    app: AppPage, changeable: SecureStandIn
) -> None:
    """Wrong and used codes are refused with exceptions that it understands."""
    cognito = changeable.cognito
    assert sign_in_directly(app)["signInStep"] == "DONE"
    begun = value(app.call("setUpTOTP"))
    secret = begun["sharedSecret"]
    assert f"secret={secret}" in begun["uri"]
    wrong = app.call("verifyTOTPSetup", {"code": code_at(secret, cognito.now() + 300)})
    assert wrong["name"] == "EnableSoftwareTokenMFAException"
    code = code_at(secret, cognito.now())
    value(app.call("verifyTOTPSetup", {"code": code}))
    value(app.call("updateMFAPreference", {"totp": "PREFERRED"}))
    assert value(app.call("fetchMFAPreference")) == {"enabled": ["TOTP"], "preferred": "TOTP"}
    value(app.call("signOut"))
    assert sign_in_directly(app)["signInStep"] == "CONFIRM_SIGN_IN_WITH_TOTP_CODE"
    used = app.call("confirmSignIn", {"challengeResponse": code})
    assert used["name"] == "ExpiredCodeException"
    later(changeable)
    code = code_at(secret, cognito.now())
    assert value(app.call("confirmSignIn", {"challengeResponse": code}))["isSignedIn"]
    value(app.call("updateMFAPreference", {"totp": "DISABLED"}))
    value(app.call("signOut"))
    assert sign_in_directly(app)["signInStep"] == "DONE"


def test_it_sets_up_an_authenticator_app_at_sign_in(
    app: AppPage, changeable: SecureStandIn
) -> None:
    """At sign-in, where the pool requires a second factor."""
    cognito = changeable.cognito
    cognito.pool.factors = FactorSettings(mfa="ON", second=("totp",), first=("PASSWORD",))
    step = sign_in_directly(app)
    assert step["signInStep"] == "CONTINUE_SIGN_IN_WITH_TOTP_SETUP"
    code = code_at(step["totpSetupDetails"]["sharedSecret"], cognito.now())
    assert value(app.call("confirmSignIn", {"challengeResponse": code}))["isSignedIn"]
    assert cognito.pool.users[GRACE].active_factors == ["totp"]


def test_it_signs_in_with_a_code_by_e_mail(app: AppPage, changeable: SecureStandIn) -> None:
    """In choice-based sign-in, with the choice or a preferred challenge."""
    options = {"authFlowType": "USER_AUTH"}
    chosen = value(app.call("signIn", {"username": GRACE, "options": options}))["nextStep"]
    assert chosen["signInStep"] == "CONTINUE_SIGN_IN_WITH_FIRST_FACTOR_SELECTION"
    assert "EMAIL_OTP" in chosen["availableChallenges"]
    step = value(app.call("confirmSignIn", {"challengeResponse": "EMAIL_OTP"}))["nextStep"]
    assert step["signInStep"] == "CONFIRM_SIGN_IN_WITH_EMAIL_CODE"
    assert step["codeDeliveryDetails"]["destination"] == "g***@e***"
    wrong = app.call("confirmSignIn", {"challengeResponse": "x"})
    assert wrong["name"] == "CodeMismatchException"
    code = changeable.cognito.directory.outbox[GRACE, "sign-in"].code
    assert value(app.call("confirmSignIn", {"challengeResponse": code}))["isSignedIn"]


@pytest.mark.usefixtures("changeable")
def test_it_registers_a_passkey_and_signs_in_with_it(app: AppPage) -> None:
    """With an authenticator of Chromium's own, and by its own calls."""
    VirtualAuthenticator(app.page)
    sign_in_directly(app)
    value(app.call("associateWebAuthnCredential"))
    (listed,) = value(app.call("listWebAuthnCredentials"))["credentials"]
    assert listed["relyingPartyId"] == "localhost"
    value(app.call("signOut"))
    options = {"authFlowType": "USER_AUTH", "preferredChallenge": "WEB_AUTHN"}
    assert value(app.call("signIn", {"username": GRACE, "options": options}))["isSignedIn"]
    value(app.call("deleteWebAuthnCredential", {"credentialId": listed["credentialId"]}))
    assert value(app.call("listWebAuthnCredentials"))["credentials"] == []


def test_people_change_their_account(app: AppPage, changeable: SecureStandIn) -> None:
    """Attributes, an address with its code, the password; in the end they delete it."""
    sign_in_directly(app)
    changed = {"userAttributes": {"email": "grace@example.org", "nickname": "Amazing"}}
    steps = value(app.call("updateUserAttributes", changed))
    assert steps["email"]["nextStep"]["updateAttributeStep"] == "CONFIRM_ATTRIBUTE_WITH_CODE"
    assert steps["nickname"]["isUpdated"]
    key = {"userAttributeKey": "email"}
    value(app.call("sendUserAttributeVerificationCode", key))
    wrong = app.call("confirmUserAttribute", {**key, "confirmationCode": "x"})
    assert wrong["name"] == "CodeMismatchException"
    code = changeable.cognito.directory.outbox[GRACE, "verify-email"].code
    value(app.call("confirmUserAttribute", {**key, "confirmationCode": code}))
    attributes = value(app.call("attributes"))
    assert (attributes["email"], attributes["email_verified"]) == ("grace@example.org", "true")
    value(app.call("deleteUserAttributes", {"userAttributeKeys": ["nickname"]}))
    assert "nickname" not in value(app.call("attributes"))
    passwords = {"oldPassword": "Wrong-Password-1", "newPassword": PASSWORD}
    assert app.call("updatePassword", passwords)["name"] == "NotAuthorizedException"
    value(app.call("updatePassword", passwords | {"oldPassword": GRACE_PASSWORD}))
    value(app.call("deleteUser"))
    assert GRACE not in changeable.cognito.pool.users
