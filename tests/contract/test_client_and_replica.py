"""The page's client with the stand-in's replica: sign-in, failover and an outage of one issuer."""

import asyncio

import pytest

from auth.errors import IssuerMismatch
from tests.contract.app import claims
from tests.support.tab import Browser, Tab

REPLICA = "http://localhost:8002/eu-central-1/eu-west-1_StandIn01"
REPLICA_KEYS = f"{REPLICA.removeprefix('http://localhost:8002')}/.well-known/jwks.json"
PRIMARY_KEYS = "/eu-west-1_StandIn01/.well-known/jwks.json"


async def access_token(tab: Tab) -> str:
    """Return the access token of the session in a tab."""
    return await tab.client.get_access_token()


@pytest.mark.parametrize(("signs", "fails"), [(True, PRIMARY_KEYS), (False, REPLICA_KEYS)])
def test_a_sign_in_needs_the_keys_of_one_issuer(*, signs: bool, fails: str) -> None:
    """Whichever Region signs, the keys of the other may be unavailable."""

    async def story() -> None:
        browser = Browser()
        browser.cognito.switches.replica_signs = signs
        browser.cognito.faults.enable(f"unavailable@={fails}")
        tab = browser.tab(replica_issuers=(REPLICA,))
        await tab.sign_in()
        assert tab.client.session.is_signed_in
        assert (claims(await access_token(tab))["iss"] == REPLICA) is signs

    asyncio.run(story())


def test_a_session_survives_a_failover_and_the_way_back() -> None:
    """Renewals are signed by the replica, then by the primary again."""

    async def story() -> None:
        browser = Browser()
        tab = browser.tab(replica_issuers=(REPLICA,))
        await tab.sign_in()
        for signs in (True, False):
            browser.cognito.switches.replica_signs = signs
            await tab.client.refresh()
            assert tab.client.session.is_signed_in
            assert (claims(await access_token(tab))["iss"] == REPLICA) is signs

    asyncio.run(story())


def test_a_replica_that_is_not_configured_is_refused() -> None:
    """The error names the issuer, not a missing key."""

    async def story() -> None:
        browser = Browser()
        browser.cognito.switches.replica_signs = True
        tab = browser.tab()
        await tab.sign_in()
        assert not tab.client.session.is_signed_in
        assert isinstance(tab.client.session.error, IssuerMismatch)

    asyncio.run(story())
