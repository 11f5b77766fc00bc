"""An attacker opens the page in a window of theirs, to keep a hand on it (tabnabbing)."""

from tests.e2e.entries import only
from tests.e2e.person import Person
from tests.e2e.site import Site
from tests.security.page.attacker import open_attacker


@only("mpy")
def test_the_opener_has_no_hand_on_the_page(person: Person, site: Site) -> None:
    """The page has no opener, and the opener sees a closed window."""
    open_attacker(person.page, site, "<button>x</button>")
    with person.watch.context.expect_page() as opened:
        person.page.evaluate(f"window.held = window.open({site.url()!r}); undefined")
    victim = Person(opened.value, site, person.watch)
    victim.settles("signed_out")
    assert opened.value.evaluate("window.opener") is None
    assert person.page.evaluate("held.closed") is True
    person.page.evaluate("held.postMessage('x', '*'); held.location = 'about:blank'; undefined")
    victim.goes_to_login()
    victim.types_password()
    victim.settles("signed_in")
