"""An attacker sends a link with a callback of theirs, to sign a person in as somebody else."""

import pytest
from playwright.sync_api import expect

from tests.e2e.entries import only
from tests.e2e.person import Person
from tests.e2e.site import Site

NOT_OURS = "This sign-in was not started in this tab, or is already finished. Please sign in again."
INVALID = "The sign-in service sent an invalid response. Please try again."
STRANGERS = {
    "/?code=c0de-of-a-stranger&state=st4te-of-a-stranger": NOT_OURS,
    "/?code=c0de-of-a-stranger": NOT_OURS,
    "/?code=c0de-of-a-stranger&code=c0de-of-another&state=st4te-of-a-stranger": NOT_OURS,
    "/?error=access_denied&error_description=Call+0900+1234&state=st4te-of-a-stranger": NOT_OURS,
    "/#access_token=t0ken-of-a-stranger&id_token=t0ken-of-a-stranger&state=x": INVALID,
}


@only("mpy")
def test_a_callback_of_a_stranger_leads_nowhere(
    person: Person, site: Site, subtests: pytest.Subtests
) -> None:
    """It is removed from the address and reported once, and none of it is sent."""
    for secret in ("c0de-of-a-stranger", "st4te-of-a-stranger", "t0ken-of-a-stranger", "0900"):
        person.watch.guard("forged", secret)
    for times, (address, sentence) in enumerate(STRANGERS.items(), start=1):
        with subtests.test(address=address):
            person.page.goto("about:blank")
            person.open(address)
            expect(person.alert).to_have_text(sentence)
            expect(person.page.get_by_role("button")).to_have_text(["Sign in", "Create an account"])
            expect(person.button("Sign in")).to_be_enabled()
            assert person.page.url == site.url("/")
            assert person.watch.documents() == times
    assert site.domain_log.exchanges == []


@only("mpy")
def test_a_forged_callback_does_not_hurt_a_pending_sign_in(person: Person, site: Site) -> None:
    """Somebody who is on Cognito's page can finish there after an attack in the same tab."""
    person.open()
    login = person.goes_to_login()
    person.open("/?code=c0de-of-a-stranger&state=st4te-of-a-stranger")
    expect(person.alert).to_have_text(NOT_OURS)
    person.page.goto(login)
    person.types_password()
    person.settles("signed_in")
    assert len(site.domain_log.find("POST", "/oauth2/token")) == 1
