"""What a signed-in person can see and do beside calling the API."""

import re
import time

from playwright.sync_api import expect

from tests.e2e.entries import WHEN_SIGNED_IN, only
from tests.e2e.person import Person
from tests.e2e.site import Site


@only(*WHEN_SIGNED_IN)
def test_what_is_left_of_the_session_is_counted_down(person: Person, site: Site) -> None:
    """In words and as rings, for as much as a page can know; a renewal begins anew."""
    person.page.clock.install()  # before there are timers
    person.has_signed_in()
    left = person.page.locator("#access-left")
    expect(left).to_have_text(re.compile(r"^59 min \d+ s left$"))
    expect(person.page.locator("#refresh-left")).to_have_text("unknown to the page")
    person.page.clock.set_fixed_time(time.time() + 1800)
    expect(left).to_have_text(re.compile(r"^(29|30) min \d+ s left$"))
    expect(person.page.locator("#hosted-left")).to_have_text(re.compile(r"^about (29|30) min"))
    turned = person.page.locator("#access-ring").get_attribute("stroke-dasharray")
    assert turned in ("49 100", "50 100")

    person.button("Renew now").click()
    expect(left).to_have_text("1 h 0 min left")
    expect(person.page.locator("#renewals")).to_have_text("Renewals since you signed in: 1")
    expect(person.page.locator("#status")).to_have_text("The tokens were renewed.")
    assert site.refreshes() == 1


@only(*WHEN_SIGNED_IN)
def test_the_profile_is_fetched_and_gone_after_signing_out_here(person: Person, site: Site) -> None:
    """The profile is removed, the sign-out is announced, and the focus is on "Sign in"."""
    person.has_signed_in()
    expect(person.page.locator("#initials")).to_have_text("AL")
    person.button("Show my profile").click()
    expect(person.page.locator("#profile")).to_contain_text("family_nameLovelace")

    person.button("Sign out here only").press("Enter")
    person.settles("signed_out")
    person.sees_nothing_protected()
    expect(person.page.locator("#profile")).to_be_empty()
    expect(person.page.locator("#status")).to_have_text("You are signed out.")
    expect(person.button("Sign in")).to_be_focused()
    assert site.domain_log.find("GET", "/logout") == []


@only("launcher")
def test_somebody_else_can_sign_in_at_once(person: Person, site: Site) -> None:
    """Cognito's session ends as well, and its sign-in page follows without another click."""
    person.has_signed_in()
    with person.page.expect_navigation(url="**/login?*"):
        person.button("Sign in as somebody else").click()
    assert len(site.domain_log.find("GET", "/logout")) == 1
    expect(person.page.get_by_label("Password")).to_be_visible()


@only("launcher")
def test_why_a_session_ended_is_said(person: Person) -> None:
    """The page says that the person has signed out in another tab, also to screen readers."""
    person.has_signed_in()
    tab = Person(person.page.context.new_page(), person.site, person.watch)
    tab.open(state="signed_in")
    tab.button("Sign out here only").click()
    person.settles("ended")
    for where in ("#ended", "#status"):
        expect(person.page.locator(where)).to_have_text("You have signed out in another tab.")
    expect(person.page.locator("#ended")).to_be_visible()
    person.sees_nothing_protected()
