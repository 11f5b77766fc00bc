"""An attacker who can guess random numbers guesses a state, nonce or verifier."""

import base64
from urllib.parse import parse_qs, urlsplit

from tests.e2e.domain_log import s256
from tests.e2e.entries import only
from tests.e2e.person import Person
from tests.e2e.site import Site

ALWAYS_SEVEN = """Crypto.prototype.getRandomValues = (array) => array.fill(7);"""
NO_CHANCE = """Math.random = () => 0.5; Date.now = () => 1800000000000;"""


@only("mpy")
def test_the_platforms_generator_is_the_only_source(person: Person, site: Site) -> None:
    """With it fixed, all values are what it gave; with everything else fixed, none are."""
    person.page.add_init_script(NO_CHANCE)
    person.open()
    first = _values(person.goes_to_login())
    person.open()
    second = _values(person.goes_to_login())
    assert not set(first) & set(second)

    person.page.add_init_script(ALWAYS_SEVEN)
    person.open()
    assert _values(person.goes_to_login()) == [_sevens(24), _sevens(24), s256(_sevens(48))]
    site.domain_log.exchanges.clear()


def _values(login: str) -> list[str]:
    parameters = parse_qs(urlsplit(login).query)
    return [parameters[name][0] for name in ("state", "nonce", "code_challenge")]


def _sevens(count: int) -> str:
    return base64.urlsafe_b64encode(bytes([7] * count)).decode()
