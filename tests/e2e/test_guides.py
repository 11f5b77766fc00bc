"""The programs in the guides, assembled as a reader would: put into `main.py`, and used."""

import json
import re

from playwright.sync_api import expect

from tests.e2e.entries import guide
from tests.e2e.person import Person
from tests.e2e.site import Site


@guide("aws", "launcher", "mpy")
def test_the_aws_guides_program_signs_calls(person: Person, site: Site) -> None:
    """The button works though it was bound after the start, and so does the listener."""
    person.signs_in()
    expect(person.page.locator("#name")).to_have_text("Ada Lovelace")
    person.asks_the_api()
    expect(person.api_result).not_to_be_empty()
    assert site.others.requests[-1].headers["authorization"].startswith("AWS4-HMAC-SHA256 ")
    [given] = site.cognito.identities.credentials.values()
    person.watch.guard("aws_secret_key", given.secret_key)
    person.watch.guard("aws_session_token", given.session_token)


@guide("moving", "launcher", "mpy")
def test_the_rows_of_the_moving_guide_work(person: Person, site: Site) -> None:
    """All rows that stay on the page run as they are, one after the other, in a click's handler."""
    person.signs_in()
    person.asks_the_api()
    expect(person.api_result).to_have_text(re.compile(r"[3-9]\d rows"))
    [given] = site.cognito.identities.credentials.values()
    person.watch.guard("aws_secret_key", given.secret_key)


@guide("client", "launcher", "mpy")
def test_the_client_guides_program_calls_the_api(person: Person) -> None:
    """What `docs/client.md` begins with is a whole program."""
    person.signs_in()
    expect(person.page.locator("#name")).to_have_text("Ada Lovelace")
    person.asks_the_api()
    expect(person.api_result).to_contain_text("ada")


@guide("libraries", "launcher")
def test_the_libraries_guides_program_calls_the_api(person: Person) -> None:
    """`requests`, imported at the top of the program, is signed in."""
    person.signs_in()
    expect(person.page.locator("#name")).to_have_text("Ada Lovelace")
    person.asks_the_api()
    expect(person.api_result).to_contain_text("ada")
    assert json.loads(person.api_result.inner_text())
