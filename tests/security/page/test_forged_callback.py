"""An attacker sends a link with a callback of theirs, to sign a person in as somebody else."""

import pytest
from playwright.sync_api import expect

from tests.e2e.entries import only
from tests.e2e.site import Site
from tests.e2e.visitor import Visitor

NOT_OURS = "This sign-in was not started in this tab, or is already finished. Please sign in again."
SENSELESS = "The sign-in service sent an invalid response. Please try again."
STRANGERS = {
    "/?code=c0de-of-a-stranger&state=st4te-of-a-stranger": NOT_OURS,
    "/?code=c0de-of-a-stranger": NOT_OURS,
    "/?code=c0de-of-a-stranger&code=c0de-of-another&state=st4te-of-a-stranger": NOT_OURS,
    "/?error=access_denied&error_description=Call+0900+1234&state=st4te-of-a-stranger": NOT_OURS,
    "/#access_token=t0ken-of-a-stranger&id_token=t0ken-of-a-stranger&state=x": SENSELESS,
}


@only("mpy")
def test_a_callback_of_a_stranger_leads_nowhere(
    visitor: Visitor, site: Site, subtests: pytest.Subtests
) -> None:
    """It is removed from the address and reported once, and none of it is sent."""
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
    assert site.domain_log.exchanges == []


@only("mpy")
def test_a_forged_callback_does_not_hurt_a_pending_sign_in(visitor: Visitor, site: Site) -> None:
    """Somebody who is on Cognito's page can finish there after an attack in the same tab."""
    visitor.open()
    login = visitor.goes_to_login()
    visitor.open("/?code=c0de-of-a-stranger&state=st4te-of-a-stranger")
    expect(visitor.alert).to_have_text(NOT_OURS)
    visitor.page.goto(login)
    visitor.types_password()
    visitor.settles("signed_in")
    assert len(site.domain_log.find("POST", "/oauth2/token")) == 1
