"""The ports of a client whose page is elsewhere."""

import pytest

from auth.errors import StorageUnavailable
from auth.vault.ports import TabLifecycle, TabNavigation, TabStorage


class Sent:
    """Records what is sent to the page."""

    def __init__(self) -> None:
        self.messages: list[tuple[str, dict[str, object]]] = []

    def __call__(self, kind: str, **members: object) -> None:
        """Record one message."""
        self.messages.append((kind, members))


def test_storage_changes_here_and_in_the_page() -> None:
    """Reading asks nobody, and removing reaches also what is only in the page."""
    sent = Sent()
    storage = TabStorage("session", {"a": "1"}, sent)
    storage.set("b", "2")
    assert (storage.get("a"), storage.get("b"), storage.keys()) == ("1", "2", ["a", "b"])
    storage.remove("a")
    storage.remove("c")
    assert storage.keys() == ["b"]
    assert [members["key"] for _, members in sent.messages] == ["b", "a", "c"]
    assert [members["value"] for _, members in sent.messages] == ["2", None, None]


def test_what_the_page_finds_is_not_sent_back() -> None:
    """For example what another tab has stored."""
    sent = Sent()
    storage = TabStorage("shared", {"a": "1"}, sent)
    storage.found({"a": None, "b": "2", "c": None})
    assert storage.keys() == ["b"]
    assert sent.messages == []


@pytest.mark.parametrize("method", ["get", "remove", "keys", "set"])
def test_blocked_storage_raises(method: str) -> None:
    """As in a page whose site data is blocked."""
    storage = TabStorage("session", {}, Sent())
    storage.is_blocked = True
    arguments = {"get": ("a",), "remove": ("a",), "keys": (), "set": ("a", "1")}[method]
    with pytest.raises(StorageUnavailable):
        getattr(storage, method)(*arguments)


def test_the_address_is_known_at_once() -> None:
    """The page is told to show it, or to leave for it."""
    sent = Sent()
    navigation = TabNavigation("http://localhost/a", sent)
    navigation.replace_url("http://localhost/b")
    assert navigation.current_url() == "http://localhost/b"
    navigation.go("http://localhost/c", replace=True)
    assert navigation.current_url() == "http://localhost/b"
    assert sent.messages == [
        ("show", {"url": "http://localhost/b"}),
        ("go", {"url": "http://localhost/c", "replace": True}),
    ]


def test_a_page_reports_activity_only_if_somebody_wants_it() -> None:
    """Other events reach every listener until it unsubscribes."""
    sent = Sent()
    lifecycle = TabLifecycle(sent)
    heard: list[str] = []
    lifecycle.listen(lambda moment: heard.append(f"one {moment}"), activity=False)
    assert sent.messages == []
    stop = lifecycle.listen(lambda moment: heard.append(f"two {moment}"), activity=True)
    assert sent.messages == [("follow", {})]
    lifecycle.happen("active")
    lifecycle.happen("woken")
    stop()
    stop()
    lifecycle.happen("left")
    assert heard == ["two active", "one woken", "two woken", "one left"]
