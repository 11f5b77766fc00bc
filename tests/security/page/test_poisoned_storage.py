"""An attacker has written into this origin's storage: another app, an old version, an attacker."""

import json

import pytest

from auth.errors import StateMismatch
from auth.session.storage import SESSION_PREFIX, TRANSACTION_PREFIX
from auth.testing.doubles import START
from tests.e2e.entries import only
from tests.e2e.person import Person
from tests.support import samples
from tests.support.tab import Browser

SESSION = SESSION_PREFIX + samples.APP
TRANSACTION = f"{TRANSACTION_PREFIX}the-state"
OTHERS = {"basket": "3", "cognito": "x", "CognitoIdentityServiceProvider.x": "y"}
JUNK = (
    "{",
    "null",
    "[]",
    '"x"',
    "0",
    "NaN",
    "[" * 5000,
    "x" * 100_000,
    "\x00",
    "\ud800",
    "{}{}",
    '{"__proto__": {"access_token": "forged"}}',
    '{"constructor": {"prototype": {}}, "access_token": "forged"}',
    "\ufeff{}",
)
WRONG: tuple[object, ...] = (None, True, 7, -1, 1e300, [], {}, "", ["the-state"])


def changed(text: str, name: str, value: object) -> str:
    """Return a stored record with one member replaced."""
    return json.dumps({**json.loads(text), name: value})


@pytest.mark.parametrize("junk", JUNK, ids=range(len(JUNK)))
@pytest.mark.parametrize("address", ["/", "/?code=c0de&state=the-state"])
async def test_junk_under_our_keys_is_passed_over(
    one_browser: Browser, junk: str, address: str
) -> None:
    """The page ignores invalid values under its keys, and a sign-in works."""
    tab = one_browser.tab(samples.PAGE + address)
    tab.storage.entries = {**OTHERS, SESSION: junk, TRANSACTION: junk}
    session = await tab.client.start()
    assert (session.state, tab.transport.requests) == ("signed_out", [])
    assert OTHERS.items() <= tab.storage.entries.items()
    assert (await tab.come_back(await tab.callback())).state == "signed_in"
    assert OTHERS.items() <= tab.storage.entries.items()


MEMBERS = [name for name in vars(samples.transaction()) if name not in {"app_state", "max_age"}]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        (name, value)
        for name in MEMBERS
        for value in WRONG
        if value is not None or name not in {"acr_values", "sub"}  # which may be absent
    ],
)
async def test_a_damaged_pending_sign_in_answers_nothing(
    one_browser: Browser, name: str, value: object
) -> None:
    """With any member of another type or value, no code is sent."""
    tab = one_browser.tab(f"{samples.PAGE}/?code=c0de&state=the-state")
    tab.storage.entries = {TRANSACTION: changed(samples.transaction().to_json(), name, value)}
    session = await tab.client.start()
    assert (session.state, type(session.error)) == ("signed_out", StateMismatch)
    assert (tab.transport.requests, tab.storage.entries) == ([], {})


@pytest.mark.parametrize("created_at", [START + 7200, START - 7200, 0, 9e11])
async def test_times_that_cannot_be_are_refused(one_browser: Browser, created_at: float) -> None:
    """Neither an old sign-in nor one from the future can be finished."""
    tab = one_browser.tab(f"{samples.PAGE}/?code=c0de&state=the-state")
    tab.storage.entries = {TRANSACTION: samples.transaction(created_at=created_at).to_json()}
    assert (await tab.client.start()).state == "signed_out"
    assert tab.transport.requests == []


@pytest.mark.parametrize(
    "name", [name for name in vars(samples.session_record()) if name not in {"claims", "app_state"}]
)
@pytest.mark.parametrize("value", [True, -1, 1e300, [], {}, "", ["x"]], ids=str)
async def test_a_damaged_session_signs_nobody_in(
    one_browser: Browser, name: str, value: object
) -> None:
    """It is forgotten, and nothing of it is sent anywhere."""
    tab = one_browser.tab()
    tab.storage.entries = {SESSION: changed(samples.session_record().to_json(), name, value)}
    session = await tab.client.start()
    assert (session.state, session.user) == ("signed_out", None)
    assert (tab.transport.requests, tab.storage.entries) == ([], {})


@only("mpy")
def test_the_page_starts_on_poisoned_storage(person: Person) -> None:
    """The same in a browser, whose storage knows inherited names: a sign-in just works."""
    entries = {SESSION: "{", TRANSACTION: "[]", "__proto__": "{}", "length": "9", "getItem": "x"}
    script = f"""if (!sessionStorage.basket) for (const storage of [sessionStorage, localStorage])
      for (const [key, value] of Object.entries({json.dumps({**entries, "basket": "3"})}))
        storage.setItem(key, value);"""
    person.page.add_init_script(script)
    person.signs_in()
    assert person.page.evaluate("[sessionStorage.basket, localStorage.basket]") == ["3", "3"]
