"""What a tab says to the others, in the form that `tabs.py` reads."""

import json
from typing import Any

from auth.session.messages import TabMessages
from auth.testing.doubles import LocalChannel
from tests.support import samples


def heard_from(say: Any) -> list[dict[str, str]]:
    """Return what another tab hears while `say` is called with a tab's messages."""
    channel, heard = LocalChannel(), list[dict[str, str]]()
    LocalChannel(beside=channel).listen(lambda text: heard.append(json.loads(text)))
    say(TabMessages(channel))
    return heard


def test_each_message_says_what_it_is_about() -> None:
    """Empty parts are left out."""
    record = samples.session_record()
    assert heard_from(lambda one: one.announce(record)) == [
        {"event": "session", "text": record.to_json()}
    ]
    assert heard_from(lambda one: one.tell_end("f", sub="ada")) == [
        {"event": "signed_out", "text": "f", "sub": "ada"}
    ]
    assert heard_from(lambda one: one.ask("f")) == [{"event": "session_wanted", "text": "f"}]
    assert heard_from(lambda one: one.ask()) == [{"event": "session_wanted"}]
    assert heard_from(lambda one: one.tell_activity()) == [{"event": "active"}]


def test_a_page_says_which_one_it_is_when_it_greets_or_hands_over() -> None:
    """Other programs on it know the same name, and no other tab does."""
    for say in (lambda one: one.greet(), lambda one: one.hand_over(samples.session_record())):
        [message] = heard_from(say)
        assert message["page"]


def test_after_closing_nothing_is_said() -> None:
    """A browser's channel that was closed raises if somebody posts on it."""

    def say(messages: TabMessages) -> None:
        messages.close()
        assert messages.is_closed
        messages.tell_activity()

    assert heard_from(say) == []
