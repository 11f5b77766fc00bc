"""Callbacks that answer no sign-in of this tab: nothing is sent, and one way on is offered."""

from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from playwright.sync_api import expect

from tests.e2e.entries import BEFORE_SIGN_IN, WHEN_SIGNED_IN, only
from tests.e2e.site import Site
from tests.e2e.visitor import Visitor

NOT_OURS = "This sign-in was not started in this tab, or is already finished. Please sign in again."
SENSELESS = "The sign-in service gave an answer that makes no sense. Please try again."
STRANGERS = {
    "/?code=c0de-of-a-stranger&state=st4te-of-a-stranger": NOT_OURS,
    "/?code=c0de-of-a-stranger": NOT_OURS,
    "/?code=c0de-of-a-stranger&code=c0de-of-another&state=st4te-of-a-stranger": NOT_OURS,
    "/?error=access_denied&error_description=Call+0900+1234&state=st4te-of-a-stranger": NOT_OURS,
    "/#access_token=t0ken-of-a-stranger&id_token=t0ken-of-a-stranger&state=x": SENSELESS,
}


def test_a_callback_of_a_stranger_leads_nowhere(
    visitor: Visitor, site: Site, subtests: pytest.Subtests
) -> None:
    """Whatever it brings, it is cleared away, explained once, and nothing of it is sent on."""
    for secret in ("c0de-of-a-stranger", "st4te-of-a-stranger", "t0ken-of-a-stranger", "0900"):
        visitor.watch.guard("forged", secret)
    for times, (address, sentence) in enumerate(STRANGERS.items(), start=1):
        with subtests.test(address=address):
            visitor.page.goto("about:blank")
            visitor.open(address)
            expect(visitor.alert).to_have_text(sentence)
            expect(visitor.page.get_by_role("button")).to_have_count(1)
            expect(visitor.button("Sign in")).to_be_enabled()
            assert visitor.page.url == site.url("/")
            assert visitor.watch.documents() == times
    assert site.witness.exchanges == []


@only(*BEFORE_SIGN_IN)
def test_two_codes_for_a_pending_sign_in_are_refused(visitor: Visitor, site: Site) -> None:
    """A repeated parameter (RFC 6749 section 3.1) makes even a known state worthless."""
    visitor.open()
    state = _state_of(visitor.goes_to_login())
    visitor.open("/?" + urlencode([("code", "one"), ("code", "two"), ("state", state)]))
    expect(visitor.alert).to_have_text(SENSELESS)
    assert visitor.page.url == site.url("/")
    assert site.witness.asked("POST", "/oauth2/token") == []


def test_a_forged_callback_does_not_hurt_a_pending_sign_in(visitor: Visitor, site: Site) -> None:
    """Somebody who is on Cognito's page can finish there after an attack in the same tab."""
    visitor.open()
    login = visitor.goes_to_login()
    visitor.open("/?code=c0de-of-a-stranger&state=st4te-of-a-stranger")
    expect(visitor.alert).to_have_text(NOT_OURS)
    visitor.page.goto(login)
    visitor.types_password()
    visitor.settles("signed_in")
    assert len(site.witness.asked("POST", "/oauth2/token")) == 1


@only(*WHEN_SIGNED_IN)
def test_a_replayed_callback_is_never_sent_again(visitor: Visitor, site: Site) -> None:
    """With the session alive it changes nothing; in another tab it is nobody's."""
    visitor.signs_in()
    [answer] = site.witness.asked("POST", "/login")
    callback = urlsplit(answer.location).query

    visitor.open(f"/?{callback}", state="signed_in")
    expect(visitor.alert).to_be_empty()
    assert visitor.page.url == site.url("/")

    another = Visitor(visitor.watch.context.new_page(), site, visitor.watch)
    another.open(f"/?{callback}")
    expect(another.alert).to_have_text(NOT_OURS)
    another.sees_nothing_protected()
    assert len(site.witness.asked("POST", "/oauth2/token")) == 1


def _state_of(login: str) -> str:
    return parse_qs(urlsplit(login).query)["state"][0]
