"""An attacker has one server's answer taken to another server (RFC 9207, RFC 9700 4.4)."""

import pytest

from auth.encoding.url import percent_encode
from auth.errors import ConfigurationChanged, MalformedResponse
from tests.support import samples
from tests.support.tab import Browser

PAGE = f"{samples.PAGE}/"


@pytest.mark.parametrize(
    "issuer",
    [
        "https://evil.example",
        f"{samples.ISSUER}/",
        f"{samples.ISSUER}X",
        samples.ISSUER.upper(),
        samples.DOMAIN,
        samples.ISSUER[:-1],
        f" {samples.ISSUER}",
        "",
    ],
)
async def test_an_answer_of_another_issuer_is_refused(one_browser: Browser, issuer: str) -> None:
    """`iss` is compared letter for letter, and no code is sent anywhere."""
    tab = one_browser.tab()
    session = await tab.come_back(f"{await tab.callback()}&iss={percent_encode(issuer)}")
    assert (session.state, type(session.error), tab.codes_sent) == (
        "signed_out",
        MalformedResponse,
        0,
    )


async def test_the_issuer_may_name_itself(one_browser: Browser) -> None:
    """Cognito sends no `iss` today; the right one is no fault."""
    tab = one_browser.tab()
    url = f"{await tab.callback()}&iss={percent_encode(samples.ISSUER)}"
    assert (await tab.come_back(url)).state == "signed_in"
    assert tab.navigation.url == PAGE


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("client_id", "other"),
        ("issuer", f"{samples.ISSUER}X"),
        ("domain", "localhost:8004"),
        ("redirect_uri", f"{PAGE}?a=1"),
    ],
)
async def test_an_answer_to_another_configuration_is_refused(
    one_browser: Browser, setting: str, value: str
) -> None:
    """A configuration that changed during a sign-in fails closed, and is named as the reason."""
    tab = one_browser.tab()
    url = await tab.callback()
    tab.config = samples.config(**{setting: value})
    session = await tab.come_back(url)
    assert isinstance(session.error, ConfigurationChanged)
    assert (session.error.keys, tab.codes_sent) == ((setting,), 0)
    assert tab.transport.requests == []
