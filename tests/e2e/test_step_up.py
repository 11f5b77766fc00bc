"""A step-up in the browser: demand, sign-in with a code, and the call again."""

import pytest
from playwright.sync_api import expect

from auth.protocol.authorization import ACR_LEVELS
from tests.e2e.entries import example, remote_with_api
from tests.e2e.person import Person
from tests.e2e.remote import Outcome, Remote
from tests.e2e.site import Site

STATE = {"resume": ["delete", 7]}
WEAK = (
    "The sign-in was weaker than this needs, so it was not used. Set up a second factor, then try "
    "again."
)


def give_factor(site: Site) -> None:
    """Let Ada get codes by e-mail."""
    site.cognito.pool.users["ada"].second_factors = ["email"]


@pytest.fixture(autouse=True)
def _no_factor(site: Site) -> None:
    site.cognito.pool.users["ada"].second_factors = []


def deletes(remote: Remote, site: Site) -> Outcome:
    """Call the API as an app does that resumes."""
    url = f"{site.others.api}/account"
    return remote.asks("fetch", url=url, method="DELETE", step_up=True, app_state=STATE)


def leaves(remote: Remote, site: Site) -> None:
    """Call the API, and leave for the sign-in that it demands."""
    url = f"{site.others.api}/account"
    with remote.page.expect_navigation(url="**/login?*acr_values=*"):
        remote.starts("fetch", url=url, method="DELETE", step_up=True, app_state=STATE)


@remote_with_api("launcher", "py", "mpy")
def test_a_demand_leads_to_a_code_and_back_to_the_call(remote: Remote, site: Site) -> None:
    """On each interpreter; the earlier tokens are revoked, and another tab has the new ones."""
    remote.watch.expect_failed_load("/account")
    give_factor(site)
    remote.has_signed_in("/?tab=2")
    tab = remote.another_tab()
    tab.open(state="signed_in")
    leaves(remote, site)
    remote.types_password()
    remote.types_code()
    remote.page.wait_for_url(site.url("/?tab=2"))
    remote.settles("signed_in")
    session = remote.asks("session").value
    assert (session["app_state"], session["acr"], session["error"]) == (STATE, ACR_LEVELS[2], "")
    assert deletes(remote, site).value["status"] == 204
    assert remote.asks("take_app_state").value == STATE
    assert remote.asks("take_app_state").value is None
    remote.page.reload()
    remote.settles("signed_in")
    assert remote.asks("session").value["app_state"] is None
    shared = tab.asks("session").value
    assert (shared["acr"], shared["app_state"]) == (ACR_LEVELS[2], None)
    families = site.cognito.families.by_origin.values()
    assert [(one.acr, one.revoked) for one in families] == [(None, True), (ACR_LEVELS[2], False)]
    assert remote.asks("refresh").value["state"] == "signed_in"


@remote_with_api("launcher", "mpy")
def test_less_than_what_was_demanded_is_refused_once(remote: Remote, site: Site) -> None:
    """The person has no factor. The session is the one from before, and nothing goes round."""
    remote.watch.expect_failed_load("/account")
    site.others.levels = ACR_LEVELS[3:]
    remote.has_signed_in()
    before = remote.asks("get_access_token").value
    url = f"{site.others.api}/account"
    with remote.page.expect_navigation(url=site.url("/")):  # Cognito shows no page
        remote.starts("fetch", url=url, method="DELETE", step_up=True, app_state=STATE)
    remote.settles("signed_in")
    expect(remote.alert).to_have_text(WEAK)
    assert remote.asks("get_access_token").value == before
    assert remote.asks("session").value["app_state"] is None
    assert deletes(remote, site).error == "StepUpRequired"
    assert remote.asks("session").value["state"] == "signed_in"
    assert len(site.domain_log.find("POST", "/oauth2/revoke")) == 1


@remote_with_api("mpy")
def test_who_goes_back_is_still_signed_in(remote: Remote, site: Site) -> None:
    """And is not sent to Cognito again by the same call."""
    remote.watch.expect_failed_load("/account")
    give_factor(site)
    remote.has_signed_in()
    leaves(remote, site)
    remote.page.go_back()
    remote.settles("signed_in")
    assert deletes(remote, site).error == "StepUpRequired"
    assert remote.asks("session").value["state"] == "signed_in"
    assert site.grants() == ["authorization_code"]


@example("fastapi_backend")
def test_an_app_deletes_after_a_second_factor(person: Person, site: Site) -> None:
    """With the example's own backend, which verifies the level."""
    person.watch.expect_failed_load("/notes")
    give_factor(site)
    person.has_signed_in()
    person.page.get_by_label("New note").fill("call Charles")
    person.button("Add").click()
    notes = person.page.locator("#notes")
    expect(notes).to_contain_text("call Charles")
    person.button("Delete all").click()
    person.page.wait_for_url("**/login?*acr_values=*")
    person.types_password()
    person.types_code()
    person.page.wait_for_url(site.url())
    person.settles("signed_in")
    expect(notes).to_have_text("No notes")
    person.page.reload()
    person.settles("signed_in")
    person.button("Show all").click()
    expect(notes).to_have_text("No notes")
