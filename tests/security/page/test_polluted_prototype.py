"""An attacker changes what every JavaScript object inherits, before the page starts or later."""

import json

import pytest
from playwright.sync_api import expect

from tests.e2e.entries import only
from tests.e2e.person import Person
from tests.e2e.site import Site

INHERITED = {
    "headers": {"X-Forged": "1"},
    "credentials": "include",
    "redirect": "follow",
    "referrerPolicy": "unsafe-url",
    "referrer": "/?forged",
    "keepalive": True,
    "access_token": "forged",
    "state": "forged",
    "nonce": "forged",
    "code_verifier": "forged",
    "cognito.session.x": "forged",
}
# With these, PyScript's own loading of files fails: the page says so, and starts nothing.
FATAL_BEFORE = {"method": "PUT", "body": "forged=1", "mode": "no-cors", "integrity": "sha256-x"}
# Not enumerable, as a careful attacker would have it: else half of all scripts break at once.
POLLUTE = """(members) => {
  for (const [name, value] of Object.entries(members))
    Object.defineProperty(Object.prototype, name,
      { value, writable: true, configurable: true, enumerable: false });
}"""
EXCHANGE = {"grant_type", "client_id", "code", "redirect_uri", "code_verifier"}


@only("launcher")
@pytest.mark.parametrize("moment", ["before", "after"])
def test_requests_are_what_they_would_be(person: Person, site: Site, moment: str) -> None:
    """Each option of a request is named, so that none is inherited."""
    if moment == "before":
        person.page.add_init_script(f"({POLLUTE})({json.dumps(INHERITED)})")
    person.open()
    if moment == "after":
        person.page.evaluate(POLLUTE, INHERITED | FATAL_BEFORE)
    person.goes_to_login()
    person.types_password()
    person.settles("signed_in")
    if moment == "after":
        person.page.evaluate(POLLUTE, INHERITED | FATAL_BEFORE)
    person.asks_the_api()
    expect(person.api_result).to_contain_text('"username": "ada"')

    [exchange] = site.domain_log.find("POST", "/oauth2/token")
    assert exchange.form.keys() == EXCHANGE
    assert not {"cookie", "referer", "x-forged"} & exchange.headers.keys()
    [call] = [one for one in person.watch.requests if one.url.endswith("/api/user")]
    assert (call.method, call.post_data) == ("GET", None)
    assert not {"cookie", "referer", "x-forged"} & call.all_headers().keys()
    assert "forged" not in json.dumps([one.url for one in person.watch.requests])
