"""What a signed-in person can see and do beside calling the API."""

import re
import time

from playwright.sync_api import expect

from tests.e2e.entries import WHEN_SIGNED_IN, only
from tests.e2e.site import Site
from tests.e2e.visitor import Visitor


@only(*WHEN_SIGNED_IN)
def test_what_is_left_of_the_session_is_counted_down(visitor: Visitor, site: Site) -> None:
    """In words and as rings, for as much as a page can know; a renewal begins anew."""
    visitor.page.clock.install()  # before there are timers
    visitor.signs_in()
    left = visitor.page.locator("#access-left")
    expect(left).to_have_text(re.compile(r"^59 min \d+ s left$"))
    expect(visitor.page.locator("#refresh-left")).to_have_text("unknown to the page")
    visitor.page.clock.set_fixed_time(time.time() + 1800)
    expect(left).to_have_text(re.compile(r"^(29|30) min \d+ s left$"))
    expect(visitor.page.locator("#hosted-left")).to_have_text(re.compile(r"^about (29|30) min"))
    turned = visitor.page.locator("#access-ring").get_attribute("stroke-dasharray")
    assert turned in ("49 100", "50 100")

    visitor.button("Renew now").click()
    expect(left).to_have_text("1 h 0 min left")
    expect(visitor.page.locator("#renewals")).to_have_text("Renewals since you signed in: 1")
    expect(visitor.page.locator("#status")).to_have_text("The tokens were renewed.")
    assert site.refreshes() == 1


@only(*WHEN_SIGNED_IN)
def test_the_profile_is_fetched_and_gone_after_signing_out_here(
    visitor: Visitor, site: Site
) -> None:
    """The profile is removed, the sign-out is announced, and the focus is on "Sign in"."""
    visitor.signs_in()
    expect(visitor.page.locator("#initials")).to_have_text("AL")
    visitor.button("Show my profile").click()
    expect(visitor.page.locator("#profile")).to_contain_text("family_nameLovelace")

    visitor.button("Sign out here only").press("Enter")
    visitor.settles("signed_out")
    visitor.sees_nothing_protected()
    expect(visitor.page.locator("#profile")).to_be_empty()
    expect(visitor.page.locator("#status")).to_have_text("You are signed out.")
    expect(visitor.button("Sign in")).to_be_focused()
    assert site.domain_log.find("GET", "/logout") == []


@only("launcher")
def test_somebody_else_can_sign_in_at_once(visitor: Visitor, site: Site) -> None:
    """Cognito's session ends as well, and its sign-in page follows without another click."""
    visitor.signs_in()
    with visitor.page.expect_navigation(url="**/login?*"):
        visitor.button("Sign in as somebody else").click()
    assert len(site.domain_log.find("GET", "/logout")) == 1
    expect(visitor.page.get_by_label("Password")).to_be_visible()


@only("launcher")
def test_why_a_session_ended_is_said(visitor: Visitor) -> None:
    """The page says that the person has signed out in another tab, also to screen readers."""
    visitor.signs_in()
    tab = Visitor(visitor.page.context.new_page(), visitor.site, visitor.watch)
    tab.open(state="signed_in")
    tab.button("Sign out here only").click()
    visitor.settles("ended")
    for where in ("#ended", "#status"):
        expect(visitor.page.locator(where)).to_have_text("You have signed out in another tab.")
    expect(visitor.page.locator("#ended")).to_be_visible()
    visitor.sees_nothing_protected()
