"""The TOML file beside the template: groups, people, and mistakes in it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from cognito_stand_in import FakeCognito, Pool, TemplateError, load_pool
from tests.contract.app import CLIENT_ID, App, claims
from tests.unit.stand_in.conftest import INFRA

Load = Callable[[str], Pool]
IDS = """
[pool]
id = "eu-west-1_StandIn01"
[clients.SinglePageApp]
id = "2hd8example7standin0client"
[clients.Machine]
id = "machine"
secret = "first"
second_secret = "second"
"""
ADA = '[[users]]\nusername = "ada"\npassword = "Analytical-Engine-1843"\n'


@pytest.fixture
def load_with(tmp_path: Path) -> Load:
    """Return a function that reads the real template with these lines more in the TOML file."""

    def load(text: str) -> Pool:
        path = tmp_path / "development.toml"
        tables = text.startswith("[")
        path.write_text(IDS + text if tables else text + IDS, encoding="utf-8")
        return load_pool(
            INFRA / "cognito.yaml",
            path,
            domain="http://localhost:8001",
            issuer_origin="http://localhost:8002",
            page_origins=["http://localhost:8000"],
        )

    return load


def test_groups_can_be_added(load_with: Load) -> None:
    """Beside those of the template, with roles, as many and as long as Cognito allows."""
    names = [f"{number:03}".ljust(128, "g") for number in range(100)]
    groups = "".join(f'[[groups]]\nname = "{one}"\nrole_arn = "arn:{one}"\n' for one in names)
    pool = load_with(f"{groups}{ADA}groups = {names}\n")
    app = App(FakeCognito(pool))
    assert claims(app.tokens()["id_token"])["cognito:groups"] == names
    assert set(pool.groups) == {"admins", "editors", *names}


def test_attributes_become_strings(load_with: Load) -> None:
    """As in Cognito; a boolean without quotes means what it says."""
    pool = load_with(
        f'{ADA}[users.attributes]\nemail = "ada@example.com"\nemail_verified = true\n'
        '"custom:age" = 36\n'
    )
    assert pool.users["ada"].attributes == {
        "email": "ada@example.com",
        "email_verified": "true",
        "custom:age": "36",
    }


def test_factors_can_be_set_up(load_with: Load) -> None:
    """And be active, so that every sign-in asks for one."""
    pool = load_with(f"{ADA}second_factors = ['totp', 'email']\nactive_factors = ['totp']")
    user = pool.users["ada"]
    assert (user.second_factors, user.active_factors) == (["totp", "email"], ["totp"])


def test_a_trigger_is_written_with_cognitos_names(load_with: Load) -> None:
    """And its claims are in the tokens of that person."""
    pool = load_with(
        f"{ADA}[users.pre_token_generation.accessTokenGeneration.claimsToAddOrOverride]\n"
        f'aud = "{CLIENT_ID}"\ntenant = {{ id = 7 }}\n'
    )
    token = claims(App(FakeCognito(pool)).tokens()["access_token"])
    assert (token["aud"], token["tenant"]) == (CLIENT_ID, {"id": 7})


def test_a_client_may_have_two_secrets(load_with: Load) -> None:
    """While they rotate, either is accepted, and nothing else."""
    app = App(FakeCognito(load_with("")))
    sent = ("first", "second", "third", None)
    answers = [app.machine(client_id="machine", client_secret=one).status_code for one in sent]
    assert answers == [200, 200, 400, 400]


def test_the_pool_may_have_no_replica(load_with: Load) -> None:
    """Only a Region in the file makes one."""
    assert load_with("").replica_issuer is None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[[users]]\npassword = 'x'", r"\[\[users\]\]: username: got nothing, expected a string"),
        ("[[users]]\nusername = 'ada'", r"\[\[users\]\] ada: password: got nothing"),
        (f"{ADA}groups = 'admins'", "groups: got a value of type str, expected a list of strings"),
        (f"{ADA}groups = ['pilots']", "groups: got 'pilots', expected one of admins, editors"),
        (f"{ADA}second_factors = ['fax']", "got 'fax', expected one of email, sms, totp"),
        (f"{ADA}attributes = 'x'", "attributes: got a value of type str, expected a table"),
        (
            f"{ADA}pasword = 'x'",
            r"line 1[0-9]: \[\[users\]\] ada: pasword: unknown; expected one of",
        ),
        ("user = 3", r"line [0-9]+: user: unknown; expected one of \[pool\]"),
        (f"{ADA}{ADA}", "username: got 'ada' a second time"),
        (f"{ADA}attributes = {{x = [1]}}", "attributes.x: got a value of type list"),
        (f"{ADA}pre_token_generation = {{id = {{}}}}", "unknown; expected one of idTokenGen"),
        ("[[groups]]\nrole_arn = 'x'", r"\[\[groups\]\]: name: got nothing"),
        ("[[groups]]\nname = 'a'\nprecedence = 'first'", "expected a number as precedence"),
        ("users = 3", r"expected tables \[\[users\]\]"),
        ("parameters = 3", r"expected a table \[parameters\]"),
    ],
)
def test_mistakes_are_named(load_with: Load, text: str, message: str) -> None:
    """The message says what was found and what was expected."""
    with pytest.raises(TemplateError, match=message):
        load_with(text)


@pytest.mark.parametrize(
    ("part", "details", "message"),
    [
        ("idTokenGeneration", "{claimsToAddOrOverride = {sub = 'x'}}", "no trigger can change sub"),
        ("idTokenGeneration", "{claimsToSuppress = ['acr']}", "no trigger can change acr"),
        ("idTokenGeneration", "{claimsToAddOrOverride = {aud = 'x'}}", "no trigger can change aud"),
        ("accessTokenGeneration", "{claimsToAddOrOverride = {aud = 'x'}}", "except to a client id"),
        ("accessTokenGeneration", "{claimsToAdd = {}}", "expected a table with claimsToAdd"),
        ("accessTokenGeneration", "{claimsToSuppress = 'x'}", "a list claimsToSuppress"),
        ("idTokenGeneration", "{claimsToAddOrOverride = {d = 2026-11-30}}", "that JSON lacks"),
    ],
)
def test_triggers_are_checked(load_with: Load, part: str, details: str, message: str) -> None:
    """What Cognito would not accept from a trigger is refused when the file is read."""
    with pytest.raises(TemplateError, match=message):
        load_with(f"{ADA}[users.pre_token_generation]\n{part} = {details}\n")


def test_bytes_that_are_not_text(tmp_path: Path) -> None:
    """Neither file is read as something else."""
    path = tmp_path / "file"
    path.write_bytes(b"\xff")
    for template, development, message in (
        (INFRA / "cognito.yaml", path, "not valid TOML"),
        (path, INFRA / "development.toml", "not valid YAML"),
    ):
        with pytest.raises(TemplateError, match=message):
            load_pool(template, development, domain="", issuer_origin="", page_origins=[])
