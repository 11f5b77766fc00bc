"""Somebody adds a second code, state, issuer or error to a genuine answer (RFC 6749 3.1)."""

import pytest

from auth.errors import MalformedResponse, TransactionMissing
from tests.unit import samples
from tests.unit.tab import Browser

SPELLINGS = ("{name}={value}", "%{first:02x}{rest}={value}", "{name}=%zz", "{name}")


def spelled(name: str, value: str) -> list[str]:
    """Give the ways to write a parameter that a browser reads as that parameter."""
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
