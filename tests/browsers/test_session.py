"""A session's life: renewed, kept over a reload and the back button, and ended."""

import pytest

from tests.browsers.person import Person
from tests.e2e.entries import WHEN_SIGNED_IN, only, remote
from tests.e2e.site import Site


@only(*WHEN_SIGNED_IN)
def test_a_reload_keeps_the_session(person: Person, site: Site) -> None:
    """No second token request is sent."""
    person.signs_in()
    person.leaves(person.tab.reload)
    person.settles("signed_in")
    person.sees("Ada Lovelace", at="#name")
    assert site.grants() == ["authorization_code"]


# WebKitGTK 2.50 gives what a redirect leads to the address that Back asked for, another origin's.
@pytest.mark.parametrize("opener", ["firefox"], indirect=True, scope="session")
@only(*WHEN_SIGNED_IN)
def test_the_back_button_keeps_the_session(person: Person, site: Site) -> None:
    """Cognito's page answers at once with another code, and the session stays."""
    person.signs_in()
    person.leaves(person.tab.back)
    person.settles("signed_in")
    assert person.tab.evaluate("() => location.href") == site.url("/")
    assert site.grants() == ["authorization_code"]


@remote(*WHEN_SIGNED_IN)
def test_a_renewal_brings_new_tokens(person: Person, site: Site) -> None:
    """After the access token has expired, the next one is new, and the API accepts it."""
    person.signs_in()
    old = person.asks("get_access_token").value
    person.sets_clock(hours=1)
    assert person.asks("get_access_token").value not in (None, old)
    assert site.grants() == ["authorization_code", "refresh_token"]
    assert person.asks("fetch", url="/api/user").value["status"] == 200


@only(*WHEN_SIGNED_IN)
def test_signing_out_is_complete(person: Person, site: Site) -> None:
    """Storage is empty, the tokens are revoked, and Cognito asks for the password again."""
    person.signs_in()
    person.leaves(lambda: person.tab.click("#sign-out"))
    person.settles("signed_out")
    person.sees_nothing_protected()
    assert person.keeps() == []
    assert [one.status for one in site.domain_log.find("POST", "/oauth2/revoke")] == [200]
    person.leaves(person.tab.back)
    person.settles("signed_out")
    person.sees_nothing_protected()
    person.goes_to_login()
    assert site.grants() == ["authorization_code"]
