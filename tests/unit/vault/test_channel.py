"""The channel between the pages of a vault, and what of it leaves the worker."""

import json

import pytest

from auth.testing.doubles import LocalChannel
from auth.vault.channel import Exchange


class Ends:
    """Two pages of a vault, and another program of the origin."""

    def __init__(self) -> None:
        self.stranger = LocalChannel()
        exchange = Exchange(LocalChannel(beside=self.stranger))
        self.one, self.other = exchange.channel(), exchange.channel()
        self.heard: list[tuple[str, str]] = []
        for name, end in (("stranger", self.stranger), ("one", self.one), ("other", self.other)):
            end.listen(lambda message, name=name: self.heard.append((name, message)))  # type: ignore[misc]


@pytest.mark.parametrize("event", ["session", "session_wanted", "anything", ["signed_out"], None])
def test_only_other_pages_of_the_vault_hear_a_session(event: object) -> None:
    """Neither the sender nor the origin does."""
    ends = Ends()
    message = json.dumps({"event": event, "text": "a token"})
    ends.one.post(message)
    assert ends.heard == [("other", message)]


@pytest.mark.parametrize("event", ["signed_out", "active"])
def test_the_origin_hears_what_ends_or_keeps_a_session(event: str) -> None:
    """So that other vaults follow."""
    ends = Ends()
    message = json.dumps({"event": event})
    ends.one.post(message)
    assert sorted(ends.heard) == [("other", message), ("stranger", message)]
    ends.heard.clear()
    ends.stranger.post(message)
    assert sorted(ends.heard) == [("one", message), ("other", message)]


@pytest.mark.parametrize("message", ['{"event": "session"}', '{"event": "session_wanted"}', "x"])
def test_nothing_else_comes_in(message: str) -> None:
    """A page without a vault cannot bring a session, or ask for one."""
    ends = Ends()
    ends.stranger.post(message)
    assert ends.heard == []


def test_a_page_that_is_gone_hears_nothing() -> None:
    """And each page has a name of its own."""
    ends = Ends()
    assert ends.one.page != ends.other.page
    ends.other.close()
    ends.other.close()
    ends.one.post('{"event": "session"}')
    assert ends.heard == []
