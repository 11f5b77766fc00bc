"""The JSON API of user pools: sign-up, confirmation and forgotten passwords."""

from dataclasses import replace
from typing import Any

import pytest

from cognito_stand_in import FakeCognito
from tests.contract.api import FLOWS, Api, Refused, change_client, secret_hash
from tests.contract.app import ADA, ADA_PASSWORD, CLIENT_ID, App, Clock
from tests.contract.test_json_api import refused

PASSWORD = "New-Password-2026"
SECRET = "development-only-not-a-secret-000000000000000000003"
UNKNOWN = ("UserNotFoundException", "Username/client id combination not found.")
NAMED = ("SignUp", "ConfirmSignUp", "ResendConfirmationCode", "ForgotPassword")


@pytest.fixture
def api(app: App) -> Api:
    """Return a caller of a pool whose client may sign in with a password."""
    change_client(app.cognito, auth_flows=FLOWS)
    return Api(app)


def sign_up(api: Api, username: str = "mary", **more: Any) -> dict[str, Any]:
    """Sign up with an e-mail address."""
    email = [{"Name": "email", "Value": f"{username}@example.com"}]
    members = {"Username": username, "Password": PASSWORD, "UserAttributes": email, **more}
    return api.call("SignUp", ClientId=CLIENT_ID, **members)


def ask(api: Api, operation: str, username: str, **more: Any) -> dict[str, Any]:
    """Call an operation for a user."""
    return api.call(operation, ClientId=CLIENT_ID, Username=username, **more)


def refusal(api: Api, operation: str, username: str, **more: Any) -> tuple[str, str]:
    """Return name and message of the exception for a user."""
    return refused(api, operation, ClientId=CLIENT_ID, Username=username, **more)


def test_sign_up_and_confirmation(api: Api, cognito: FakeCognito, clock: Clock) -> None:
    """A code confirms the account and verifies the address, once."""
    reply = sign_up(api)
    user = cognito.pool.users["mary"]
    assert reply == {
        "UserConfirmed": False,
        "UserSub": user.sub,
        "CodeDeliveryDetails": {
            "Destination": "m***@e***",
            "DeliveryMedium": "EMAIL",
            "AttributeName": "email",
        },
    }
    with pytest.raises(Refused, match="UserNotConfirmedException"):
        api.sign_in("mary", PASSWORD)
    wrong = f"{(int(api.code('mary')) + 1) % 10**6:06}"
    code = {"ConfirmationCode": wrong}
    assert refusal(api, "ConfirmSignUp", "mary", **code)[0] == "CodeMismatchException"
    code["ConfirmationCode"] = api.code("mary")
    clock.advance(86400)
    assert refusal(api, "ConfirmSignUp", "mary", **code)[0] == "ExpiredCodeException"
    ask(api, "ResendConfirmationCode", "mary")
    code["ConfirmationCode"] = api.code("mary")
    assert ask(api, "ConfirmSignUp", "mary", **code) == {}
    assert user.attributes["email_verified"] == "true"
    assert refusal(api, "ConfirmSignUp", "mary", **code) == (
        "NotAuthorizedException",
        "User cannot be confirmed. Current status is CONFIRMED",
    )
    assert refusal(api, "ResendConfirmationCode", "mary")[0] == "InvalidParameterException"
    assert api.sign_in("mary", PASSWORD)["AccessToken"]


def test_sign_up_that_a_trigger_confirms(api: Api, cognito: FakeCognito) -> None:
    """No code is sent."""
    cognito.pool.auto_confirm = True
    assert set(sign_up(api)) == {"UserConfirmed", "UserSub"}
    assert cognito.directory.outbox == {}
    cognito.faults.enable("pre-sign-up-failed")
    with pytest.raises(Refused, match="UserLambdaValidationException"):
        sign_up(api, "lise")


def test_sign_up_without_an_address(api: Api) -> None:
    """An administrator has to confirm the account."""
    assert set(sign_up(api, UserAttributes=[])) == {"UserConfirmed", "UserSub"}
    assert refusal(api, "ResendConfirmationCode", "mary")[0] == "InvalidParameterException"
    code = {"ConfirmationCode": "000000"}
    assert refusal(api, "ConfirmSignUp", "mary", **code)[0] == "ExpiredCodeException"


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"Username": ADA}, "UsernameExistsException"),
        ({"Username": "a b"}, "InvalidParameterException"),
        ({"Password": "short"}, "InvalidPasswordException"),
        ({"Password": "no-upper-case-1"}, "InvalidPasswordException"),
        ({"Password": None}, "InvalidParameterException"),
        ({"UserAttributes": [{"Name": "email", "Value": "no"}]}, "InvalidParameterException"),
        ({"UserAttributes": [{"Name": "phone_number", "Value": "1"}]}, "InvalidParameterException"),
        ({"UserAttributes": [{"Name": "shoe_size", "Value": "1"}]}, "InvalidParameterException"),
        ({"UserAttributes": [{"Name": "sub", "Value": "1"}]}, "InvalidParameterException"),
        ({"UserAttributes": [{"Value": "1"}]}, "InvalidParameterException"),
        ({"UserAttributes": [{"Name": "n" * 33}]}, "InvalidParameterException"),
        ({"UserAttributes": [{"Name": "name", "Value": "n" * 2049}]}, "InvalidParameterException"),
        (
            {"UserAttributes": [{"Name": "email_verified", "Value": "true"}]},
            "NotAuthorizedException",
        ),
        ({"UserAttributes": "email"}, "SerializationException"),
        ({"SecretHash": "x"}, "NotAuthorizedException"),
        ({"ClientId": "unknown"}, "ResourceNotFoundException"),
    ],
)
def test_sign_ups_that_are_refused(
    api: Api, cognito: FakeCognito, changes: dict[str, Any], name: str
) -> None:
    """With the exception that the model declares, and without an account."""
    known = list(cognito.pool.users)
    members = {"ClientId": CLIENT_ID, "Username": "mary", "Password": PASSWORD, **changes}
    assert refused(api, "SignUp", **members)[0] == name
    assert list(cognito.pool.users) == known


def test_sign_up_can_be_closed(api: Api, cognito: FakeCognito) -> None:
    """Where only administrators create accounts."""
    cognito.pool.sign_up_allowed = False
    assert refusal(api, "SignUp", "mary", Password=PASSWORD) == (
        "NotAuthorizedException",
        "SignUp is not permitted for this user pool",
    )


def test_an_address_belongs_to_one_account(api: Api) -> None:
    """Its second owner learns that only with the code."""
    sign_up(api, UserAttributes=[{"Name": "email", "Value": "ada@example.com"}])
    code = {"ConfirmationCode": api.code("mary")}
    assert refusal(api, "ConfirmSignUp", "mary", **code) == (
        "AliasExistsException",
        "An account with the email already exists.",
    )


def test_a_forgotten_password(api: Api, clock: Clock) -> None:
    """A code lasts an hour and works once; a weak password does not use it up."""
    details = ask(api, "ForgotPassword", ADA)["CodeDeliveryDetails"]
    assert details == {
        "Destination": "a***@e***",
        "DeliveryMedium": "EMAIL",
        "AttributeName": "email",
    }
    right = {"ConfirmationCode": api.code(ADA), "Password": PASSWORD}
    wrong = {**right, "ConfirmationCode": f"{(int(api.code(ADA)) + 1) % 10**6:06}"}
    weak = {**right, "Password": "weak"}
    operation = "ConfirmForgotPassword"
    assert refusal(api, operation, ADA, **wrong)[0] == "CodeMismatchException"
    assert refusal(api, operation, ADA, **weak)[0] == "InvalidPasswordException"
    assert ask(api, operation, ADA, **right) == {}
    assert refusal(api, operation, ADA, **right)[0] == "ExpiredCodeException"
    with pytest.raises(Refused, match="Incorrect username or password"):
        api.sign_in(ADA, ADA_PASSWORD)
    assert api.sign_in(ADA, PASSWORD)["AccessToken"]
    ask(api, "ForgotPassword", ADA)
    late = {"ConfirmationCode": api.code(ADA), "Password": PASSWORD}
    clock.advance(3600)
    assert refusal(api, operation, ADA, **late)[0] == "ExpiredCodeException"


def test_unknown_people_are_hidden(api: Api, cognito: FakeCognito) -> None:
    """A simulated delivery, always the same, and a code that never matches."""
    for operation in ("ForgotPassword", "ResendConfirmationCode"):
        for name in ("nobody", "nobody@example.com"):
            first, second = (ask(api, operation, name) for _ in range(2))
            assert first == second
            assert first["CodeDeliveryDetails"]["Destination"] == "n***@e***"
    code = {"ConfirmationCode": "123456"}
    assert refusal(api, "ConfirmSignUp", "nobody", **code)[0] == "CodeMismatchException"
    code["Password"] = PASSWORD
    assert refusal(api, "ConfirmForgotPassword", "nobody", **code)[0] == "CodeMismatchException"
    assert cognito.directory.outbox == {}


def test_unknown_people_can_be_shown(api: Api, cognito: FakeCognito) -> None:
    """By clients without PreventUserExistenceErrors."""
    change_client(cognito, prevent_user_existence_errors=False)
    code = {"ConfirmationCode": "123456"}
    for operation in ("ForgotPassword", "ResendConfirmationCode"):
        assert refusal(api, operation, "nobody") == UNKNOWN
    assert refusal(api, "ConfirmSignUp", "nobody", **code) == UNKNOWN
    code["Password"] = PASSWORD
    assert refusal(api, "ConfirmForgotPassword", "nobody", **code) == UNKNOWN


@pytest.mark.parametrize("is_hidden", [True, False])
def test_people_who_cannot_reset_a_password(
    api: Api, cognito: FakeCognito, *, is_hidden: bool
) -> None:
    """Disabled ones and those without a verified address look like unknown ones, if hidden."""
    change_client(cognito, prevent_user_existence_errors=is_hidden)
    cognito.pool.users[ADA].enabled = False
    cognito.pool.users["grace"].attributes = {"email": "grace@example.com"}
    for name in (ADA, "grace"):
        if is_hidden:
            assert ask(api, "ForgotPassword", name)["CodeDeliveryDetails"]
        else:
            assert refusal(api, "ForgotPassword", name)[0] in {
                "NotAuthorizedException",
                "InvalidParameterException",
            }
    assert cognito.directory.outbox == {}
    code = {"ConfirmationCode": "123456", "Password": PASSWORD}
    expected = "CodeMismatchException" if is_hidden else "NotAuthorizedException"
    assert refusal(api, "ConfirmForgotPassword", ADA, **code)[0] == expected


def test_a_code_can_go_to_a_verified_phone(api: Api, cognito: FakeCognito) -> None:
    """If there is no verified e-mail address."""
    cognito.pool.users["grace"].attributes["email_verified"] = "false"
    assert ask(api, "ForgotPassword", "grace")["CodeDeliveryDetails"] == {
        "Destination": "+*******0100",
        "DeliveryMedium": "SMS",
        "AttributeName": "phone_number",
    }


def test_a_client_with_a_secret_needs_its_hash(api: Api, cognito: FakeCognito) -> None:
    """In every operation that names a user."""
    change_client(cognito, secret=SECRET)
    more = {"Password": PASSWORD, "ConfirmationCode": "123456"}
    for operation in (*NAMED, "ConfirmForgotPassword"):
        for given in ({}, {"SecretHash": secret_hash(CLIENT_ID, SECRET, "grace")}):
            name, message = refusal(api, operation, ADA, **more, **given)
            assert (name, "secret" in message.lower()) == ("NotAuthorizedException", True)
    right = secret_hash(CLIENT_ID, SECRET, ADA)
    assert ask(api, "ForgotPassword", ADA, SecretHash=right)["CodeDeliveryDetails"]


def test_a_code_of_one_purpose_does_not_serve_another(api: Api, cognito: FakeCognito) -> None:
    """Nor does another person's."""
    sign_up(api)
    code = {"ConfirmationCode": api.code("mary"), "Password": PASSWORD}
    for name in ("mary", ADA):
        assert refusal(api, "ConfirmForgotPassword", name, **code)[0] == "ExpiredCodeException"
    ask(api, "ForgotPassword", ADA)
    assert refusal(api, "ConfirmForgotPassword", ADA, **code)[0] == "CodeMismatchException"
    other = replace(cognito.pool.clients[CLIENT_ID], client_id="another", secret=SECRET)
    cognito.pool.clients["another"] = other
    foreign = {"ClientId": "another", "Username": "mary", "ConfirmationCode": api.code("mary")}
    assert refused(api, "ConfirmSignUp", **foreign)[0] == "NotAuthorizedException"
