"""The programs in the guides, assembled as a reader would: put into `main.py`, and used."""

import json
import re

from playwright.sync_api import expect

from tests.e2e.entries import guide
from tests.e2e.site import Site
from tests.e2e.visitor import Visitor


@guide("aws", "launcher", "mpy")
def test_the_aws_guides_program_signs_calls(visitor: Visitor, site: Site) -> None:
    """The button works though it was bound after the start, and so does the listener."""
    visitor.signs_in()
    expect(visitor.page.locator("#name")).to_have_text("Ada Lovelace")
    visitor.asks_the_api()
    expect(visitor.api_result).not_to_be_empty()
    assert site.others.requests[-1].headers["authorization"].startswith("AWS4-HMAC-SHA256 ")
    [given] = site.cognito.identities.credentials.values()
    visitor.watch.guard("aws_secret_key", given.secret_key)
    visitor.watch.guard("aws_session_token", given.session_token)


@guide("moving", "launcher", "mpy")
def test_the_rows_of_the_moving_guide_work(visitor: Visitor, site: Site) -> None:
    """All rows that stay on the page run as they are, one after the other, in a click's handler."""
    visitor.signs_in()
    visitor.asks_the_api()
    expect(visitor.api_result).to_have_text(re.compile(r"[3-9]\d rows"))
    [given] = site.cognito.identities.credentials.values()
    visitor.watch.guard("aws_secret_key", given.secret_key)


@guide("client", "launcher", "mpy")
def test_the_client_guides_program_calls_the_api(visitor: Visitor) -> None:
    """What `docs/client.md` begins with is a whole program."""
    visitor.signs_in()
    expect(visitor.page.locator("#name")).to_have_text("Ada Lovelace")
    visitor.asks_the_api()
    expect(visitor.api_result).to_contain_text("ada")


@guide("libraries", "launcher")
def test_the_libraries_guides_program_calls_the_api(visitor: Visitor) -> None:
    """`requests`, imported at the top of the program, is signed in."""
    visitor.signs_in()
    expect(visitor.page.locator("#name")).to_have_text("Ada Lovelace")
    visitor.asks_the_api()
    expect(visitor.api_result).to_contain_text("ada")
    assert json.loads(visitor.api_result.inner_text())
