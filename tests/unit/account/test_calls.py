"""Whose requests are sent, when, and what a refused token leads to."""

from typing import Any

import pytest

from auth.account import Account
from auth.errors import ArgumentRefused, ConfigurationError, SignInRequired, StepUpRequired
from auth.protocol.claims import IdTokenClaims
from tests.support import samples
from tests.support.step_up import HIGH, HIGHEST, LOW, give_factor, stepped_up
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


@pytest.mark.parametrize("claim", ["auth_time", "iat"])
async def test_an_unknown_age_is_too_old(one_browser: Browser, claim: str) -> None:
    """An ID token without `auth_time` proves no age."""
    at = await at_work(one_browser, max_age=300)
    at.tab.client._current.required().original[claim] = None
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


@pytest.mark.parametrize("acr", [LOW, "", "renamed", None, 4])
async def test_a_change_wants_a_level(one_browser: Browser, acr: object) -> None:
    """A level that is missing, or that the configuration does not name, counts as the lowest."""
    at = await at_work(one_browser)
    record = at.tab.client._current.required()
    account = Account(at.tab.client, acr_values=HIGH, max_age=300)
    for reached in (HIGH, HIGHEST):
        record.claims = IdTokenClaims({**record.claims._members, "acr": reached})
        account.require_sign_in()
    record.claims = IdTokenClaims({**record.claims._members, "acr": acr})
    with pytest.raises(StepUpRequired) as caught:
        account.require_sign_in()
    assert (caught.value.acr_values, caught.value.max_age) == (HIGH, 300)


async def test_the_lowest_of_several_levels_is_enough(one_browser: Browser) -> None:
    """As Cognito takes the first that the person can satisfy."""
    at = await at_work(one_browser)
    Account(at.tab.client, acr_values=f"{HIGHEST} {LOW}").require_sign_in()
    with pytest.raises(StepUpRequired):
        Account(at.tab.client, acr_values=f"{HIGHEST} {HIGH}").require_sign_in()


@pytest.mark.parametrize("acr_values", ["unknown", " ", 4])
async def test_a_level_that_nobody_can_reach_is_refused_at_once(
    one_browser: Browser, acr_values: Any
) -> None:
    """A sign-in for it would end in the same demand."""
    at = await at_work(one_browser)
    with pytest.raises(ArgumentRefused, match="acr_values: got"):
        Account(at.tab.client, acr_values=acr_values)


async def test_a_second_factor_reaches_the_level(one_browser: Browser) -> None:
    """The demand, a sign-in with both factors, and then the change."""
    at = await at_work(one_browser)
    give_factor(one_browser)
    with pytest.raises(StepUpRequired) as caught:
        await Account(at.tab.client, acr_values=HIGH).delete_passkey("AQ")
    await at.tab.client.sign_in(acr_values=caught.value.acr_values)
    await stepped_up(at.tab)
    again = Scripted(at.tab)
    again.answers({})
    await Account(at.tab.client, acr_values=HIGH).delete_passkey("AQ")
    assert [operation for operation, _ in again.sent] == ["DeleteWebAuthnCredential"]
