"""Sign-in, from the landing page to the API's response."""

from tests.browsers.person import Person
from tests.e2e.domain_log import s256
from tests.e2e.entries import WHEN_SIGNED_IN, only
from tests.e2e.site import Site


@only(*WHEN_SIGNED_IN)
def test_a_person_signs_in_and_the_api_knows_them(person: Person, site: Site) -> None:
    """The page shows who signed in, the API agrees, and the code was exchanged once, with PKCE."""
    person.signs_in()
    person.sees("Ada Lovelace", at="#name")
    assert person.tab.evaluate("() => location.href") == site.url("/")
    person.tab.click("#call-api")
    person.sees('"username": "ada"', at="#api-result")

    [login] = site.domain_log.find("GET", "/login")
    [exchange] = site.domain_log.find("POST", "/oauth2/token")
    assert login.parameters["code_challenge"] == s256(exchange.form["code_verifier"])
    assert not {"cookie", "authorization", "referer"} & exchange.headers.keys()
