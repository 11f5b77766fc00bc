"""RemoteClient: the methods of AuthClient, over a port."""

import inspect

import pytest

from auth.client import AuthClient
from auth.errors import ApiRequestFailed, ArgumentRefused, StepUpRequired, TransportFailed
from auth.remote.client import RemoteClient
from tests.support import samples
from tests.support.remote import connected, settle
from tests.support.tab import Browser

NOT_FOR_CLIENTS = {"hand_over"}


def test_it_has_the_methods_of_an_auth_client() -> None:
    """A program can use either; their arguments have the same names and defaults."""
    for name, method in inspect.getmembers(AuthClient, inspect.isfunction):
        if name.startswith("_") or name in NOT_FOR_CLIENTS:
            continue
        own = inspect.signature(getattr(RemoteClient, name))
        assert list(own.parameters.values()) == list(inspect.signature(method).parameters.values())


async def test_the_session_arrives_without_tokens(one_browser: Browser) -> None:
    """The client knows who is signed in and until when."""
    pair = await connected(one_browser)
    own, theirs = pair.tab.client.session, pair.client.session
    assert own.user is not None
    assert theirs.user is not None
    assert (theirs.state, theirs.user.name, theirs.user.groups, theirs.expires_at) == (
        "signed_in",
        own.user.name,
        own.user.groups,
        own.expires_at,
    )
    record = pair.tab.client._current.record
    assert record is not None
    for secret in (record.access_token, record.id_token, record.refresh_token):
        assert str(secret) not in pair.messages()


async def test_changes_of_the_session_arrive_with_their_events(one_browser: Browser) -> None:
    """Renewal, sign-out and the names of events are as on the page."""
    pair = await connected(one_browser)
    seen: list[tuple[str, str]] = []
    pair.client.on("changed", lambda session: seen.append(("changed", session.state)))
    pair.client.on("renewed", lambda session: seen.append(("renewed", str(session.renewals))))
    await pair.tab.client.refresh()
    await settle()
    assert seen == [("changed", "renewing"), ("renewed", "1"), ("changed", "signed_in")]
    await pair.tab.client.sign_out(hosted=False)
    await settle()
    assert (pair.client.session.state, pair.client.session.event) == ("signed_out", "signed_out")
    assert pair.client.session.user is None


async def test_a_listener_of_no_event_is_refused(one_browser: Browser) -> None:
    """As `AuthClient.on` does, and unsubscribing works."""
    pair = await connected(one_browser)
    with pytest.raises(ArgumentRefused):
        pair.client.on("exploded", print)  # type: ignore[arg-type]
    seen: list[object] = []
    pair.client.on("changed", seen.append)()
    await pair.client.refresh()
    assert seen == []


async def test_the_owners_errors_arrive_as_they_are(one_browser: Browser) -> None:
    """With their class and their attributes."""
    pair = await connected(one_browser)
    challenge = 'Bearer error="insufficient_user_authentication", max_age="60"'
    pair.tab.transport.answer("/api/user", samples.reply(b"", 401, www_authenticate=challenge))
    with pytest.raises(StepUpRequired) as caught:
        await pair.client.fetch("/api/user")
    assert (caught.value.max_age, caught.value.acr_values) == (60, "")
    pair.tab.transport.answer("/api/user", TransportFailed("no response", is_redirect=True))
    with pytest.raises(ApiRequestFailed) as failed:
        await pair.client.fetch("/api/user")
    assert failed.value.is_redirect
