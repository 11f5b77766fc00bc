"""One session in two tabs: handed over, renewed once, ended together."""

from tests.browsers.person import Person
from tests.e2e.entries import WHEN_SIGNED_IN, remote
from tests.e2e.site import Site


@remote(*WHEN_SIGNED_IN)
def test_two_tabs_share_one_session(person: Person, person_elsewhere: Person, site: Site) -> None:
    """The second is signed in without a redirect, both renew by one request, both end at once."""
    person.signs_in()
    person_elsewhere.open(state="signed_in")
    assert len(site.domain_log.find("GET", "/login")) == 1

    both = person, person_elsewhere
    for each in both:
        each.sets_clock(hours=1)
        each.starts("get_access_token")
    tokens = {each.answer().value for each in both}
    assert len(tokens) == 1
    assert site.grants() == ["authorization_code", "refresh_token"]

    person.asks("sign_out", hosted=False)
    person_elsewhere.settles("ended")
    for each in both:
        each.sees_nothing_protected()
        assert each.keeps() == []
    assert person_elsewhere.asks("session").value["reason"] == "signed_out_elsewhere"
