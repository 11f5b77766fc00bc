"""A script keeps a port of a vault after the sign-out, or after its page was left."""

import pytest

from auth.testing.message_port import LocalPort
from tests.support.remote import settle
from tests.support.tab import Browser
from tests.support.vault import VaultPage, VaultWorker, signed_in


async def test_a_port_that_outlives_sign_out_or_page_is_dead(one_browser: Browser) -> None:
    """A script keeps the ports of a page that has signed out, or that was left."""
    worker = VaultWorker(one_browser)
    page, other = await signed_in(worker), await VaultPage(worker).opens()
    kept = [await page.client(), await other.client()]
    await kept[0].sign_out(hosted=False)
    await settle()
    before = len(worker.transport.requests)
    for client in kept:
        for again in (client.fetch("/api/user"), client.refresh(), client.fetch_user_info()):
            with pytest.raises(Exception, match=r"signed in|sign in"):
                await again
    await page.leaves()
    await page.sends("client", port=LocalPort.pair()[0])
    with pytest.raises(Exception, match="owner"):
        await kept[0].fetch("/api/user")
    assert len(worker.transport.requests) == before
