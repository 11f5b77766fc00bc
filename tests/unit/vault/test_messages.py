"""The messages between a page and its vault."""

import json

import pytest

from auth.errors import MalformedResponse
from auth.remote.messages import parse_message
from auth.vault.messages import FROM_PAGE, FROM_VAULT

OPEN = {"type": "open", "version": 1, "url": "http://localhost/", "session": {}, "shared": None}


@pytest.mark.parametrize(
    "message",
    [
        OPEN,
        {"type": "client"},
        {"type": "place", "url": "x"},
        {"type": "moment", "name": "woken"},
        {"type": "stored", "area": "shared", "key": "k", "value": None},
        {"type": "refused", "area": "session"},
        {"type": "bye"},
    ],
)
def test_a_pages_messages_are_read(message: dict[str, object]) -> None:
    """With exactly these members."""
    assert parse_message(json.dumps(message), FROM_PAGE) == message
    with pytest.raises(MalformedResponse):
        parse_message(json.dumps({**message, "more": 1}), FROM_PAGE)


@pytest.mark.parametrize(
    "message",
    [
        {**OPEN, "version": 2},
        {**OPEN, "version": True},
        {**OPEN, "session": {"k": 1}},
        {**OPEN, "session": []},
        {**OPEN, "shared": "x"},
        {**OPEN, "url": None},
        {"type": "moment", "name": "exploded"},
        {"type": "moment", "name": []},
        {"type": "stored", "area": "cookies", "key": "k", "value": None},
        {"type": "stored", "area": "shared", "key": "k", "value": 1},
        {"type": "refused", "area": {}},
        {"type": "store", "area": "session", "key": "k", "value": "v"},
    ],
)
def test_other_messages_of_a_page_are_refused(message: dict[str, object]) -> None:
    """Also those that only a vault sends."""
    with pytest.raises(MalformedResponse):
        parse_message(json.dumps(message), FROM_PAGE)


def test_no_message_of_a_vault_has_a_member_for_a_token() -> None:
    """Its members are addresses, keys of storage and reasons."""
    names = {name for members in FROM_VAULT.values() for name in members}
    assert names == {"area", "key", "value", "url", "replace", "reason"}
