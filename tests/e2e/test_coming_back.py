"""Return to the page where a sign-in started: deep links and other parameters."""

from tests.e2e.entries import only
from tests.e2e.person import Person
from tests.e2e.site import Site


@only("launcher")
def test_a_deep_link_is_restored(person: Person, site: Site) -> None:
    """Path, query and fragment of the page that the sign-in started from are there again."""
    deep = "/reports?year=1843&name=Ada%20L#note-g"
    person.open(deep)
    person.goes_to_login()
    person.types_password()
    person.page.wait_for_url(site.url(deep))
    person.settles("signed_in")
    assert person.page.url == site.url(deep)
    assert len(site.domain_log.find("POST", "/oauth2/token")) == 1


@only("mpy")
def test_cleaning_the_address_keeps_everything_else(person: Person, site: Site) -> None:
    """Other parameters, the fragment and `history.state` survive a callback byte for byte."""
    person.page.add_init_script("history.replaceState({ draft: 7 }, '')")
    person.open("/?lang=de&code=c0de-of-nobody&q=%C3%A9+1&state=forged&empty=#note-g")
    assert person.page.url == site.url("/?lang=de&q=%C3%A9+1&empty=#note-g")
    assert person.page.evaluate("history.state") == {"draft": 7}
