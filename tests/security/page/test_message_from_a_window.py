"""An attacker posts messages to the page's window, as other sign-in libraries expect them."""

import json

from playwright.sync_api import expect

from tests.e2e.entries import only
from tests.e2e.person import Person
from tests.e2e.site import Site

MESSAGES: tuple[object, ...] = (
    {"type": "authorization_response", "response": {"code": "c0de", "state": "st4te"}},
    {"event": "session", "text": "{}"},
    {"event": "signed_out", "text": "x"},
    json.dumps({"event": "signed_out", "text": "x"}),
    "logout",
    None,
)
POST = """(messages) => {
  for (const message of messages) {
    window.postMessage(message, "*");
    window.dispatchEvent(new MessageEvent("message",
      { data: message, origin: location.origin, source: window }));
    window.dispatchEvent(new StorageEvent("storage", { key: "cognito", newValue: "x" }));
  }
}"""


@only("mpy")
def test_the_page_listens_to_no_window(person: Person, site: Site) -> None:
    """The session does not change, nobody is signed in, and the page still works."""
    person.open()
    person.page.evaluate(POST, MESSAGES)
    person.settles("signed_out")
    assert site.domain_log.exchanges == []
    person.goes_to_login()
    person.types_password()
    person.settles("signed_in")
    asked = len(site.domain_log.exchanges)
    person.page.evaluate(POST, MESSAGES)
    person.asks_the_api()
    expect(person.api_result).to_contain_text('"username": "ada"')
    person.settles("signed_in")
    assert len(site.domain_log.exchanges) == asked
