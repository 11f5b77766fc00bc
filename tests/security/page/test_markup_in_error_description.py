"""An attacker puts markup into the text by which a sign-in is refused, for the page to show."""

from urllib.parse import parse_qs, urlencode, urlsplit

from playwright.sync_api import expect

from tests.e2e.entries import only
from tests.e2e.person import Person
from tests.security.page.payloads import OWNED, SHORT

TURNED = "\u202e\u200b\ufeff"


@only("mpy")
def test_a_description_is_shown_as_text(person: Person) -> None:
    """Letter for letter but for what nobody sees, with no element in it and nothing run."""
    person.open()
    state = parse_qs(urlsplit(person.goes_to_login()).query)["state"][0]
    person.open(
        "/?" + urlencode({"error": "e", "error_description": SHORT + TURNED, "state": state})
    )
    expect(person.alert).to_have_text(
        f"The sign-in service refused the sign-in. It said: {SHORT}", use_inner_text=False
    )
    assert person.alert.evaluate("alert => alert.children.length") == 0
    assert person.page.title() != OWNED
    person.goes_to_login()
