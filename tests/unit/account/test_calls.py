"""Whose requests are sent, when, and what a refused token leads to."""

from typing import Any

import pytest

from auth.account import Account
from auth.errors import ArgumentRefused, ConfigurationError, SignInRequired, StepUpRequired
from tests.support import samples
from tests.support.tab import Browser, signed_in
from tests.unit.account.scripted import Scripted, at_work, refusal

PERSON = {"Username": "ada"}


async def test_a_token_that_cognito_no_longer_accepts_is_renewed_once(one_browser: Browser) -> None:
    """By Cognito's clock it may have expired already; the request was not carried out."""
    at = await at_work(one_browser)
    at.answers(refusal("NotAuthorizedException", "Access Token has expired"), PERSON)
    one_browser.clock.advance(120)
    assert (await at.account.read()).username == "ada"
    assert [operation for operation, _ in at.sent] == ["GetUser", "GetUser"]


async def test_signed_out_everywhere_elsewhere_ends_the_session(one_browser: Browser) -> None:
    """A revoked token cannot be renewed, which is how the page learns of it."""
    at = await at_work(one_browser)
    one_browser.cognito.families.revoke_all("ada")
    at.refuses("NotAuthorizedException", "Access Token has been revoked")
    one_browser.clock.advance(120)
    with pytest.raises(SignInRequired):
        await at.account.read()
    assert (at.tab.client.session.state, at.tab.client.session.reason) == ("ended", "refused")


async def test_an_age_counts_from_the_password(one_browser: Browser) -> None:
    """A sign-in by Cognito's own session, without a password, is as old as that session."""
    at = await at_work(one_browser)
    one_browser.clock.advance(200)
    at.tab.load(f"{samples.PAGE}/")
    await at.tab.sign_in("ada")
    again = Scripted(at.tab, max_age=300)
    again.answers({})
    await again.account.delete_passkey("AQ")
    one_browser.clock.advance(101)
    with pytest.raises(StepUpRequired):
        await again.account.delete_passkey("AQ")


async def test_an_unknown_age_is_too_old(one_browser: Browser) -> None:
    """An ID token without `auth_time` proves no age."""
    at = await at_work(one_browser, max_age=300)
    at.tab.client._current.required().original["auth_time"] = None
    with pytest.raises(StepUpRequired):
        await at.account.delete()


async def test_the_scope_has_to_be_configured(one_browser: Browser) -> None:
    """Said when the account is made, and not at the first call."""
    tab = await signed_in(one_browser)
    with pytest.raises(ConfigurationError, match=r"aws\.cognito\.signin\.user\.admin among them"):
        Account(tab.client)


@pytest.mark.parametrize("max_age", [-1, 1.5, "300", True])
async def test_an_age_is_a_number_of_seconds(one_browser: Browser, max_age: Any) -> None:
    """Anything else is refused when the account is made."""
    at = await at_work(one_browser)
    with pytest.raises(ArgumentRefused, match="max_age: got"):
        Account(at.tab.client, max_age=max_age)
