"""Authenticator apps, preferences and passkeys of signed-in people, by the JSON API."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from cognito_stand_in import FakeCognito, Pool
from cognito_stand_in.factors.settings import FactorSettings
from cognito_stand_in.factors.totp import code_at
from tests.contract.api import Refused, with_flows
from tests.contract.app import ADA, CLIENT_ID, App, Clock
from tests.contract.authenticator import Authenticator
from tests.contract.test_json_api_own_account import Person

WRONG_CODE = (
    "EnableSoftwareTokenMFAException",
    "Code mismatch and fail enable Software Token MFA",
)
NOT_ENABLED = (
    "SoftwareTokenMFANotFoundException",
    "Software Token MFA has not been enabled by the userPool.",
)
ON = {"Enabled": True, "PreferredMfa": True}
OFF = {"Enabled": False}


@pytest.fixture
def ada(app: App) -> Person:
    """Return Ada, who has signed in to a pool with all factors."""
    app.cognito.pool.factors = FactorSettings()
    return Person(with_flows(app))


def set_factors(cognito: FakeCognito, **changes: Any) -> None:
    """Change the factors of the pool."""
    cognito.pool.factors = replace(cognito.pool.factors, **changes)


def enrol(person: Person, clock: Clock) -> str:
    """Set up an authenticator app, and return its secret."""
    secret: str = person.call("AssociateSoftwareToken")["SecretCode"]
    done = person.call("VerifySoftwareToken", UserCode=code_at(secret, clock()))
    assert done == {"Status": "SUCCESS"}
    return secret


def test_an_authenticator_app_is_set_up(ada: Person, cognito: FakeCognito, clock: Clock) -> None:
    """With a code of its secret; then it can be activated, preferred and deactivated."""
    impossible = ada.refused("SetUserMFAPreference", SoftwareTokenMfaSettings=ON)
    assert impossible == (
        "InvalidParameterException",
        "User does not have delivery config set to turn on SOFTWARE_TOKEN_MFA",
    )
    secret = enrol(ada, clock)
    assert len(secret) == 52
    assert "UserMFASettingList" not in ada.call("GetUser")
    assert ada.call("SetUserMFAPreference", SoftwareTokenMfaSettings=ON) == {}
    for operation in ("GetUser", "GetUserAuthFactors"):
        shown = ada.call(operation)
        assert shown["UserMFASettingList"] == ["SOFTWARE_TOKEN_MFA"]
        assert shown["PreferredMfaSetting"] == "SOFTWARE_TOKEN_MFA"
    ada.call("SetUserMFAPreference", EmailMfaSettings=ON)
    assert ada.call("GetUser")["PreferredMfaSetting"] == "EMAIL_OTP"
    ada.call("SetUserMFAPreference", EmailMfaSettings=OFF, SoftwareTokenMfaSettings=OFF)
    assert not {"UserMFASettingList", "PreferredMfaSetting"} & set(ada.call("GetUser"))
    assert cognito.pool.users[ADA].totp_secret == secret


@pytest.mark.parametrize("seconds", [-30, 0, 30])
def test_clocks_may_differ_by_half_a_minute(ada: Person, clock: Clock, seconds: int) -> None:
    """In both directions."""
    secret = ada.call("AssociateSoftwareToken")["SecretCode"]
    ada.call("VerifySoftwareToken", UserCode=code_at(secret, clock() + seconds))


@pytest.mark.parametrize("seconds", [-60, 60])
def test_wrong_codes_do_not_set_it_up(
    ada: Person, cognito: FakeCognito, clock: Clock, seconds: int
) -> None:
    """Too old, too early, of another secret; the account is as before."""
    secret = ada.call("AssociateSoftwareToken")["SecretCode"]
    for code in (code_at(secret, clock() + seconds), code_at("A" * 52, clock())):
        assert ada.refused("VerifySoftwareToken", UserCode=code) == WRONG_CODE
    assert cognito.pool.users[ADA].totp_secret is None
    assert cognito.pool.users[ADA].second_factors == []


def test_codes_that_are_none(ada: Person, cognito: FakeCognito) -> None:
    """Or that nobody asked for, or where the pool has no authenticator apps."""
    for code in ("12345", "abcdef", "\u0661" * 6):
        refused = ada.refused("VerifySoftwareToken", UserCode=code)
        assert refused[0] == "InvalidParameterException"
    refused = ada.refused("VerifySoftwareToken", UserCode="123456")
    assert refused[0] == "SoftwareTokenMFANotFoundException"
    for changes in ({"mfa": "OFF"}, {"mfa": "OPTIONAL", "second": ("email",)}):
        set_factors(cognito, **changes)
        assert ada.refused("AssociateSoftwareToken") == NOT_ENABLED
        assert ada.refused("VerifySoftwareToken", UserCode="123456") == NOT_ENABLED
    refused = ada.refused("SetUserMFAPreference", SoftwareTokenMfaSettings=ON)
    assert refused[0] == "InvalidParameterException"


def test_ten_wrong_codes(ada: Person, clock: Clock) -> None:
    """After the fifth the right one is refused, too, for a second and longer each time."""
    secret = ada.call("AssociateSoftwareToken")["SecretCode"]
    for _ in range(5):
        assert ada.refused("VerifySoftwareToken", UserCode="000000") == WRONG_CODE
    for _ in range(5):
        right = {"UserCode": code_at(secret, clock())}
        locked = ada.refused("VerifySoftwareToken", **right)
        assert locked == ("NotAuthorizedException", "Password attempts exceeded")
    clock.advance(1)
    ada.call("VerifySoftwareToken", UserCode=code_at(secret, clock()))


def test_a_new_secret_replaces_the_old_one(ada: Person, cognito: FakeCognito, clock: Clock) -> None:
    """But only once its code is right."""
    first = enrol(ada, clock)
    second = ada.call("AssociateSoftwareToken")["SecretCode"]
    assert cognito.pool.users[ADA].totp_secret == first
    ada.call("VerifySoftwareToken", UserCode=code_at(second, clock()))
    assert cognito.pool.users[ADA].totp_secret == second


@pytest.mark.parametrize(
    "settings",
    [
        {"EmailMfaSettings": ON, "SMSMfaSettings": ON},
        {"EmailMfaSettings": {"Enabled": False, "PreferredMfa": True}},
        {"SMSMfaSettings": ON},
    ],
)
def test_preferences_that_cannot_be(ada: Person, settings: dict[str, Any]) -> None:
    """Two preferred ones, one that is not active, one without a phone number."""
    refused = ada.refused("SetUserMFAPreference", **settings)
    assert refused[0] == "InvalidParameterException"
    assert "UserMFASettingList" not in ada.call("GetUser")


def test_an_administrator_sets_preferences(ada: Person, cognito: FakeCognito) -> None:
    """Alike."""
    cognito.pool.users[ADA].second_factors = ["totp"]
    api = ada.api
    members = {"Username": ADA, "SoftwareTokenMfaSettings": {"Enabled": True}}
    assert api.admin("AdminSetUserMFAPreference", **members) == {}
    assert api.admin("AdminGetUser", Username=ADA)["UserMFASettingList"] == ["SOFTWARE_TOKEN_MFA"]


def test_either_a_token_or_a_session(ada: Person) -> None:
    """Not both, nor neither."""
    for members in ({}, {"AccessToken": ada.token, "Session": "s" * 20}):
        with pytest.raises(Refused, match="InvalidParameterException"):
            ada.api.call("AssociateSoftwareToken", **members)


def register(person: Person, authenticator: Authenticator) -> None:
    """Register a passkey."""
    options = person.call("StartWebAuthnRegistration")["CredentialCreationOptions"]
    credential = authenticator.create(options)
    assert person.call("CompleteWebAuthnRegistration", Credential=credential) == {}


def test_a_passkey_is_registered_listed_and_deleted(ada: Person, clock: Clock) -> None:
    """With the options that browsers expect."""
    options = ada.call("StartWebAuthnRegistration")["CredentialCreationOptions"]
    assert options["rp"] == {"id": "localhost", "name": "localhost"}
    assert options["user"]["name"] == ADA
    assert [one["alg"] for one in options["pubKeyCredParams"]] == [-7, -257]
    assert options["authenticatorSelection"]["residentKey"] == "required"
    assert options["excludeCredentials"] == []
    authenticator = Authenticator()
    register(ada, authenticator)
    (listed,) = ada.call("ListWebAuthnCredentials")["Credentials"]
    created_at = listed.pop("CreatedAt").timestamp()
    assert created_at == clock()
    assert listed == {
        "CredentialId": authenticator.id,
        "FriendlyCredentialName": "Passkey 1",
        "RelyingPartyId": "localhost",
        "AuthenticatorAttachment": "platform",
        "AuthenticatorTransports": ["internal"],
    }
    assert "WEB_AUTHN" in ada.call("GetUserAuthFactors")["ConfiguredUserAuthFactors"]
    again = ada.call("StartWebAuthnRegistration")["CredentialCreationOptions"]
    assert [one["id"] for one in again["excludeCredentials"]] == [authenticator.id]
    assert ada.call("DeleteWebAuthnCredential", CredentialId=authenticator.id) == {}
    assert ada.call("ListWebAuthnCredentials")["Credentials"] == []
    gone = ada.refused("DeleteWebAuthnCredential", CredentialId=authenticator.id)
    assert gone[0] == "ResourceNotFoundException"


def test_passkeys_are_listed_in_pages(ada: Person) -> None:
    """Of at most twenty, which is also the most that a user may have."""
    for _ in range(20):
        register(ada, Authenticator())
    assert ada.refused("StartWebAuthnRegistration")[0] == "LimitExceededException"
    first = ada.call("ListWebAuthnCredentials", MaxResults=15)
    rest = ada.call("ListWebAuthnCredentials", NextToken=first["NextToken"])
    found = {one["CredentialId"] for page in (first, rest) for one in page["Credentials"]}
    assert len(found) == 20
    assert "NextToken" not in rest
    refused = ada.refused("ListWebAuthnCredentials", MaxResults=21)
    assert refused[0] == "InvalidParameterException"


@pytest.mark.parametrize(
    ("mistake", "name"),
    [
        ({"origin": "http://evil.example"}, "WebAuthnOriginNotAllowedException"),
        ({"origin": "https://localhost.evil.example"}, "WebAuthnOriginNotAllowedException"),
        ({"rp_id": "evil.example"}, "WebAuthnRelyingPartyMismatchException"),
        ({"algorithm": -35}, "WebAuthnCredentialNotSupportedException"),
    ],
)
def test_passkeys_that_are_refused(ada: Person, mistake: dict[str, Any], name: str) -> None:
    """Of another origin or RP ID, or with another algorithm."""
    options = ada.call("StartWebAuthnRegistration")["CredentialCreationOptions"]
    credential = Authenticator(**mistake).create(options)
    assert ada.refused("CompleteWebAuthnRegistration", Credential=credential)[0] == name
    assert ada.call("ListWebAuthnCredentials")["Credentials"] == []


def test_a_pool_can_require_user_verification(ada: Person, cognito: FakeCognito) -> None:
    """An authenticator that does not verify its user is refused then."""
    register(ada, Authenticator(verifies=False))
    set_factors(cognito, user_verification="required")
    options = ada.call("StartWebAuthnRegistration")["CredentialCreationOptions"]
    credential = Authenticator(verifies=False).create(options)
    refused = ada.refused("CompleteWebAuthnRegistration", Credential=credential)
    assert refused[0] == "WebAuthnCredentialNotSupportedException"


@pytest.mark.parametrize(
    "credential",
    [
        {},
        {"response": None},
        {"response": {"clientDataJSON": "e30"}},
        {"response": {"clientDataJSON": "é"}},
        {"response": {"clientDataJSON": 7}},
    ],
)
def test_credentials_that_are_none(ada: Person, credential: dict[str, Any]) -> None:
    """Malformed ones are refused as such."""
    refused = ada.refused("CompleteWebAuthnRegistration", Credential=credential)
    assert refused[0] == "InvalidParameterException"


def test_parts_of_a_credential_that_are_malformed(ada: Person) -> None:
    """Each member in turn."""
    for member in ("id", "rawId", "type"):
        for value in (None, 7, "é", "AAAA"):
            options = ada.call("StartWebAuthnRegistration")["CredentialCreationOptions"]
            credential = {**Authenticator().create(options), member: value}
            refused = ada.refused("CompleteWebAuthnRegistration", Credential=credential)
            assert refused[0] == "InvalidParameterException"
    for value in (None, 7, "é", "AAAA", "o2NmbXQ"):
        options = ada.call("StartWebAuthnRegistration")["CredentialCreationOptions"]
        credential = Authenticator().create(options)
        credential["response"]["attestationObject"] = value
        refused = ada.refused("CompleteWebAuthnRegistration", Credential=credential)
        assert refused[0] == "InvalidParameterException"


def test_a_challenge_works_once(ada: Person, clock: Clock) -> None:
    """For five minutes, and only for who began."""
    options = ada.call("StartWebAuthnRegistration")["CredentialCreationOptions"]
    register_options = ada.call("StartWebAuthnRegistration")["CredentialCreationOptions"]
    credential = Authenticator().create(options)
    unknown = "WebAuthnChallengeNotFoundException"
    grace = Person(ada.api)
    grace.token = ada.api.sign_in("grace", "First-Actual-Bug-1947")["AccessToken"]
    assert grace.refused("CompleteWebAuthnRegistration", Credential=credential)[0] == unknown
    ada.call("CompleteWebAuthnRegistration", Credential=credential)
    assert ada.refused("CompleteWebAuthnRegistration", Credential=credential)[0] == unknown
    late = Authenticator().create(register_options)
    clock.advance(300)
    assert ada.refused("CompleteWebAuthnRegistration", Credential=late)[0] == unknown


def test_a_challenge_belongs_to_its_client(ada: Person, cognito: FakeCognito) -> None:
    """Another client cannot complete it."""
    options = ada.call("StartWebAuthnRegistration")["CredentialCreationOptions"]
    other = replace(cognito.pool.clients[CLIENT_ID], client_id="another0client")
    cognito.pool.clients["another0client"] = other
    parameters = {"USERNAME": ADA, "PASSWORD": "Analytical-Engine-1843"}
    elsewhere = Person(ada.api)
    elsewhere.token = ada.api.sign_in(ClientId="another0client", AuthParameters=parameters)[
        "AccessToken"
    ]
    credential = Authenticator().create(options)
    refused = elsewhere.refused("CompleteWebAuthnRegistration", Credential=credential)
    assert refused[0] == "WebAuthnClientMismatchException"
    assert ada.call("CompleteWebAuthnRegistration", Credential=credential) == {}


def test_a_passkey_belongs_to_one_person(ada: Person) -> None:
    """Nobody else can register it."""
    authenticator = Authenticator()
    register(ada, authenticator)
    grace = Person(ada.api)
    grace.token = ada.api.sign_in("grace", "First-Actual-Bug-1947")["AccessToken"]
    options = grace.call("StartWebAuthnRegistration")["CredentialCreationOptions"]
    credential = authenticator.create(options)
    refused = grace.refused("CompleteWebAuthnRegistration", Credential=credential)
    assert refused[0] == "InvalidParameterException"


def test_pools_without_passkeys(ada: Person, cognito: FakeCognito) -> None:
    """Not enabled, on the Lite plan, or without a domain and an RP ID."""
    cognito.pool.tier = "LITE"
    assert ada.refused("StartWebAuthnRegistration")[0] == "WebAuthnNotEnabledException"
    cognito.pool.tier = "ESSENTIALS"
    set_factors(cognito, first=("PASSWORD",))
    begun = ada.refused("StartWebAuthnRegistration")
    completed = ada.refused("CompleteWebAuthnRegistration", Credential={})
    assert begun[0] == completed[0] == "WebAuthnNotEnabledException"
    set_factors(cognito, first=("PASSWORD", "WEB_AUTHN"))
    cognito.pool.domain = ""
    missing = ada.refused("StartWebAuthnRegistration")
    assert missing[0] == "WebAuthnConfigurationMissingException"


def test_a_subdomain_may_use_passkeys_of_its_domain(ada: Person, cognito: FakeCognito) -> None:
    """Over https only."""
    set_factors(cognito, relying_party_id="example.com")
    options = ada.call("StartWebAuthnRegistration")["CredentialCreationOptions"]
    insecure = Authenticator(rp_id="example.com", origin="http://app.example.com")
    refused = ada.refused("CompleteWebAuthnRegistration", Credential=insecure.create(options))
    assert refused[0] == "WebAuthnOriginNotAllowedException"
    register(ada, Authenticator(rp_id="example.com", origin="https://app.example.com"))


def test_which_factors_somebody_has(ada: Person, cognito: FakeCognito) -> None:
    """As choice-based sign-in offers them."""
    shown = ada.call("GetUserAuthFactors")
    assert shown == {"Username": ADA, "ConfiguredUserAuthFactors": ["PASSWORD", "EMAIL_OTP"]}
    user = cognito.pool.users[ADA]
    user.attributes |= {"phone_number": "+15550101", "phone_number_verified": "true"}
    user.second_factors = ["totp"]
    expected = ["PASSWORD", "EMAIL_OTP", "SMS_OTP", "SOFTWARE_TOKEN"]
    assert ada.call("GetUserAuthFactors")["ConfiguredUserAuthFactors"] == expected
    cognito.pool.tier = "LITE"
    expected = ["PASSWORD", "SOFTWARE_TOKEN"]
    assert ada.call("GetUserAuthFactors")["ConfiguredUserAuthFactors"] == expected


def test_factors_survive_a_restart(pool: Pool, tmp_path: Path, clock: Clock) -> None:
    """The state file keeps secrets, used codes, preferences and passkeys."""
    path = tmp_path / "state.json"
    ada = Person(with_flows(App(FakeCognito(pool, now=clock, state_path=path))))
    enrol(ada, clock)
    ada.call("SetUserMFAPreference", SoftwareTokenMfaSettings=ON)
    register(ada, Authenticator())
    before = pool.users[ADA]
    pool.users = {}
    again = FakeCognito(pool, now=clock, state_path=path).pool.users[ADA]
    assert again is not before
    assert again.totp_secret == before.totp_secret
    assert again.totp_used_step == before.totp_used_step
    assert (again.active_factors, again.preferred_factor) == (["totp"], "totp")
    assert again.passkeys == before.passkeys
