"""An attacker puts markup into the text by which a sign-in is refused, for the page to show."""

from urllib.parse import parse_qs, urlencode, urlsplit

from playwright.sync_api import expect

from tests.e2e.entries import only
from tests.e2e.visitor import Visitor
from tests.security.page.payloads import OWNED, SHORT

TURNED = "\u202e\u200b\ufeff"


@only("mpy")
def test_a_description_is_shown_as_text(visitor: Visitor) -> None:
    """Letter for letter but for what nobody sees, with no element in it and nothing run."""
    visitor.open()
    state = parse_qs(urlsplit(visitor.goes_to_login()).query)["state"][0]
    visitor.open(
        "/?" + urlencode({"error": "e", "error_description": SHORT + TURNED, "state": state})
    )
    expect(visitor.alert).to_have_text(
        f"The sign-in service refused the sign-in. It said: {SHORT}", use_inner_text=False
    )
    assert visitor.alert.evaluate("alert => alert.children.length") == 0
    assert visitor.page.title() != OWNED
    visitor.goes_to_login()
