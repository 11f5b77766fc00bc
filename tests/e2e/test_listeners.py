"""Listeners for events of the session may call the client, and their exceptions are isolated."""

from tests.e2e.entries import remote
from tests.e2e.remote import Remote
from tests.e2e.site import Site


@remote("py", "mpy")
def test_a_listener_that_calls_the_client_does_not_deadlock(remote: Remote, site: Site) -> None:
    """A renewal that a listener starts runs after the announced one, and both finish."""
    remote.has_signed_in()
    remote.asks("call_back", event="renewed")
    assert remote.asks("refresh").value["event"] == "renewed"
    assert remote.asks("refresh").value["state"] == "signed_in"
    assert 2 <= site.refreshes() <= 3
    assert remote.asks("get_access_token").value


@remote("mpy")
def test_a_listener_that_raises_breaks_nothing(remote: Remote, site: Site) -> None:
    """Other listeners are called, renewals and sign-outs finish, and its message is not shown."""
    remote.watch.expect_trouble("auth: a session listener raised ValueError", '  File "')
    remote.has_signed_in()
    tab = remote.another_tab()
    tab.open(state="signed_in")
    remote.asks("fail", event="renewed")
    assert remote.asks("refresh").value["event"] == "renewed"
    assert tab.asks("get_access_token").value == remote.asks("get_access_token").value
    assert remote.asks("sign_out", hosted=False).value["revoked"]
    remote.settles("signed_out")
    tab.settles("ended")
    assert remote.history()[-3:] == ["renewal_started", "renewed", "signed_out"]
    assert site.refreshes() == 1
    said = " ".join(text for _, text, _ in remote.watch.console)
    assert "a fault of the app's own" not in said
