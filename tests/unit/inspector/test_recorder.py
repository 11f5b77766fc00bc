"""The recorder records what happens, and no secrets."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from contextlib import suppress
from types import SimpleNamespace
from urllib.parse import parse_qsl, urlsplit

from hypothesis import given, settings
from hypothesis import strategies as st

from auth.errors import TransportFailed
from inspector.recorder.tape import WANTED
from tests.support import samples
from tests.support.tab import PASSWORDS, TOKEN_PATH, Tab
from tests.unit.inspector.recorded import Inspected, inspected

SIGN_IN = [
    ("loaded", "/"),
    ("said", "session_wanted"),
    ("session", "nothing_stored"),
    ("kept", "pending sign-in"),
    ("session", "sign_in_started"),
    ("left", "/login"),
    ("loaded", "/"),
    ("callback", "/"),
    ("forgot", "pending sign-in"),
    ("session", "callback_received"),
    ("request", "GET /eu-west-1_StandIn01/.well-known/jwks.json"),
    ("response", "GET /eu-west-1_StandIn01/.well-known/jwks.json"),
    ("request", "POST /oauth2/token"),
    ("response", "POST /oauth2/token"),
    ("checked", "ID token"),
    ("kept", "session"),
    ("said", "session"),
    ("session", "tokens_accepted"),
]


def test_a_sign_in_is_recorded_step_by_step() -> None:
    """Every port tells its part, in order, before and after the redirect."""
    with inspected() as one:
        asyncio.run(one.browser.tab().sign_in())
        assert one.told() == SIGN_IN


def test_equal_marks_are_equal_values() -> None:
    """State and code can be followed from where they were drawn to where they were used up."""
    with inspected() as one:
        asyncio.run(one.browser.tab().sign_in())
        events = {(event.kind, event.what): event for event in one.events()}
    left, callback = events["left", "/login"], events["callback", "/"]
    exchange = events["request", "POST /oauth2/token"]
    assert left.fact("state").startswith("•32 #")
    assert left.fact("state") == callback.fact("state")
    assert callback.fact("code") == exchange.fact("code")
    assert left.fact("state") != left.fact("nonce")
    assert left.fact("scope") == "openid email profile api/read"


def test_renewal_api_call_and_revocation_are_recorded() -> None:
    """Who was asked, with which token, and what came back."""

    async def story(tab: Tab) -> None:
        await tab.sign_in()
        await tab.client.fetch("/api/user?page=2")
        await tab.client.refresh()
        await tab.client.revoke()

    with inspected() as one:
        asyncio.run(story(one.browser.tab()))
        events = one.events()[len(SIGN_IN) :]
    call = events[0]
    assert (call.what, call.target) == ("GET /api/user", "api")
    assert call.fact("Authorization").startswith("Bearer •")
    assert call.fact("query") == "•6"
    told = [(event.kind, event.what) for event in events]
    assert ("lock", "renewal") in told
    assert ("session", "renewed") in told
    assert told[-1] == ("response", "POST /oauth2/revoke")
    kept = next(event for event in events if event.kind == "kept")
    assert kept.fact("sequence") == "1"
    assert int(kept.fact("expires_at")) - int(kept.fact("received_at")) == 3600


def test_what_an_app_sends_is_never_in_the_recorders_way() -> None:
    """Of a body that is no form there is the length, whatever it calls itself."""

    async def story(tab: Tab) -> None:
        await tab.sign_in()
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        await tab.client.fetch("/api/user", method="POST", headers=form, body="a=%ZZ")
        await tab.client.fetch("/api/user", method="POST", json={"text": "hello"})

    with inspected() as one:
        asyncio.run(story(one.browser.tab()))
        sent = [event for event in one.events() if event.what == "POST /api/user"]
    assert [event.fact("body") for event in sent if event.kind == "request"] == ["•5", "•17"]


def test_a_body_that_only_the_browser_can_read_is_sent_and_recorded_as_such() -> None:
    """FormData and Blob have no length here, and an app's form may be bytes."""
    form_data = SimpleNamespace(constructor=SimpleNamespace(name="FormData"))

    async def story(tab: Tab) -> None:
        await tab.sign_in()
        tab.transport.answer("/api/user", samples.reply({}), samples.reply({}))
        await tab.client.fetch("/api/user", method="POST", body=form_data)
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        await tab.client.fetch("/api/user", method="POST", headers=form, body=bytearray(b"a=1"))

    with inspected() as one:
        tab = one.browser.tab()
        asyncio.run(story(tab))
        sent = [event for event in one.events() if event.what == "POST /api/user"]
    assert [event.fact("body") for event in sent if event.kind == "request"] == ["•", "•3"]
    assert [request.body for request in tab.transport.sent_to("/api/user")] == [form_data, b"a=1"]


def test_a_refusal_is_recorded_with_its_reason() -> None:
    """A forged callback shows up as what it is."""
    with inspected() as one:
        tab = one.browser.tab(f"{samples.PAGE}/?code=invented%ZZ&state=forged")
        asyncio.run(tab.client.start())
        refused = one.events()[-1]
    assert (refused.kind, refused.what) == ("session", "callback_refused")
    assert refused.fact("error") == "StateMismatch"
    assert "sign-in" in refused.fact("said")


def test_a_request_without_an_answer_is_recorded() -> None:
    """A network that fails is told from a server that refuses."""

    async def story(tab: Tab) -> None:
        await tab.sign_in()
        tab.transport.answer(TOKEN_PATH, TransportFailed("cable out"))
        try:
            await tab.client.refresh()
        except TransportFailed:
            return

    with inspected() as one:
        asyncio.run(story(one.browser.tab()))
        told = one.told()
    assert ("failed", "TransportFailed") in told
    assert told[-1] == ("session", "renewal_postponed")


def test_another_tabs_messages_are_recorded_in_both() -> None:
    """A hand-over is seen by who gives and by who takes."""

    async def story(one: Inspected) -> None:
        await one.browser.tab().sign_in()
        await one.browser.tab().client.start()

    with inspected() as one:
        asyncio.run(story(one))
        told = [
            (event.kind, event.what)
            for tab in one.recordings.tabs()
            for event in one.recordings.events(tab)
        ]
    assert ("heard", "session_wanted") in told
    assert ("heard", "session") in told


def test_a_client_that_handed_over_still_keeps_what_it_notes() -> None:
    """The launcher leaves the channel to the app, and loses nothing that it writes."""

    async def story(tab: Tab) -> list[str]:
        await tab.sign_in()
        client = tab.client
        tab.successor()
        await client.refresh()
        return one.kept(tab)

    with inspected() as one:
        lines = asyncio.run(story(one.browser.tab()))
    assert json.loads(lines[-1])["kind"] in ("lock", "session")


def test_a_client_that_handed_over_answers_no_inspector() -> None:
    """The app's does, with the tape of the whole tab."""
    with inspected() as one:
        predecessor = one.browser.tab()
        asyncio.run(predecessor.client.start())
        [name] = one.recordings.tabs()
        predecessor.successor()
        one.said.clear()
        one.wire.post(WANTED)
        answering = [json.loads(message)["tab"] for message in one.said]
    assert answering == [name]


Deed = Callable[[], Awaitable[object]]
ACTIONS = ("sign_in", "fetch", "user_info", "refresh", "revoke", "sign_out", "forged", "denied")


async def _sign_in(tab: Tab) -> None:
    """Sign in, and put what is gone afterwards where `_secrets` finds it."""
    await tab.client.start()
    url = await tab.callback()
    left_for = tab.navigation.visited[-1]
    await tab.come_back(url)
    tab.navigation.visited += [left_for, url]


async def _act(tab: Tab, action: str, junk: str) -> None:
    """Do one thing that a person, an app or an attacker may do; whether it works matters not."""
    url = f"{samples.PAGE}/"
    deeds: dict[str, Deed] = {
        "sign_in": lambda: _sign_in(tab),
        "fetch": lambda: tab.client.fetch("/api/user"),
        "user_info": tab.client.fetch_user_info,
        "refresh": tab.client.refresh,
        "revoke": tab.client.revoke,
        "sign_out": tab.client.sign_out,
        "forged": lambda: tab.come_back(f"{url}?code={junk}&state={junk}"),
        "denied": lambda: tab.come_back(
            f"{url}?error={junk}&state={junk}&error_description={junk}"
        ),
    }
    with suppress(Exception):
        await deeds[action]()


def _secrets(tab: Tab) -> set[str]:
    """Return every secret, as it is stored in a tab and in what it sent."""
    found = set()
    for key, text in tab.storage.entries.items():
        if key.startswith("cognito."):
            values = json.loads(text).items()
            named = ("state", "nonce", "code_verifier", "access_token", "id_token", "refresh_token")
            found |= {str(value) for name, value in values if name in named}
    for request in tab.transport.requests:
        form = parse_qsl(request.body) if isinstance(request.body, str) else []
        found |= {value for name, value in form if name not in ("redirect_uri", "client_id")}
        found |= {value.partition(" ")[2] for _, value in request.headers}
    for url in [tab.navigation.url, *tab.navigation.visited]:
        found |= {v for n, v in parse_qsl(urlsplit(url).query) if n in ("code", "state", "nonce")}
    return {secret for secret in found if len(secret) >= 20 and " " not in secret}


def _has_part_of(secret: str, text: str) -> bool:
    """Whether twenty characters in a row of `secret` are in `text`."""
    return any(secret[at : at + 12] in text for at in range(0, len(secret) - 11, 8))


@given(
    st.lists(st.sampled_from(ACTIONS), max_size=6),
    st.text("abcdefghijklmnopqrstuvwxyz0123456789-_%", min_size=24, max_size=40),
)
@settings(max_examples=10)
def test_no_secret_of_any_journey_is_recorded(actions: list[str], junk: str) -> None:
    """Neither storage nor channel has any part of a code, state, verifier or token, or a name."""
    secrets = set()

    async def story(tab: Tab) -> None:
        for action in ["sign_in", *actions]:
            await _act(tab, action, junk)
            secrets.update(_secrets(tab))

    with inspected() as one:
        tab = one.browser.tab()
        asyncio.run(story(tab))
        written = "".join([*one.kept(tab), *one.said])
    assert len(secrets) >= 7
    assert [secret for secret in secrets if _has_part_of(secret, written)] == []
    told = [
        word for word in ("ada@example.com", "Ada Lovelace", *PASSWORDS.values()) if word in written
    ]
    assert told == []


def test_the_search_for_secrets_finds_them() -> None:
    """Without this, the silence of the test above would prove nothing."""
    secret = "s3cret-" * 5
    assert _has_part_of(secret, f"x{secret[3:28]}y")
    assert not _has_part_of(secret, secret[:8])
