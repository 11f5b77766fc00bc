"""Many callers share one renewal."""

from tests.e2e.entries import remote
from tests.e2e.remote import Remote
from tests.e2e.site import Site


@remote("py", "mpy")
def test_twenty_calls_at_expiry_make_one_renewal(remote: Remote, site: Site) -> None:
    """All of them get the same new token."""
    remote.page.clock.install()
    remote.has_signed_in()
    old = remote.asks("get_access_token").value
    remote.sets_clock(hours=1)
    tokens = {one.value for one in remote.asks_at_once("get_access_token", 20)}
    assert len(tokens) == 1
    assert old not in tokens
    assert site.refreshes() == 1
    assert remote.asks("session").value["state"] == "signed_in"
