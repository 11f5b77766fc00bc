"""Somebody, or the Back button, sends a callback again that has done its work."""

from urllib.parse import urlsplit

from playwright.sync_api import expect

from tests.e2e.entries import only
from tests.e2e.person import Person
from tests.e2e.site import Site

NOT_OURS = "This sign-in was not started in this tab, or is already finished. Please sign in again."


@only("mpy")
def test_a_replayed_callback_is_never_sent_again(person: Person, site: Site) -> None:
    """With the session alive it changes nothing; in another tab it is nobody's."""
    person.signs_in()
    [answer] = site.domain_log.find("POST", "/login")
    callback = urlsplit(answer.location).query

    person.open(f"/?{callback}", state="signed_in")
    expect(person.alert).to_be_empty()
    assert person.page.url == site.url("/")

    another = Person(person.watch.context.new_page(), site, person.watch)
    another.open(f"/?{callback}")
    expect(another.alert).to_have_text(NOT_OURS)
    another.sees_nothing_protected()
    assert len(site.domain_log.find("POST", "/oauth2/token")) == 1
