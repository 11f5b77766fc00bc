"""Challenges of the JSON API: second factors, their set-up, choice-based sign-in, step-up."""

import json
from dataclasses import replace
from typing import Any

import pytest

from cognito_stand_in import FakeCognito
from cognito_stand_in.factors.settings import FactorSettings
from cognito_stand_in.factors.totp import code_at, new_secret
from tests.contract.api import FLOWS, Api, change_client, secret_hash, with_flows
from tests.contract.app import ADA, ADA_PASSWORD, CLIENT_ID, App, Clock, claims
from tests.contract.authenticator import Authenticator
from tests.contract.test_json_api import refused

LEVEL = "urn:cognito:loa:{}".format
HIDDEN = ("NotAuthorizedException", "Incorrect username or password.")
INVALID = ("NotAuthorizedException", "Invalid session for the user.")
USED = ("ExpiredCodeException", "Your software token has already been used once.")
WRONG = ("CodeMismatchException", "Invalid code received for user")
MISMATCH = ("CodeMismatchException", "Invalid verification code provided, please try again.")
LOCKED = ("NotAuthorizedException", "Password attempts exceeded")
PASSWORDS = {"AuthFlow": "USER_PASSWORD_AUTH"}


class SignIn:
    """A sign-in at the API, with the last response."""

    def __init__(self, api: Api) -> None:
        self.api = api
        self.reply: dict[str, Any] = {}

    def password(self, **more: str) -> str:
        """Begin with a password, and return the name of the challenge."""
        parameters = {"USERNAME": ADA, "PASSWORD": ADA_PASSWORD, **more}
        return self._begin("USER_PASSWORD_AUTH", parameters)

    def choose(self, username: str = ADA, **more: str) -> str:
        """Begin with a name, and return the name of the challenge."""
        return self._begin("USER_AUTH", {"USERNAME": username, **more})

    def _begin(self, flow: str, parameters: dict[str, str]) -> str:
        members: dict[str, Any] = {"ClientId": CLIENT_ID, "AuthFlow": flow}
        members["AuthParameters"] = parameters
        self.reply = self.api.call("InitiateAuth", **members)
        return str(self.reply.get("ChallengeName"))

    def respond(self, name: str | None = None, /, **answers: str) -> str:
        """Answer the challenge, and return the name of the next one."""
        self.reply = self.api.call("RespondToAuthChallenge", **self.members(name, answers))
        return str(self.reply.get("ChallengeName"))

    def refused(self, name: str | None = None, /, **answers: str) -> tuple[str, str]:
        """Return name and message of the exception that an answer ends with."""
        return refused(self.api, "RespondToAuthChallenge", **self.members(name, answers))

    def members(self, name: str | None, answers: dict[str, str]) -> dict[str, Any]:
        """Return the members of an answer."""
        return {
            "ClientId": CLIENT_ID,
            "ChallengeName": name or self.reply["ChallengeName"],
            "Session": self.reply["Session"],
            "ChallengeResponses": {"USERNAME": ADA, **answers},
        }

    @property
    def parameters(self) -> dict[str, str]:
        """The parameters of the challenge."""
        found: dict[str, str] = self.reply["ChallengeParameters"]
        return found

    @property
    def access(self) -> dict[str, Any]:
        """The claims of the access token."""
        return claims(self.reply["AuthenticationResult"]["AccessToken"])


@pytest.fixture
def api(app: App) -> Api:
    """Return a caller of a pool with all factors, whose client has all flows."""
    app.cognito.pool.factors = FactorSettings()
    caller = with_flows(app)
    change_client(app.cognito, auth_flows=(*FLOWS, "ALLOW_USER_AUTH"))
    return caller


@pytest.fixture
def ada(api: Api) -> SignIn:
    """Return Ada's sign-in."""
    return SignIn(api)


def with_app(cognito: FakeCognito) -> str:
    """Give Ada an authenticator app that every sign-in asks for; return its secret."""
    user = cognito.pool.users[ADA]
    user.totp_secret = new_secret()
    user.second_factors = user.active_factors = ["totp"]
    return user.totp_secret


def wrong(code: str) -> str:
    """Return another code."""
    return "000000" if code != "000000" else "111111"


def test_a_code_of_an_authenticator_app(ada: SignIn, cognito: FakeCognito, clock: Clock) -> None:
    """It works once; after a wrong one the same session takes the right one."""
    secret = with_app(cognito)
    assert ada.password() == "SOFTWARE_TOKEN_MFA"
    code = code_at(secret, clock())
    assert ada.refused(SOFTWARE_TOKEN_MFA_CODE=wrong(code)) == WRONG
    assert ada.refused()[0] == "InvalidParameterException"
    answered = ada.members(None, {"SOFTWARE_TOKEN_MFA_CODE": code})
    assert ada.respond(SOFTWARE_TOKEN_MFA_CODE=code) == "None"
    assert refused(ada.api, "RespondToAuthChallenge", **answered) == INVALID
    ada.password()
    assert ada.refused(SOFTWARE_TOKEN_MFA_CODE=code) == USED
    clock.advance(30)
    ada.respond(SOFTWARE_TOKEN_MFA_CODE=code_at(secret, clock()))
    assert "acr" not in ada.access


def test_ten_wrong_codes(ada: SignIn, cognito: FakeCognito, clock: Clock) -> None:
    """After the fifth the right one is refused, and so is the password."""
    secret = with_app(cognito)
    ada.password()
    code = code_at(secret, clock())
    for _ in range(5):
        assert ada.refused(SOFTWARE_TOKEN_MFA_CODE=wrong(code)) == WRONG
    for _ in range(5):
        assert ada.refused(SOFTWARE_TOKEN_MFA_CODE=code) == LOCKED
    members = {"ClientId": CLIENT_ID, "AuthParameters": {"USERNAME": ADA, "PASSWORD": ADA_PASSWORD}}
    assert refused(ada.api, "InitiateAuth", **members, **PASSWORDS) == LOCKED
    clock.advance(1)
    assert ada.respond(SOFTWARE_TOKEN_MFA_CODE=code) == "None"


@pytest.mark.parametrize(
    ("factor", "names", "destination"),
    [
        ("email", ("EMAIL_OTP", "EMAIL_OTP_CODE"), "a***@e***"),
        ("sms", ("SMS_MFA", "SMS_MFA_CODE"), "+*******0101"),
    ],
)
def test_a_code_that_is_sent(
    ada: SignIn, clock: Clock, factor: str, names: tuple[str, str], destination: str
) -> None:
    """It works once, for three minutes."""
    (name, answer), cognito = names, ada.api.app.cognito
    user = cognito.pool.users[ADA]
    user.attributes["phone_number"] = "+15550101"
    user.active_factors = [factor]
    assert ada.password() == name
    assert ada.parameters["CODE_DELIVERY_DESTINATION"] == destination
    code = cognito.directory.outbox[ADA, "mfa"].code
    assert ada.refused(**{answer: wrong(code)}) == MISMATCH
    assert ada.respond(**{answer: code}) == "None"
    ada.password()
    assert ada.refused(**{answer: code})[0] == "CodeMismatchException"
    late = ada.members(None, {answer: cognito.directory.outbox[ADA, "mfa"].code})
    clock.advance(180)
    expected = ("NotAuthorizedException", "Invalid session for the user, session is expired.")
    assert refused(ada.api, "RespondToAuthChallenge", **late) == expected


def test_somebody_chooses_a_second_factor(ada: SignIn, cognito: FakeCognito, clock: Clock) -> None:
    """Among those that are active, unless one is preferred."""
    secret = with_app(cognito)
    cognito.pool.users[ADA].active_factors = ["totp", "email"]
    assert ada.password() == "SELECT_MFA_TYPE"
    assert json.loads(ada.parameters["MFAS_CAN_CHOOSE"]) == ["SOFTWARE_TOKEN_MFA", "EMAIL_OTP"]
    assert ada.refused(ANSWER="SMS_MFA")[0] == "InvalidParameterException"
    assert ada.respond(ANSWER="SOFTWARE_TOKEN_MFA") == "SOFTWARE_TOKEN_MFA"
    assert ada.respond(SOFTWARE_TOKEN_MFA_CODE=code_at(secret, clock())) == "None"
    cognito.pool.users[ADA].preferred_factor = "email"
    assert ada.password() == "EMAIL_OTP"


def test_a_second_factor_is_set_up_at_sign_in(
    ada: SignIn, cognito: FakeCognito, clock: Clock
) -> None:
    """Where the pool requires one, with the session of the challenge."""
    cognito.pool.factors = replace(cognito.pool.factors, mfa="ON", second=("totp",))
    api = ada.api
    assert ada.password() == "MFA_SETUP"
    assert json.loads(ada.parameters["MFAS_CAN_SETUP"]) == ["SOFTWARE_TOKEN_MFA"]
    assert ada.refused()[0] == "InvalidParameterException"
    begun = api.call("AssociateSoftwareToken", Session=ada.reply["Session"])
    code = code_at(begun["SecretCode"], clock())
    for session, given in ((begun["Session"], wrong(code)), (ada.reply["Session"], code)):
        members = {"Session": session, "UserCode": given}
        assert refused(api, "VerifySoftwareToken", **members)[0] in {
            "EnableSoftwareTokenMFAException",
            "NotAuthorizedException",
        }
    verified = api.call("VerifySoftwareToken", Session=begun["Session"], UserCode=code)
    assert verified["Status"] == "SUCCESS"
    ada.reply["Session"] = verified["Session"]
    assert ada.respond() == "None"
    assert cognito.pool.users[ADA].active_factors == ["totp"]
    assert ada.password() == "SOFTWARE_TOKEN_MFA"
    assert ada.refused(SOFTWARE_TOKEN_MFA_CODE=code) == USED


def test_a_code_may_be_asked_for_after_the_set_up(
    ada: SignIn, cognito: FakeCognito, clock: Clock
) -> None:
    """Cognito's documents disagree on that: a switch."""
    cognito.switches.mfa_setup_asks_again = True
    cognito.pool.factors = replace(cognito.pool.factors, mfa="ON", second=("totp",))
    ada.password()
    begun = ada.api.call("AssociateSoftwareToken", Session=ada.reply["Session"])
    secret = begun["SecretCode"]
    members = {"Session": begun["Session"], "UserCode": code_at(secret, clock())}
    ada.reply["Session"] = ada.api.call("VerifySoftwareToken", **members)["Session"]
    assert ada.respond() == "SOFTWARE_TOKEN_MFA"
    clock.advance(30)
    assert ada.respond(SOFTWARE_TOKEN_MFA_CODE=code_at(secret, clock())) == "None"


def test_an_address_is_set_up_at_sign_in(ada: SignIn, cognito: FakeCognito) -> None:
    """And then a code is sent there."""
    cognito.pool.factors = replace(cognito.pool.factors, mfa="ON", second=("email", "totp"))
    del cognito.pool.users[ADA].attributes["email"]
    assert ada.password() == "MFA_SETUP"
    assert ada.refused(EMAIL="x")[0] == "InvalidParameterException"
    assert ada.respond(EMAIL="ada@example.org") == "EMAIL_OTP"
    assert cognito.pool.users[ADA].modified_at == cognito.now()
    ada.respond(EMAIL_OTP_CODE=cognito.directory.outbox[ADA, "mfa"].code)
    assert cognito.pool.users[ADA].attributes["email_verified"] == "true"


def test_sessions_do_not_set_up_anything_else(ada: SignIn, cognito: FakeCognito) -> None:
    """Those of other challenges are refused, and unknown ones."""
    with_app(cognito)
    ada.password()
    for session in (ada.reply["Session"], "s" * 20):
        assert refused(ada.api, "AssociateSoftwareToken", Session=session) == INVALID
        members = {"Session": session, "UserCode": "123456"}
        assert refused(ada.api, "VerifySoftwareToken", **members) == INVALID


def test_a_session_belongs_to_its_user_client_and_challenge(
    ada: SignIn, cognito: FakeCognito, clock: Clock
) -> None:
    """Nobody else can answer, nor another challenge."""
    secret = with_app(cognito)
    ada.password()
    code = {"SOFTWARE_TOKEN_MFA_CODE": code_at(secret, clock())}
    assert ada.refused(**code, USERNAME="grace") == INVALID
    assert ada.refused("EMAIL_OTP", EMAIL_OTP_CODE="1") == INVALID
    assert ada.refused("NEW_PASSWORD_REQUIRED", NEW_PASSWORD="x") == INVALID
    other = replace(cognito.pool.clients[CLIENT_ID], client_id="another0client")
    cognito.pool.clients["another0client"] = other
    elsewhere = {**ada.members(None, code), "ClientId": "another0client"}
    assert refused(ada.api, "RespondToAuthChallenge", **elsewhere) == INVALID
    cognito.pool.users[ADA].enabled = False
    assert ada.refused(**code) == ("NotAuthorizedException", "User is disabled.")
    cognito.pool.users[ADA].enabled = True
    change_client(cognito, secret="s" * 51)
    assert ada.refused(**code)[0] == "NotAuthorizedException"
    right = secret_hash(CLIENT_ID, "s" * 51, ADA)
    assert ada.respond(**code, SECRET_HASH=right) == "None"


def test_somebody_chooses_how_to_sign_in(ada: SignIn, cognito: FakeCognito) -> None:
    """Among what the pool allows and the person has."""
    assert ada.choose() == "SELECT_CHALLENGE"
    assert ada.reply["AvailableChallenges"] == ["PASSWORD", "PASSWORD_SRP", "EMAIL_OTP"]
    assert ada.refused(ANSWER="SMS_OTP")[0] == "InvalidParameterException"
    assert ada.respond(ANSWER="EMAIL_OTP") == "EMAIL_OTP"
    code = cognito.directory.outbox[ADA, "sign-in"].code
    assert ada.refused(EMAIL_OTP_CODE=wrong(code)) == MISMATCH
    assert ada.respond(EMAIL_OTP_CODE=code) == "None"
    assert "acr" not in ada.access
    ada.choose()
    assert ada.respond(ANSWER="PASSWORD", PASSWORD=ADA_PASSWORD) == "None"
    ada.choose()
    assert ada.respond(ANSWER="PASSWORD") == "PASSWORD"
    assert ada.refused(PASSWORD="Wrong-Password-1") == HIDDEN
    assert ada.respond(PASSWORD=ADA_PASSWORD) == "None"


def test_a_preferred_challenge(ada: SignIn, cognito: FakeCognito) -> None:
    """It comes at once if it is available, or else the choice."""
    assert ada.choose(PREFERRED_CHALLENGE="PASSWORD", PASSWORD=ADA_PASSWORD) == "None"
    assert ada.choose(PREFERRED_CHALLENGE="PASSWORD") == "PASSWORD"
    assert ada.choose(PREFERRED_CHALLENGE="EMAIL_OTP") == "EMAIL_OTP"
    assert ada.choose(PREFERRED_CHALLENGE="WEB_AUTHN") == "SELECT_CHALLENGE"
    assert ada.choose(PREFERRED_CHALLENGE="SMS_OTP") == "SELECT_CHALLENGE"
    cognito.pool.users[ADA].attributes |= {
        "phone_number": "+15550101",
        "phone_number_verified": "true",
    }
    assert ada.choose(PREFERRED_CHALLENGE="SMS_OTP") == "SMS_OTP"
    assert ada.respond(SMS_OTP_CODE=cognito.directory.outbox[ADA, "sign-in"].code) == "None"


def passkey_of(api: Api, authenticator: Authenticator) -> None:
    """Register a passkey of Ada."""
    token = api.sign_in()["AccessToken"]
    begun = api.call("StartWebAuthnRegistration", AccessToken=token)
    credential = authenticator.create(begun["CredentialCreationOptions"])
    api.call("CompleteWebAuthnRegistration", AccessToken=token, Credential=credential)


def test_a_passkey_signs_in(ada: SignIn, cognito: FakeCognito) -> None:
    """Its answer works once, and only for its owner."""
    authenticator = Authenticator()
    passkey_of(ada.api, authenticator)
    assert ada.choose(PREFERRED_CHALLENGE="WEB_AUTHN") == "WEB_AUTHN"
    options = json.loads(ada.parameters["CREDENTIAL_REQUEST_OPTIONS"])
    assert [one["id"] for one in options["allowCredentials"]] == [authenticator.id]
    for junk in ("", "[", "[]"):
        assert ada.refused(CREDENTIAL=junk)[0] == "InvalidParameterException"
    stranger = json.dumps(Authenticator().get(options))
    assert ada.refused(CREDENTIAL=stranger)[0] == "NotAuthorizedException"
    ada.choose(PREFERRED_CHALLENGE="WEB_AUTHN")
    options = json.loads(ada.parameters["CREDENTIAL_REQUEST_OPTIONS"])
    answered = json.dumps(authenticator.get(options))
    assert ada.respond(CREDENTIAL=answered) == "None"
    ada.choose(PREFERRED_CHALLENGE="WEB_AUTHN")
    assert ada.refused(CREDENTIAL=answered)[0] == "NotAuthorizedException"
    cognito.pool.users[ADA].enabled = False
    assert ada.refused(CREDENTIAL=answered)[1] == "User is disabled."


def test_a_passkey_can_count_as_two_factors(ada: SignIn, cognito: FakeCognito) -> None:
    """If the pool says so, and the authenticator has verified its user."""
    authenticator = Authenticator()
    passkey_of(ada.api, authenticator)
    with_app(cognito)
    cognito.pool.factors = FactorSettings(passkeys_are_mfa=True)
    for authenticator.verifies in (False, True):
        assert ada.choose(PREFERRED_CHALLENGE="WEB_AUTHN") == "WEB_AUTHN"
        options = json.loads(ada.parameters["CREDENTIAL_REQUEST_OPTIONS"])
        answered = json.dumps(authenticator.get(options))
        if authenticator.verifies:
            assert ada.respond(CREDENTIAL=answered) == "None"
        else:
            expected = ("NotAuthorizedException", "The passkey has not verified the user.")
            assert ada.refused(CREDENTIAL=answered) == expected


def test_unknown_people_are_hidden(ada: SignIn, cognito: FakeCognito) -> None:
    """They get a choice, of which nothing works, unless the client shows who exists."""
    assert ada.choose("nobody") == "SELECT_CHALLENGE"
    assert ada.refused(USERNAME="nobody", ANSWER="PASSWORD", PASSWORD="x") == HIDDEN
    change_client(cognito, prevent_user_existence_errors=False)
    members: dict[str, Any] = {"ClientId": CLIENT_ID, "AuthFlow": "USER_AUTH"}
    members["AuthParameters"] = {"USERNAME": "nobody"}
    assert refused(ada.api, "InitiateAuth", **members)[0] == "UserNotFoundException"
    members["AuthParameters"] = {"PREFERRED_CHALLENGE": "PASSWORD"}
    assert refused(ada.api, "InitiateAuth", **members)[0] == "InvalidParameterException"
    change_client(cognito, auth_flows=FLOWS)
    assert refused(ada.api, "InitiateAuth", **members)[0] == "InvalidParameterException"


def test_somebody_with_a_second_factor_chooses_the_password(
    ada: SignIn, cognito: FakeCognito, clock: Clock
) -> None:
    """Nothing else is available."""
    secret = with_app(cognito)
    ada.choose(PREFERRED_CHALLENGE="EMAIL_OTP")
    assert ada.reply["AvailableChallenges"] == ["PASSWORD", "PASSWORD_SRP"]
    assert ada.respond(ANSWER="PASSWORD", PASSWORD=ADA_PASSWORD) == "SOFTWARE_TOKEN_MFA"
    assert ada.respond(SOFTWARE_TOKEN_MFA_CODE=code_at(secret, clock())) == "None"


def test_every_level_can_be_reached(ada: SignIn, cognito: FakeCognito, clock: Clock) -> None:
    """With TARGET_ACR_VALUES, from the start or from an access token on."""
    authenticator = Authenticator()
    passkey_of(ada.api, authenticator)
    secret = with_app(cognito)
    cognito.pool.users[ADA].active_factors = []
    ada.choose(TARGET_ACR_VALUES=LEVEL(1), PREFERRED_CHALLENGE="PASSWORD", PASSWORD=ADA_PASSWORD)
    assert (ada.access["acr"], ada.access["amr"]) == (LEVEL(1), ["pwd"])
    token = ada.reply["AuthenticationResult"]["AccessToken"]
    ada.choose(TARGET_ACR_VALUES=LEVEL(2), PREFERRED_CHALLENGE="EMAIL_OTP")
    ada.respond(EMAIL_OTP_CODE=cognito.directory.outbox[ADA, "sign-in"].code)
    assert (ada.access["acr"], ada.access["amr"]) == (LEVEL(2), ["email_otp"])
    ada.choose(TARGET_ACR_VALUES=LEVEL(3), PREFERRED_CHALLENGE="WEB_AUTHN")
    options = json.loads(ada.parameters["CREDENTIAL_REQUEST_OPTIONS"])
    ada.respond(CREDENTIAL=json.dumps(authenticator.get(options)))
    assert (ada.access["acr"], ada.access["amr"]) == (LEVEL(3), ["swk"])
    assert ada.choose(TARGET_ACR_VALUES=LEVEL(4)) == "SELECT_CHALLENGE"
    assert ada.reply["AvailableChallenges"] == ["PASSWORD", "PASSWORD_SRP"]
    assert ada.choose(TARGET_ACR_VALUES=LEVEL(4), ACCESS_TOKEN=token) == "SOFTWARE_TOKEN_MFA"
    ada.respond(SOFTWARE_TOKEN_MFA_CODE=code_at(secret, clock()))
    assert (ada.access["acr"], ada.access["amr"]) == (LEVEL(4), ["pwd", "otp", "mfa"])
    clock.advance(61)
    old = {"TARGET_ACR_VALUES": LEVEL(4), "ACCESS_TOKEN": token, "MAX_AGE": "60"}
    assert ada.choose(**old) == "SELECT_CHALLENGE"


def test_step_ups_that_are_refused(ada: SignIn, cognito: FakeCognito) -> None:
    """Unknown levels, levels out of reach or reached already, tokens of others, the Lite plan."""
    ada.choose(TARGET_ACR_VALUES=LEVEL(1), PREFERRED_CHALLENGE="PASSWORD", PASSWORD=ADA_PASSWORD)
    token = ada.reply["AuthenticationResult"]["AccessToken"]
    grace = ada.api.sign_in("grace", "First-Actual-Bug-1947")["AccessToken"]
    members: dict[str, Any] = {"ClientId": CLIENT_ID, "AuthFlow": "USER_AUTH"}
    for parameters, name in (
        ({"TARGET_ACR_VALUES": "gold"}, "InvalidParameterException"),
        ({"TARGET_ACR_VALUES": LEVEL(4)}, "InvalidParameterException"),
        ({"TARGET_ACR_VALUES": LEVEL(1), "ACCESS_TOKEN": token}, "InvalidParameterException"),
        ({"ACCESS_TOKEN": token}, "InvalidParameterException"),
        ({"TARGET_ACR_VALUES": LEVEL(3), "ACCESS_TOKEN": grace}, "NotAuthorizedException"),
        ({"TARGET_ACR_VALUES": LEVEL(3), "ACCESS_TOKEN": "x"}, "NotAuthorizedException"),
        ({"TARGET_ACR_VALUES": LEVEL(1), "MAX_AGE": "-1"}, "InvalidParameterException"),
    ):
        given = {**members, "AuthParameters": {"USERNAME": ADA, **parameters}}
        assert refused(ada.api, "InitiateAuth", **given)[0] == name
    cognito.pool.tier = "LITE"
    given = {"USERNAME": ADA, "TARGET_ACR_VALUES": LEVEL(1)}
    expected = "FeatureUnavailableInTierException"
    assert refused(ada.api, "InitiateAuth", **members, AuthParameters=given)[0] == expected


def test_a_temporary_password_leads_to_the_factor(
    ada: SignIn, cognito: FakeCognito, clock: Clock
) -> None:
    """First another password, then the code."""
    secret = with_app(cognito)
    cognito.pool.users[ADA].temporary_password = True
    assert ada.password() == "NEW_PASSWORD_REQUIRED"
    assert ada.respond(NEW_PASSWORD="Difference-Engine-1822") == "SOFTWARE_TOKEN_MFA"
    assert ada.respond(SOFTWARE_TOKEN_MFA_CODE=code_at(secret, clock())) == "None"
