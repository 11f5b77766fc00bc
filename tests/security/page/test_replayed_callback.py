"""Somebody, or the Back button, sends a callback again that has done its work."""

from urllib.parse import urlsplit

from playwright.sync_api import expect

from tests.e2e.entries import only
from tests.e2e.site import Site
from tests.e2e.visitor import Visitor

NOT_OURS = "This sign-in was not started in this tab, or is already finished. Please sign in again."


@only("mpy")
def test_a_replayed_callback_is_never_sent_again(visitor: Visitor, site: Site) -> None:
    """With the session alive it changes nothing; in another tab it is nobody's."""
    visitor.signs_in()
    [answer] = site.domain_log.find("POST", "/login")
    callback = urlsplit(answer.location).query

    visitor.open(f"/?{callback}", state="signed_in")
    expect(visitor.alert).to_be_empty()
    assert visitor.page.url == site.url("/")

    another = Visitor(visitor.watch.context.new_page(), site, visitor.watch)
    another.open(f"/?{callback}")
    expect(another.alert).to_have_text(NOT_OURS)
    another.sees_nothing_protected()
    assert len(site.domain_log.find("POST", "/oauth2/token")) == 1
