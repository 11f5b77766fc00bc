"""Step-up, from a demand of the API to the call that is made again (RFC 9470)."""

from typing import Any

import pytest

from auth.errors import (
    ArgumentRefused,
    AuthenticationTooWeak,
    AuthorizationDenied,
    StepUpRequired,
    StorageUnavailable,
)
from auth.flows.step_up import PAUSE_SECONDS, PREFIX
from auth.testing.doubles import MemoryStorage
from tests.support import samples
from tests.support.step_up import (
    HIGH,
    HIGHEST,
    LOW,
    RESUME,
    STRONG,
    StrongApi,
    demand_of,
    departure,
    give_factor,
    sign_in_at_cognito,
    stepped_up,
    stored,
)
from tests.support.tab import REVOKE_PATH, Browser, Tab, signed_in
from tests.unit.session.test_discarding import is_alive, token_of


async def ready(browser: Browser, **demand: Any) -> tuple[Tab, StrongApi]:
    """Return a tab in which ada is signed in with a password, and an API that demands more."""
    give_factor(browser)
    api = StrongApi(browser, **(demand or {"acr": HIGH}))
    return await signed_in(browser), api


async def test_a_demand_leads_to_a_sign_in_and_back_to_the_call(one_browser: Browser) -> None:
    """The page leaves with level and age, and gets its own data back with the new level."""
    tab, api = await ready(one_browser, acr=HIGH, max_age=300)
    tab.navigation.replace_url(f"{samples.PAGE}/settings?tab=2")
    one_browser.clock.advance(301)
    demand = await demand_of(tab)
    assert demand is not None
    assert (demand.acr_values, demand.max_age) == (f"{HIGH} {HIGHEST}", 300)
    assert tab.client.session.state == "signing_in"
    asked = departure(tab)
    assert (asked["acr_values"], asked["max_age"]) == (f"{HIGH} {HIGHEST}", "300")
    await stepped_up(tab)
    [came_from] = tab.navigation.visited
    assert came_from == f"{samples.PAGE}/settings?tab=2"
    session = await tab.load(came_from).start()
    assert (session.app_state, session.error) == (RESUME, None)
    assert session.user is not None
    assert (session.user.acr, session.user.amr) == (HIGH, ["pwd", "email_otp", "mfa"])
    assert await demand_of(tab) is None
    assert api.callers == [session.user.sub]


async def test_the_family_before_is_revoked(one_browser: Browser) -> None:
    """As soon as the new session is accepted, in every tab that shares it."""
    tab, _ = await ready(one_browser)
    sibling = one_browser.tab()
    await sibling.client.start()
    before = token_of(tab)
    await demand_of(tab)
    url = sign_in_at_cognito(tab)
    assert await is_alive(sibling, before)
    one_browser.clock.advance(5)
    await tab.come_back(url)
    assert not await is_alive(tab, before)
    assert await is_alive(tab, token_of(tab))
    assert [token_of(sibling)] == [token_of(tab)] == stored(tab)
    assert sibling.client.session.user is not None
    assert sibling.client.session.user.acr == HIGH


async def test_without_step_up_the_app_decides(one_browser: Browser) -> None:
    """The error has what `sign_in` needs; nothing else happens."""
    tab, _ = await ready(one_browser, acr=HIGH, max_age=300)
    with pytest.raises(StepUpRequired) as caught:
        await tab.client.fetch(STRONG)
    assert (tab.client.session.state, tab.navigation.visited) == ("signed_in", [])
    error = caught.value
    await tab.client.sign_in(acr_values=error.acr_values, max_age=error.max_age, app_state=RESUME)
    assert (await stepped_up(tab)).app_state == RESUME
    assert await demand_of(tab) is None


async def test_a_lower_level_is_refused_and_the_session_stays(one_browser: Browser) -> None:
    """Cognito may give less than was asked for. The weaker tokens are revoked."""
    tab, api = await ready(one_browser, acr=HIGHEST)
    one_browser.cognito.pool.users["ada"].second_factors = []
    before = token_of(tab)
    await demand_of(tab)
    session = await stepped_up(tab)
    assert (session.state, type(session.error)) == ("signed_in", AuthenticationTooWeak)
    assert str(session.error) == f"acr: got the level {LOW}, expected {HIGHEST} or higher"
    assert (session.app_state, token_of(tab)) == (None, before)
    assert await is_alive(tab, before)
    [revocation] = tab.transport.sent_to(REVOKE_PATH)
    assert before not in str(revocation.body)
    assert isinstance(await demand_of(tab), StepUpRequired)
    assert (tab.navigation.visited, api.callers) == ([], [])


@pytest.mark.parametrize("switch", ["acr_unsatisfied", "cancelled"])
async def test_a_refused_sign_in_leaves_the_session_as_it_was(
    one_browser: Browser, switch: str
) -> None:
    """Cognito answers with an error, or the person cancels."""
    tab, _ = await ready(one_browser, acr=HIGHEST)
    before = token_of(tab)
    await demand_of(tab)
    url = f"{samples.PAGE}/?error=access_denied&state={departure(tab)['state']}"
    if switch == "acr_unsatisfied":
        one_browser.cognito.sessions.end_all()
        one_browser.cognito.switches.acr_unsatisfied = "refused"
        one_browser.cognito.pool.users["ada"].second_factors = []
        url = sign_in_at_cognito(tab)
    session = await tab.come_back(url)
    assert (session.state, type(session.error)) == ("signed_in", AuthorizationDenied)
    assert (token_of(tab), session.app_state) == (before, None)
    assert await is_alive(tab, before)


@pytest.mark.parametrize("cached", [True, False])
async def test_who_goes_back_is_still_signed_in(one_browser: Browser, *, cached: bool) -> None:
    """With or without the back/forward cache; a call at once does not lead away again."""
    tab, _ = await ready(one_browser)
    before = token_of(tab)
    await demand_of(tab)
    session = tab.brought_back() if cached else await tab.load(f"{samples.PAGE}/").start()
    assert (session.state, session.app_state, token_of(tab)) == ("signed_in", None, before)
    departures = len(tab.navigation.visited)
    assert isinstance(await demand_of(tab), StepUpRequired)
    assert len(tab.navigation.visited) == departures


async def test_another_person_is_signed_in_without_what_the_first_one_began(
    one_browser: Browser,
) -> None:
    """As with every sign-in of another person; the earlier session is revoked."""
    tab, _ = await ready(one_browser)
    give_factor(one_browser, "grace")
    before = token_of(tab)
    await demand_of(tab)
    session = await stepped_up(tab, "grace")
    assert session.user is not None
    assert (session.user.name, session.app_state) == ("Grace Hopper", None)
    assert not await is_alive(tab, before)


async def test_a_sign_in_of_another_person_keeps_the_data_if_no_level_was_asked(
    one_browser: Browser,
) -> None:
    """A change of accounts begins nothing that only the first person may do."""
    tab = await signed_in(one_browser)
    await tab.client.sign_in(app_state=RESUME, prompt="login")
    assert (await stepped_up(tab, "grace")).app_state == RESUME


@pytest.mark.parametrize(
    ("seconds", "leaves"), [(2, False), (PAUSE_SECONDS - 1, False), (PAUSE_SECONDS, True)]
)
async def test_the_same_demand_again_raises_for_a_minute(
    one_browser: Browser, seconds: float, *, leaves: bool
) -> None:
    """An API that demands more than a new sign-in brings; measured from the return."""
    tab, api = await ready(one_browser)
    await demand_of(tab)
    one_browser.clock.advance(600)
    await stepped_up(tab)
    api.demand(acr=HIGH, max_age=1)
    one_browser.clock.advance(seconds)
    demand = await demand_of(tab)
    assert demand is not None
    assert (demand.acr_values, demand.max_age) == (f"{HIGH} {HIGHEST}", 1)
    assert ("still demands more" in str(demand)) is not leaves
    assert (len(tab.navigation.visited) > 0) is leaves


async def test_a_higher_level_leads_to_another_sign_in_at_once(one_browser: Browser) -> None:
    """There are only so many levels."""
    tab, api = await ready(one_browser)
    await demand_of(tab)
    await stepped_up(tab)
    api.demand(acr=HIGHEST)
    await demand_of(tab)
    assert departure(tab)["acr_values"] == HIGHEST


@pytest.mark.parametrize(
    "challenge",
    [
        'acr_values="urn:example:gold"',
        'acr_values="urn:cognito:loa:5", max_age="300"',
        f'acr_values="{HIGH},{HIGHEST}"',
    ],
)
async def test_a_level_that_nobody_can_reach_leads_nowhere(
    one_browser: Browser, challenge: str
) -> None:
    """The error has what the API demands."""
    tab = await signed_in(one_browser)
    answer(tab, challenge)
    demand = await demand_of(tab)
    assert demand is not None
    assert demand.acr_values in challenge
    assert str(demand) == "the API demands a level that is not in acr_levels: compare the lists"
    assert (tab.client.session.state, tab.navigation.visited) == ("signed_in", [])


@pytest.mark.parametrize(
    ("challenge", "max_age"), [("", "0"), ('max_age="x"', "0"), ("max_age=60", "60")]
)
async def test_a_demand_without_a_level_is_for_a_new_sign_in(
    one_browser: Browser, challenge: str, max_age: str
) -> None:
    """Once: a demand that names nothing must not lead to a loop either."""
    tab = await signed_in(one_browser)
    answer(tab, challenge)
    await demand_of(tab)
    assert departure(tab)["max_age"] == max_age
    assert "acr_values" not in departure(tab)
    await stepped_up(tab)
    answer(tab, challenge)
    await demand_of(tab)
    assert tab.navigation.visited == []


async def test_a_token_that_had_to_be_renewed_first_leads_there_too(one_browser: Browser) -> None:
    """The demand may come with the second 401."""
    tab, _ = await ready(one_browser)
    tab.transport.answer("/api/account", samples.reply({}, 401))
    await demand_of(tab)
    assert (tab.codes_sent, departure(tab)["acr_values"]) == (2, f"{HIGH} {HIGHEST}")


async def test_two_calls_at_once_lead_to_one_sign_in(one_browser: Browser) -> None:
    """The second finds the page leaving."""
    tab, _ = await ready(one_browser)
    demands = [await demand_of(tab), await demand_of(tab)]
    assert str(demands[0]) == str(demands[1]) == str(StepUpRequired(max_age=1, acr_values=""))
    assert len(tab.navigation.visited) == 1


async def test_storage_that_is_full_at_the_return_does_not_fail_the_sign_in(
    one_browser: Browser,
) -> None:
    """Only the note about the step-up is lost, and the session is in memory."""
    tab, _ = await ready(one_browser)
    await demand_of(tab)
    url = sign_in_at_cognito(tab)
    assert isinstance(tab.storage, MemoryStorage)
    tab.storage.broken = ("set",)
    assert type((await tab.come_back(url)).error) is StorageUnavailable
    assert tab.client.session.state == "signed_in"


async def test_storage_that_is_full_keeps_the_page(one_browser: Browser) -> None:
    """The sign-in could not be finished, so it does not begin."""
    tab, _ = await ready(one_browser)
    assert isinstance(tab.storage, MemoryStorage)
    tab.storage.broken = ("set",)
    with pytest.raises(StorageUnavailable):
        await demand_of(tab)
    assert (tab.client.session.state, tab.navigation.visited) == ("signed_in", [])


@pytest.mark.parametrize("text", ["", "x", "1 x", "\u00b2 1", "9" * 5000, "-1 2", "1800000000"])
async def test_a_note_that_makes_no_sense_is_ignored(one_browser: Browser, text: str) -> None:
    """Storage may contain anything."""
    tab, _ = await ready(one_browser)
    tab.storage.set(PREFIX + samples.APP, text)
    await demand_of(tab)
    assert len(tab.navigation.visited) == 1


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"step_up": "yes"}, "step_up: got 'yes', expected True or False"),
        ({"app_state": 1}, "app_state without step_up=True"),
        ({"step_up": True, "app_state": {1}}, "app_state: got a set"),
    ],
)
async def test_a_wrong_argument_is_refused_before_anything_is_sent(
    one_browser: Browser, arguments: dict[str, Any], sentence: str
) -> None:
    """Not only when the API demands something."""
    tab, api = await ready(one_browser)
    with pytest.raises(ArgumentRefused, match=sentence):
        await tab.client.fetch(STRONG, **arguments)
    assert api.calls == 0


@pytest.mark.parametrize("acr_values", ["gold", "urn:cognito:loa:5", " ", f"{HIGH},{HIGHEST}"])
async def test_a_sign_in_asks_for_known_levels(one_browser: Browser, acr_values: str) -> None:
    """Cognito would ignore others, and nothing could be compared."""
    tab = one_browser.tab()
    await tab.client.start()
    with pytest.raises(ArgumentRefused, match=r"acr_values: got .*expected"):
        await tab.client.sign_in(acr_values=acr_values)
    assert tab.navigation.visited == []


@pytest.mark.parametrize(
    ("configured", "given", "factor", "accepted"),
    [
        (HIGH, {}, True, True),
        (HIGHEST, {}, False, False),
        (HIGHEST, {"acr_values": ""}, False, True),
        (HIGHEST, {"acr_values": LOW}, False, True),
        (f"gold {HIGHEST} {LOW}", {}, False, True),
        (f"gold {HIGHEST}", {}, False, False),
        (LOW, {"acr_values": HIGHEST}, False, False),
        (..., {}, False, True),
    ],
)
async def test_every_sign_in_is_compared_with_what_it_asked_for(
    one_browser: Browser, configured: object, given: dict[str, Any], *, factor: bool, accepted: bool
) -> None:
    """`acr_values` may be a setting; the lowest of its levels is enough."""
    if factor:
        give_factor(one_browser)
    tab = one_browser.tab(acr_values=configured)
    await tab.client.start()
    await tab.client.sign_in(**given)
    session = await tab.come_back(sign_in_at_cognito(tab))
    assert session.is_signed_in is accepted
    assert isinstance(session.error, AuthenticationTooWeak) is not accepted


def answer(tab: Tab, challenge: str) -> None:
    """Let the API demand something, once."""
    header = 'Bearer error="insufficient_user_authentication"' + (challenge and f", {challenge}")
    tab.transport.answer("/api/account", samples.reply({}, 401, www_authenticate=header))
