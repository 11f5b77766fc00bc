"""Building the pool from the template that is deployed and the development file."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from cognito_stand_in import Pool, TemplateError, load_pool
from cognito_stand_in.cloudformation.template import Template
from cognito_stand_in.passwords import password_matches
from tests.unit.stand_in.conftest import INFRA

Load = Callable[..., Pool]


def test_the_page_is_a_public_client(load: Load) -> None:
    """The page's client has no secret, the code grant only, and the page's own URLs."""
    client = load().client_named("SinglePageApp")
    assert client.client_id == "2hd8example7standin0client"
    assert client.secret is None
    assert client.flows == ("code",)
    assert (
        client.callback_urls
        == client.logout_urls
        == ("http://localhost:8000/", "http://localhost:9000/")
    )
    assert client.rotation_enabled
    assert client.prevent_user_existence_errors


def test_the_machine_has_a_secret_and_no_way_for_people(load: Load) -> None:
    """The machine's client is confidential and only for client credentials."""
    client = load().client_named("Machine")
    assert client.secret is not None
    assert client.flows == ("client_credentials",)
    assert client.callback_urls == ()


def test_an_unknown_client_name(load: Load) -> None:
    """Asking for a client that the template does not have is a KeyError."""
    with pytest.raises(KeyError):
        load().client_named("Nobody")


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        (
            {"RefreshTokenRotation": "DISABLED"},
            {"rotation_enabled": False, "refresh_enabled": True},
        ),
        ({"RetryGracePeriodSeconds": "0"}, {"retry_grace_seconds": 0}),
        ({"AccessTokenMinutes": "5"}, {"access_token_seconds": 300, "id_token_seconds": 300}),
        ({"RefreshTokenDays": "1"}, {"refresh_token_seconds": 86400}),
        ({"ProviderIssuer": ""}, {"identity_providers": ("COGNITO",)}),
        ({}, {"identity_providers": ("COGNITO", "Example")}),
        ({"CallbackUrls": "https://app.example/"}, {"callback_urls": ("https://app.example/",)}),
    ],
)
def test_parameters_reach_the_client(
    load: Load, parameters: dict[str, str], expected: dict[str, object]
) -> None:
    """Template parameters change the page's client."""
    client = load(**parameters).client_named("SinglePageApp")
    assert {name: getattr(client, name) for name in expected} == expected


def test_parameters_reach_the_pool(load: Load) -> None:
    """Template parameters change the pool."""
    assert not load(SelfSignUp="false").sign_up_allowed
    assert load(AutoConfirm="true").auto_confirm
    assert not load().auto_confirm


def test_scopes_groups_and_policy_come_from_the_template(load: Load) -> None:
    """The resource server, the groups and the password policy are read."""
    pool = load()
    assert pool.custom_scopes == {"api/read", "api/write"}
    assert set(pool.groups) == {"admins", "editors"}
    assert pool.password_policy.minimum_length == 12
    assert pool.managed_login
    assert pool.issuer == "http://localhost:8002/eu-west-1_StandIn01"


def test_people_come_from_the_development_file(load: Load) -> None:
    """Ada and Grace are there with printable passwords, and the same subjects every time."""
    first, second = load(), load()
    ada = first.users["ada"]
    assert (ada.email, ada.groups) == ("ada@example.com", ["admins"])
    assert ada.development_password is not None
    assert ada.password_hash is not None
    assert password_matches(ada.development_password, ada.password_hash)
    assert ada.sub == second.users["ada"].sub != first.users["grace"].sub


def test_nothing_secret_is_in_a_repr(load: Load) -> None:
    """Printing the pool shows neither passwords, nor hashes, nor client secrets."""
    pool = load()
    machine, ada = pool.client_named("Machine"), pool.users["ada"]
    secrets = [machine.secret, ada.development_password, ada.password_hash]
    assert not [secret for secret in secrets if str(secret) in repr(pool)]


def test_levels_and_plan_come_from_the_template(tmp_path: Path) -> None:
    """AcrConfiguration names some of the four levels, UserPoolTier is the feature plan."""
    settings = "{UserPoolTier: LITE, AcrConfiguration: {Level2: {AcrValue: silver}}}"
    pool = load_small(tmp_path, settings)
    assert pool.acr_values == tuple(
        "silver" if level == 2 else f"urn:cognito:loa:{level}" for level in range(1, 5)
    )
    assert not pool.has_paid_features


@pytest.mark.parametrize("name", ["''", "'a b'", "urn:cognito:loa:3", f"'{65 * 'x'}'", "'a\"b'"])
def test_levels_need_different_names_without_spaces(tmp_path: Path, name: str) -> None:
    """A name that collides with another level's default is refused, as Cognito does."""
    with pytest.raises(TemplateError, match=r"AcrConfiguration: got .* expected four different"):
        load_small(tmp_path, f"{{AcrConfiguration: {{Level2: {{AcrValue: {name}}}}}}}")


def load_small(tmp_path: Path, settings: str) -> Pool:
    """Read a template with nothing but a user pool."""
    template, development = tmp_path / "small.yaml", tmp_path / "small.toml"
    template.write_text(
        f"Resources: {{Pool: {{Type: AWS::Cognito::UserPool, Properties: {settings}}}}}"
    )
    development.write_text('[pool]\nid = "eu-west-1_Small0001"\n')
    return load_pool(template, development, domain="", issuer_origin="", page_origins=[])


def load_development(tmp_path: Path, text: str) -> Pool:
    """Read the real template with a development file of one's own."""
    path = tmp_path / "development.toml"
    path.write_text(text, encoding="utf-8")
    origin = "http://localhost:8000"
    return load_pool(
        INFRA / "cognito.yaml", path, domain=origin, issuer_origin=origin, page_origins=[origin]
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[", r"development\.toml: not valid TOML"),
        ('[pool]\nid = "x"', r"line 2: \[pool\]: id: got 'x', expected an id such as"),
        ('\n[clients.Web]\nid = "a"', r"line 2: clients\.Web: no such app client; expected one"),
        (
            '[clients.SinglePageApp]\nsecret = "a"',
            r"line 2: \[clients\.SinglePageApp\]: secret: the template has no GenerateSecret",
        ),
        ('[pools.Other]\nid = "eu-west-1_x"', r"pools\.Other: no such user pool; expected one of"),
    ],
)
def test_a_wrong_development_file_is_refused(tmp_path: Path, text: str, message: str) -> None:
    """The message names what is missing."""
    with pytest.raises(TemplateError, match=message):
        load_development(tmp_path, text)


def test_the_templates_pass_cfn_lint() -> None:
    """What the stand-in reads can be deployed, and so can the site around it."""
    templates = [str(template) for template in sorted(INFRA.glob("*.yaml"))]
    command = [str(Path(sys.executable).parent / "cfn-lint"), *templates]
    result = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    assert result.returncode == 0, result.stdout + result.stderr


def test_the_inline_trigger_confirms(load: Load) -> None:
    """The Lambda function in the template accepts an account and its address."""
    template = Template.load(INFRA / "cognito.yaml", parameters={"AutoConfirm": "true"})
    (function,) = template.resources("AWS::Lambda::Function").values()
    namespace: dict[str, Callable[..., dict[str, dict[str, object]]]] = {}
    exec(function["Code"]["ZipFile"], namespace)  # noqa: S102 - our own file
    event = {"request": {"userAttributes": {"email": "x"}}, "response": {}}
    answered = namespace["handler"](event, None)
    assert answered["response"] == {"autoConfirmUser": True, "autoVerifyEmail": True}
    assert load(AutoConfirm="true").auto_confirm
