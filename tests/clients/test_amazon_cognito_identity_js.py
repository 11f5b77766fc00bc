"""amazon-cognito-identity-js in Chromium, over TLS: passwords, as before Amplify's version 6."""

from collections.abc import Iterator

import pytest

from cognito_stand_in import Control
from cognito_stand_in.example import not_rotating
from tests.clients.places import SecureStandIn
from tests.clients.web_app import AppPage, bundled

EMMY = {"username": "emmy", "password": "Noether-Theorem-1915"}
ANOTHER = "Invariant-Ideal-1921"


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Bundle the app."""
    return bundled("identity_js", tmp_path_factory.mktemp("bundle"))


@pytest.fixture
def control(served: SecureStandIn) -> Iterator[Control]:
    """Add a person, in a pool whose refresh tokens do not rotate: it refreshes by InitiateAuth."""
    control, clients = Control(served.cognito), served.cognito.pool.clients
    control.add_person(**EMMY, attributes={"email": "emmy@example.com", "email_verified": "true"})
    before = dict(clients)
    clients.update({name: not_rotating(client) for name, client in before.items()})
    yield control
    clients.update(before)
    control.remove_person("emmy")


def code_for(control: Control, username: str) -> str:
    """Return the code that was sent to somebody."""
    [code] = [sent["code"] for sent in control.outbox() if sent["username"] == username]
    return code


def test_it_signs_in_with_a_password(app: AppPage, control: Control) -> None:
    """A wrong one is an exception that it reads."""
    assert app.call("signIn", EMMY)["value"]["email"] == "emmy@example.com"
    refused = app.call("signIn", {**EMMY, "password": "Wrong-Password-1"})
    assert refused["name"] == "NotAuthorizedException"
    control.change_person("emmy", enabled=False)
    assert "disabled" in app.call("signIn", EMMY)["message"]


@pytest.mark.usefixtures("control")
def test_it_refreshes(app: AppPage) -> None:
    """With the flow REFRESH_TOKEN_AUTH."""
    app.call("signIn", EMMY)
    assert app.call("refresh") == {"differs": True, "isValid": True}


@pytest.mark.usefixtures("control")
def test_it_proves_a_password_without_sending_it(app: AppPage) -> None:
    """With SRP, which it uses unless told otherwise."""
    srp = {**EMMY, "flow": "USER_SRP_AUTH"}
    assert app.call("signIn", srp)["value"]["email"] == "emmy@example.com"
    refused = app.call("signIn", {**srp, "password": "Wrong-Password-1"})
    assert refused["name"] == "NotAuthorizedException"


@pytest.mark.usefixtures("control")
def test_people_change_their_attributes_and_password(app: AppPage) -> None:
    """With the scope that a sign-in with a password has."""
    app.call("signIn", EMMY)
    assert app.call("changeAttribute", ["name", "Emmy Noether"]) == {"value": "SUCCESS"}
    assert app.call("attributes")["name"] == "Emmy Noether"
    assert app.call("changePassword", [EMMY["password"], ANOTHER]) == {"value": "SUCCESS"}
    assert "name" in app.call("signIn", EMMY)
    assert "value" in app.call("signIn", {**EMMY, "password": ANOTHER})


def test_people_sign_up_and_reset_their_password(app: AppPage, control: Control) -> None:
    """With the codes that the stand-in keeps."""
    person = {"username": "joe", "password": ANOTHER}
    signed_up = app.call("signUp", {**person, "email": "joe@example.com"})
    assert signed_up == {"confirmed": False}
    assert app.call("signIn", person)["name"] == "UserNotConfirmedException"
    confirmed = app.call("confirm", {"username": "joe", "code": code_for(control, "joe")})
    assert confirmed == {"value": "SUCCESS"}
    app.call("forgotPassword", "joe")
    reset = {**EMMY, "username": "joe", "code": code_for(control, "joe")}
    assert app.call("confirmPassword", reset)["value"] == "SUCCESS"
    assert "value" in app.call("signIn", {**EMMY, "username": "joe"})
    control.remove_person("joe")


def test_a_temporary_password_is_replaced(app: AppPage, control: Control) -> None:
    """By the challenge NEW_PASSWORD_REQUIRED."""
    control.cognito.pool.users["emmy"].temporary_password = True
    assert "challenge" in app.call("signIn", EMMY)
    assert "value" in app.call("completeNewPassword", ANOTHER)


@pytest.mark.usefixtures("control")
def test_it_signs_out_everywhere(app: AppPage) -> None:
    """Afterwards nothing can be refreshed."""
    app.call("signIn", EMMY)
    assert app.call("signOutEverywhere") == {"value": "SUCCESS"}
    app.call("signIn", EMMY)
