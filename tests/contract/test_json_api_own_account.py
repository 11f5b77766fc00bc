"""What signed-in people do with their account: attributes, password, deletion."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from cognito_stand_in import FakeCognito, Pool
from tests.contract.api import Api, Refused, with_flows
from tests.contract.app import ADA, ADA_PASSWORD, CLIENT_ID, App, Clock

NEW_PASSWORD = "Difference-Engine-1822"
MISMATCH = (
    "CodeMismatchException",
    "Invalid verification code provided, please try again.",
)
WRONG = "Incorrect username or password."
LOCKED = "Password attempts exceeded"
TOO_OFTEN = ("LimitExceededException", "Attempt limit exceeded, please try after some time.")


class Person:
    """Ada with her access token."""

    def __init__(self, api: Api) -> None:
        self.api = api
        self.token = api.sign_in()["AccessToken"]

    def call(self, operation: str, /, **members: Any) -> dict[str, Any]:
        """Call an operation with the token."""
        return self.api.call(operation, AccessToken=self.token, **members)

    def refused(self, operation: str, /, **members: Any) -> tuple[str, str]:
        """Return name and message of the exception that an operation ends with."""
        with pytest.raises(Refused) as caught:
            self.call(operation, **members)
        return caught.value.name, caught.value.message

    def update(self, **attributes: str) -> dict[str, Any]:
        """Change attributes."""
        return self.call("UpdateUserAttributes", UserAttributes=listed(attributes))

    def attributes(self) -> dict[str, str]:
        """Return the attributes that GetUser shows."""
        shown = self.call("GetUser")["UserAttributes"]
        return {one["Name"]: one["Value"] for one in shown}


def listed(attributes: dict[str, str]) -> list[dict[str, str]]:
    """Return attributes as the API has them."""
    return [{"Name": name, "Value": value} for name, value in attributes.items()]


@pytest.fixture
def api(app: App) -> Api:
    """Return a caller."""
    return with_flows(app)


@pytest.fixture
def ada(api: Api) -> Person:
    """Return Ada, who has signed in."""
    return Person(api)


def test_a_new_address_is_verified_by_a_code(ada: Person, cognito: FakeCognito) -> None:
    """It counts at once, is unverified until then, and the code works once."""
    (sent,) = ada.update(email="ada@example.org", nickname="A")["CodeDeliveryDetailsList"]
    assert sent == {
        "AttributeName": "email",
        "DeliveryMedium": "EMAIL",
        "Destination": "a***@e***",
    }
    shown = ada.attributes()
    assert (shown["email"], shown["email_verified"]) == ("ada@example.org", "false")
    assert shown["nickname"] == "A"
    code = cognito.directory.outbox[ADA, "verify-email"].code
    other = {"AttributeName": "phone_number", "Code": code}
    assert ada.refused("VerifyUserAttribute", **other) == MISMATCH
    given = {"AttributeName": "email", "Code": code}
    assert ada.call("VerifyUserAttribute", **given) == {}
    assert ada.attributes()["email_verified"] == "true"
    assert ada.refused("VerifyUserAttribute", **given) == MISMATCH


def test_an_address_can_wait_for_its_verification(ada: Person, cognito: FakeCognito) -> None:
    """Where the pool says so, the old one stays until the new one is verified."""
    cognito.pool.verify_before_update = ("email",)
    ada.update(email="ada@example.org")
    shown = ada.attributes()
    assert (shown["email"], shown["email_verified"]) == ("ada@example.com", "true")
    code = cognito.directory.outbox[ADA, "verify-email"].code
    ada.call("VerifyUserAttribute", AttributeName="email", Code=code)
    assert ada.attributes()["email"] == "ada@example.org"


def test_a_code_can_be_asked_for(ada: Person, cognito: FakeCognito, clock: Clock) -> None:
    """For an address that there is; it lasts a day."""
    name = {"AttributeName": "email"}
    details = ada.call("GetUserAttributeVerificationCode", **name)["CodeDeliveryDetails"]
    assert details["AttributeName"] == "email"
    code = cognito.directory.outbox[ADA, "verify-email"].code
    clock.advance(86401)
    late = Person(ada.api)
    assert late.refused("VerifyUserAttribute", **name, Code=code)[0] == "ExpiredCodeException"
    for attribute in ("phone_number", "name", "sub"):
        asked = {"AttributeName": attribute}
        refused = late.refused("GetUserAttributeVerificationCode", **asked)
        assert refused[0] == "InvalidParameterException"
        assert attribute in refused[1]


def test_fifteen_wrong_codes_are_enough(ada: Person, cognito: FakeCognito, clock: Clock) -> None:
    """For an hour even the right one is refused, and other operations go on."""
    ada.call("GetUserAttributeVerificationCode", AttributeName="email")
    code = cognito.directory.outbox[ADA, "verify-email"].code
    for _ in range(15):
        assert ada.refused("VerifyUserAttribute", AttributeName="email", Code="x") == MISMATCH
    right = {"AttributeName": "email", "Code": code}
    assert ada.refused("VerifyUserAttribute", **right) == TOO_OFTEN
    ada.update(nickname="A")
    clock.advance(3600)
    assert Person(ada.api).call("VerifyUserAttribute", **right) == {}


@pytest.mark.parametrize(
    ("attributes", "name"),
    [
        ({"email_verified": "true"}, "NotAuthorizedException"),
        ({"sub": "x"}, "InvalidParameterException"),
        ({"shoe_size": "7"}, "InvalidParameterException"),
        ({"email": "nobody"}, "InvalidParameterException"),
        ({"phone_number": "0123"}, "InvalidParameterException"),
        ({"email": "grace@example.com"}, "AliasExistsException"),
    ],
)
def test_attributes_that_cannot_be_set(ada: Person, attributes: dict[str, str], name: str) -> None:
    """None of the others in the same request is."""
    before = ada.attributes()
    given = listed({"nickname": "A", **attributes})
    assert ada.refused("UpdateUserAttributes", UserAttributes=given)[0] == name
    assert ada.attributes() == before


def test_a_client_changes_only_what_it_may_write(ada: Person, cognito: FakeCognito) -> None:
    """As its WriteAttributes say."""
    client = replace(cognito.pool.clients[CLIENT_ID], write_attributes=("nickname",))
    cognito.pool.clients[CLIENT_ID] = client
    ada.update(nickname="A")
    expected = "NotAuthorizedException", "A client attempted to write unauthorized attribute"
    given = listed({"name": "A"})
    assert ada.refused("UpdateUserAttributes", UserAttributes=given) == expected
    assert ada.refused("DeleteUserAttributes", UserAttributeNames=["name"]) == expected


def test_attributes_are_deleted(ada: Person, cognito: FakeCognito) -> None:
    """By name or with an empty value; but not what the person signs in with."""
    ada.call("DeleteUserAttributes", UserAttributeNames=["name", "email"])
    ada.update(given_name="")
    assert not {"name", "given_name", "email", "email_verified"} & set(ada.attributes())
    assert "family_name" in ada.attributes()
    ada.update(email="ada@example.org")
    cognito.pool.username_attributes = ("email",)
    for operation, members in (
        ("DeleteUserAttributes", {"UserAttributeNames": ["email"]}),
        ("UpdateUserAttributes", {"UserAttributes": listed({"email": ""})}),
    ):
        assert ada.refused(operation, **members)[0] == "InvalidParameterException"


def test_a_password_is_changed(ada: Person) -> None:
    """The old one no longer works; the tokens do."""
    weak = {"PreviousPassword": ADA_PASSWORD, "ProposedPassword": "weak"}
    assert ada.refused("ChangePassword", **weak)[0] == "InvalidPasswordException"
    missing = {"ProposedPassword": NEW_PASSWORD}
    assert ada.refused("ChangePassword", **missing)[0] == "InvalidParameterException"
    right = {"PreviousPassword": ADA_PASSWORD, "ProposedPassword": NEW_PASSWORD}
    assert ada.call("ChangePassword", **right) == {}
    assert ada.attributes()["email"] == "ada@example.com"
    with pytest.raises(Refused, match="Incorrect username or password"):
        ada.api.sign_in()
    assert ada.api.sign_in(password=NEW_PASSWORD)["AccessToken"]


def test_five_wrong_passwords_are_enough(ada: Person, clock: Clock) -> None:
    """For an hour the right one is refused there; signing in still works."""
    wrong = {"PreviousPassword": "Wrong-Password-1", "ProposedPassword": NEW_PASSWORD}
    expected = ("NotAuthorizedException", "Incorrect username or password.")
    for _ in range(5):
        assert ada.refused("ChangePassword", **wrong) == expected
    right = wrong | {"PreviousPassword": ADA_PASSWORD}
    assert ada.refused("ChangePassword", **right) == TOO_OFTEN
    clock.advance(3600)
    assert Person(ada.api).call("ChangePassword", **right) == {}


def test_somebody_without_a_password_sets_one(ada: Person, cognito: FakeCognito) -> None:
    """Federated people cannot."""
    cognito.pool.users[ADA].password_hash = None
    ada.call("ChangePassword", ProposedPassword=NEW_PASSWORD)
    assert ada.api.sign_in(password=NEW_PASSWORD)["AccessToken"]


def test_people_delete_their_account(ada: Person, cognito: FakeCognito) -> None:
    """With everything that belongs to it."""
    ada.call("GetUserAttributeVerificationCode", AttributeName="email")
    assert ada.call("DeleteUser") == {}
    assert ADA not in cognito.pool.users
    assert not cognito.directory.outbox
    assert ada.refused("GetUser")[0] == "NotAuthorizedException"
    with pytest.raises(Refused, match="Incorrect username or password"):
        ada.api.sign_in()


def test_failed_sign_ins_lock_the_account(api: Api, clock: Clock) -> None:
    """From the fifth on, for twice as long each time, even for the right password."""
    for _ in range(4):
        assert outcome(api, "Wrong-Password-1") == WRONG
    for seconds in (1, 2, 4, 8, 16, 32):
        assert outcome(api, "Wrong-Password-1") == WRONG
        for password in ("Wrong-Password-1", ADA_PASSWORD):
            assert outcome(api, password) == LOCKED
        clock.advance(seconds - 0.5)
        assert outcome(api, ADA_PASSWORD) == LOCKED
        clock.advance(0.5)
    assert outcome(api, ADA_PASSWORD) == ""
    assert outcome(api, "Wrong-Password-1") == WRONG
    assert outcome(api, ADA_PASSWORD) == ""


def test_a_quarter_of_an_hour_ends_the_count(api: Api, clock: Clock) -> None:
    """Without any attempt; and no lock is longer."""
    for _ in range(30):
        assert outcome(api, "Wrong-Password-1") in {WRONG, LOCKED}
        clock.advance(600)
    clock.advance(900)
    for _ in range(4):
        assert outcome(api, "Wrong-Password-1") == WRONG
    assert outcome(api, ADA_PASSWORD) == ""


def outcome(api: Api, password: str) -> str:
    """Return the message of a failed sign-in, or an empty string."""
    try:
        api.sign_in(password=password)
    except Refused as refused:
        return refused.message
    return ""


def test_pending_changes_survive_a_restart(pool: Pool, tmp_path: Path) -> None:
    """The state file keeps an address that waits for its verification."""
    pool.verify_before_update = ("email",)
    path = tmp_path / "state.json"
    ada = Person(with_flows(App(FakeCognito(pool, state_path=path))))
    ada.update(email="ada@example.org")
    again = FakeCognito(pool, state_path=path)
    assert again.pool.users[ADA].pending_attributes == {"email": "ada@example.org"}
    assert again.directory.outbox[ADA, "verify-email"].code
