"""What people sign in with: usernames, aliases, e-mail addresses and phone numbers."""

import base64
import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from cognito_stand_in import Control, FakeCognito, SimpleBrowser, example_pool, run_command
from cognito_stand_in.directory_errors import DirectoryError
from cognito_stand_in.toml_file.lines import line_of

PASSWORD = "Analytical-Engine-1843"
CLIENT = "2hd8example7standin0client"
QUERY = (
    f"response_type=code&client_id={CLIENT}&redirect_uri=http://localhost:8000/&scope=openid+email"
)


def stand_in(*username_attributes: str, aliases: tuple[str, ...] = ()) -> FakeCognito:
    """Return a stand-in with these attributes, and without people."""
    pool = example_pool()
    pool.users = {}
    pool.username_attributes, pool.alias_attributes = username_attributes, aliases
    return FakeCognito(pool)


def claims_of(cognito: FakeCognito, callback: str, token: str) -> dict[str, Any]:
    """Exchange the code of a callback, and return the claims of a token."""
    (code,) = parse_qs(urlsplit(callback).query)["code"]
    form = {
        "grant_type": "authorization_code",
        "client_id": CLIENT,
        "code": code,
        "redirect_uri": "http://localhost:8000/",
    }
    tokens = SimpleBrowser(cognito).http.post("http://localhost:8001/oauth2/token", data=form)
    payload = tokens.json()[token].split(".")[1]
    decoded: dict[str, Any] = json.loads(base64.urlsafe_b64decode(payload + "=="))
    return decoded


@pytest.mark.parametrize("name", ["ada@example.com", "ADA@example.com"])
def test_a_username_that_is_an_address_is_a_uuid(name: str) -> None:
    """In tokens, `cognito:username` and `username` equal `sub`; the address is an attribute."""
    cognito = stand_in("email")
    Control(cognito).add_person("ada@example.com", PASSWORD)
    browser = SimpleBrowser(cognito)
    callback = browser.sign_in(f"http://localhost:8001/login?{QUERY}", name, PASSWORD)
    claims = claims_of(cognito, callback, "id_token")
    assert claims["cognito:username"] == claims["sub"]
    assert claims["email"] == "ada@example.com"
    again = SimpleBrowser(cognito).sign_in(f"http://localhost:8001/login?{QUERY}", name, PASSWORD)
    assert claims_of(cognito, again, "access_token")["username"] == claims["sub"]


def test_the_page_for_a_new_account_asks_for_the_address_only() -> None:
    """After the code, the person is signed in under a UUID."""
    cognito = stand_in("email")
    browser = SimpleBrowser(cognito)
    browser.open(f"http://localhost:8001/signup?{QUERY}")
    assert browser.page is not None
    assert {"username", "password"} <= set(browser.page.forms[0][1])
    assert "email" not in browser.page.forms[0][1]
    browser.submit({"username": "ada@example.com", "password": PASSWORD})
    (message,) = cognito.directory.outbox.values()
    browser.submit({"code": message.code})
    (user,) = cognito.pool.users.values()
    assert (user.username, user.email, user.confirmed) == (user.sub, "ada@example.com", True)
    assert run_command(cognito, ["users"]).startswith("ada@example.com")


@pytest.mark.parametrize(
    ("attributes", "typed", "message"),
    [
        (("email",), "ada", "Username should be an email."),
        (("email",), "+441632960000", "Username should be an email."),
        (("phone_number",), "ada@example.com", "Username should be a phone number."),
        (("email", "phone_number"), "ada", "Username should be either an email or a phone number."),
        ((), "ada@example.com", "not be an e-mail address"),
    ],
)
def test_other_usernames_are_refused(attributes: tuple[str, ...], typed: str, message: str) -> None:
    """With Cognito's message."""
    with pytest.raises(DirectoryError, match=message):
        stand_in(*attributes).directory.add(typed, PASSWORD, {}, confirmed=True)


def test_a_name_is_taken_once() -> None:
    """By another account with the same address, in any case."""
    directory = stand_in("email").directory
    directory.add("ada@example.com", PASSWORD, {}, confirmed=False)
    with pytest.raises(DirectoryError, match="User already exists"):
        directory.add("Ada@Example.com", PASSWORD, {}, confirmed=True)


@pytest.mark.parametrize(
    ("aliases", "found"),
    [
        ((), ["ada"]),
        (("email",), ["ada", "ada@example.com"]),
        (("phone_number", "preferred_username"), ["ada", "countess"]),
    ],
)
def test_aliases_have_to_be_verified(aliases: tuple[str, ...], found: list[str]) -> None:
    """A preferred username needs no verification; the phone number here is not verified."""
    cognito = stand_in(aliases=aliases)
    attributes = {
        "email": "ada@example.com",
        "phone_number": "+441632960000",
        "phone_number_verified": "false",
        "preferred_username": "countess",
    }
    user = cognito.directory.add("ada", PASSWORD, attributes, confirmed=True)
    user.attributes["phone_number_verified"] = "false"
    names = ["ada", "ada@example.com", "+441632960000", "countess"]
    assert [name for name in names if cognito.directory.find(name)] == found


@pytest.mark.parametrize(
    ("keys", "line"),
    [
        (("pool", "id"), 2),
        (("users", 0, "username"), 5),
        (("users", 1, "password"), 14),
        (("users", 1, "attributes", "custom:a.b"), 16),
        (("users", 1, "nothing"), 13),
        (("values", "Site.DomainName"), 18),
        (("nowhere",), None),
    ],
)
def test_lines_of_keys(keys: tuple[str | int, ...], line: int | None) -> None:
    """Strings and lists with several lines, and quoted keys, do not disturb."""
    text = '''[pool]
id = "x"

[[users]]
username = "ada" # [users]
groups = [
  "a", # ]
  "b",
]
note = """
[[users]]
password = 1"""
[[users]]
password = "x"
[users.attributes]
"custom:a.b" = "x"
[values]
"Site.DomainName" = "x"
'''
    assert line_of(text, keys) == line
