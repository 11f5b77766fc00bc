"""AWS's SDK for JavaScript, version 3: its client for identity pools, in Chromium."""

from typing import Any

import pytest

from tests.clients.places import SecureStandIn
from tests.clients.web_app import AppPage, browser_settings, bundled
from tests.contract.app import App


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Bundle the app."""
    return bundled("identity_client", tmp_path_factory.mktemp("bundle"))


@pytest.fixture
def logins(served: SecureStandIn) -> dict[str, str]:
    """Sign Ada in, and return the member with her ID token."""
    page, ada = f"{served.origins.page}/", App(served.cognito)
    token = ada.exchange(ada.code(redirect_uri=page), redirect_uri=page).json()["id_token"]
    return {browser_settings(served)["provider"]: token}


def test_it_gets_credentials(app: AppPage, served: SecureStandIn, logins: dict[str, str]) -> None:
    """The expiration is a date to it."""
    pool = browser_settings(served)["identity_pool_id"]
    found = app.call("getId", {"IdentityPoolId": pool, "Logins": logins})["value"]
    request = {"IdentityId": found["IdentityId"], "Logins": logins}
    credentials = app.call("getCredentials", request)["value"]["Credentials"]
    issued = served.cognito.identities.credentials[credentials["AccessKeyId"]]
    assert issued.session_token == credentials["SessionToken"]
    assert credentials["Expiration"].timestamp() == pytest.approx(issued.expires_at, abs=1)
    token = app.call("getOpenIdToken", request)["value"]["Token"]
    assert token.count(".") == 2


def test_it_reads_exceptions(app: AppPage, served: SecureStandIn, logins: dict[str, str]) -> None:
    """By their names, with the status 400."""
    pool = browser_settings(served)["identity_pool_id"]
    wrong: dict[str, dict[str, Any]] = {
        "ResourceNotFoundException": {"IdentityPoolId": f"{pool[:-1]}2", "Logins": logins},
        "NotAuthorizedException": {"IdentityPoolId": pool, "Logins": dict.fromkeys(logins, "x")},
        "ValidationException": {"IdentityPoolId": pool, "Logins": dict.fromkeys(logins, "")},
    }
    for name, request in wrong.items():
        outcome = app.call("getId", request)
        assert (outcome["name"], outcome["status"]) == (name, 400)
