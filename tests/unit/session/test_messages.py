"""The messages of a tab to the others, which `tabs.py` reads."""

import json
from collections.abc import Callable

import pytest

from auth.session.messages import TabMessages
from auth.testing.doubles import LocalChannel
from tests.support import samples


def heard_from(say: Callable[[TabMessages], object]) -> list[dict[str, str]]:
    """Return what another tab hears while `say` is called with a tab's messages."""
    channel, heard = LocalChannel(), list[dict[str, str]]()
    LocalChannel(beside=channel).listen(lambda text: heard.append(json.loads(text)))
    say(TabMessages(channel, "app"))
    return heard


def about(message: dict[str, str]) -> dict[str, str]:
    """Return a message without its app and page."""
    return {name: message[name] for name in message if name not in ("app", "page")}


def test_each_message_says_what_it_is_about() -> None:
    """Empty parts are left out."""
    record = samples.session_record()
    cases: list[tuple[Callable[[TabMessages], None], dict[str, str]]] = [
        (lambda one: one.announce(record), {"event": "session", "text": record.to_json()}),
        (
            lambda one: one.send_end("f", sub="ada"),
            {"event": "signed_out", "text": "f", "sub": "ada"},
        ),
        (lambda one: one.ask("f"), {"event": "session_wanted", "text": "f"}),
        (lambda one: one.ask(), {"event": "session_wanted"}),
        (lambda one: one.send_activity(), {"event": "active"}),
    ]
    for say, expected in cases:
        [message] = heard_from(say)
        assert about(message) == expected


def test_each_message_names_its_app_and_its_page() -> None:
    """All apps of an origin hear it, and a page may have two programs on it."""
    [message] = heard_from(lambda one: one.ask())
    assert (message["app"], bool(message["page"])) == ("app", True)


def test_after_closing_nothing_is_sent() -> None:
    """A browser's channel that was closed raises if somebody posts on it."""

    def say(messages: TabMessages) -> None:
        messages.close()
        messages.send_activity()

    assert heard_from(say) == []


def test_a_channel_that_fails_stops_nobody(capsys: pytest.CaptureFixture[str]) -> None:
    """A sign-out goes on without the other tabs."""

    class Broken(LocalChannel):
        def post(self, message: str) -> None:
            raise RuntimeError(message)

    TabMessages(Broken(), "app").send_end("f")
    assert "auth: a message to other tabs raised RuntimeError\n" in capsys.readouterr().err
