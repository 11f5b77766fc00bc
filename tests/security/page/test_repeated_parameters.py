"""An attacker adds a second code, state, issuer or error to a genuine answer (RFC 6749 3.1)."""

from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from playwright.sync_api import expect

from auth.errors import MalformedResponse, TransactionMissing
from tests.e2e.entries import only
from tests.e2e.person import Person
from tests.e2e.site import Site
from tests.support import samples
from tests.support.tab import Browser

SPELLINGS = ("{name}={value}", "%{first:02x}{rest}={value}", "{name}=%zz", "{name}")

SENSELESS = "The sign-in service sent an invalid response. Please try again."


def spelled(name: str, value: str) -> list[str]:
    """Return the ways to write a parameter that a browser reads as that parameter."""
    parts = {"name": name, "first": ord(name[0]), "rest": name[1:], "value": value}
    return [spelling.format(**parts) for spelling in SPELLINGS]


@pytest.mark.parametrize("addition", spelled("code", "c0de"))
@pytest.mark.parametrize("first", [False, True])
async def test_a_second_code_makes_the_answer_worthless(
    one_browser: Browser, addition: str, *, first: bool
) -> None:
    """Before or behind the genuine one, and however it is spelled, no code is sent."""
    await _is_refused(one_browser, addition, MalformedResponse, first=first)


@pytest.mark.parametrize("addition", spelled("state", "st4te"))
@pytest.mark.parametrize("first", [False, True])
async def test_a_second_state_is_no_state(
    one_browser: Browser, addition: str, *, first: bool
) -> None:
    """Which of the two counts is not for this page to guess."""
    await _is_refused(one_browser, addition, TransactionMissing, first=first)


@pytest.mark.parametrize(
    "addition",
    [
        "error=access_denied",
        "error",
        "error_description=a&error_description=b&error=e",
        f"iss={samples.ISSUER}&iss={samples.ISSUER}",
        "iss=%zz",
    ],
)
async def test_a_contradiction_is_refused(one_browser: Browser, addition: str) -> None:
    """A code beside an error, or an issuer that is named twice, is no answer."""
    await _is_refused(one_browser, addition, MalformedResponse, first=False)


async def _is_refused(
    browser: Browser, addition: str, kind: type[Exception], *, first: bool
) -> None:
    tab = browser.tab()
    url = await tab.callback()
    added = url.replace("?", f"?{addition}&") if first else f"{url}&{addition}"
    session = await tab.come_back(added)
    assert (session.state, type(session.error), tab.codes_sent) == ("signed_out", kind, 0)
    assert tab.navigation.url == f"{samples.PAGE}/"


@only("mpy")
def test_two_codes_for_a_pending_sign_in_are_refused(person: Person, site: Site) -> None:
    """In a browser as well: the page says so, and no code is sent."""
    person.open()
    state = parse_qs(urlsplit(person.goes_to_login()).query)["state"][0]
    person.open("/?" + urlencode([("code", "one"), ("code", "two"), ("state", state)]))
    expect(person.alert).to_have_text(SENSELESS)
    assert person.page.url == site.url("/")
    assert site.domain_log.find("POST", "/oauth2/token") == []
