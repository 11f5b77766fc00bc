"""One session in two tabs."""

from tests.browsers.person import Person
from tests.e2e.entries import WHEN_SIGNED_IN, remote
from tests.e2e.site import Site


@remote(*WHEN_SIGNED_IN)
def test_two_tabs_share_one_session(person: Person, second_tab: Person, site: Site) -> None:
    """The second tab needs no redirect, one request renews both, and both end at once."""
    person.signs_in()
    second_tab.open(state="signed_in")
    assert len(site.domain_log.find("GET", "/login")) == 1

    both = person, second_tab
    for each in both:
        each.sets_clock(hours=1)
        each.starts("get_access_token")
    tokens = {each.answer().value for each in both}
    assert len(tokens) == 1
    assert site.grants() == ["authorization_code", "refresh_token"]

    person.asks("sign_out", hosted=False)
    second_tab.settles("ended")
    for each in both:
        each.sees_nothing_protected()
        assert each.keeps() == []
    assert second_tab.asks("session").value["reason"] == "signed_out_elsewhere"
