"""An attacker sends a link with tokens in it, as the implicit grant did (RFC 9700 2.1.2)."""

import pytest

from auth.errors import MalformedResponse
from tests.support import samples
from tests.support.tab import Browser

PAGE = f"{samples.PAGE}/"
TOKEN = samples.sign(samples.id_claims())
ALONE = (
    f"#access_token=forged&id_token={TOKEN}&token_type=Bearer&state=x",
    f"?id_token={TOKEN}",
    "#%61ccess_token=forged",
    "?a=1#expires_in=9&access_token=forged",
)
BESIDE = (
    "&access_token=forged",
    f"&id_token={TOKEN}",
    "&refresh_token=forged",
    "&token=forged",
    f"&response={TOKEN}",
    f"#id_token={TOKEN}",
    "#refresh_token=forged",
)


@pytest.mark.parametrize("link", ALONE)
async def test_tokens_in_a_link_sign_nobody_in(one_browser: Browser, link: str) -> None:
    """They are cleared away and sent nowhere, and nothing of them is kept."""
    tab = one_browser.tab(PAGE + link)
    session = await tab.client.start()
    assert (session.state, type(session.error)) == ("signed_out", MalformedResponse)
    assert (tab.transport.requests, tab.storage.entries) == ([], {})
    assert "forged" not in tab.navigation.url
    assert TOKEN not in tab.navigation.url


@pytest.mark.parametrize("addition", BESIDE)
async def test_tokens_beside_a_code_are_refused_with_it(
    one_browser: Browser, addition: str
) -> None:
    """An answer of two grants at once is not the one that was asked for."""
    tab = one_browser.tab()
    session = await tab.come_back(await tab.callback() + addition)
    assert (session.state, type(session.error), tab.codes_sent) == (
        "signed_out",
        MalformedResponse,
        0,
    )
    assert tab.navigation.url == PAGE
