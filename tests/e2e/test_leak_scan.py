"""The search for leaks finds what is there: without this, its silence would prove nothing."""

import pytest

from tests.e2e.entries import only
from tests.e2e.leaks import Secret, Sighting, find_leaks
from tests.e2e.visitor import Visitor

PLANTS = {
    "dom": "document.body.dataset.x = secret",
    "title": "document.title = secret",
    "location": "location.hash = secret",
    "history.state": "history.replaceState({ secret }, '')",
    "window.name": "window.name = secret",
    "window.planted": "window.planted = secret",
    "document.cookie": "document.cookie = `x=${secret}`",
    "localStorage x": "localStorage.setItem('x', secret)",
    "sessionStorage x": "sessionStorage.setItem('x', secret)",
    "performance mark": "performance.mark(secret)",
    "console": "console.log(secret)",
    "url of GET page /auth/x.py": "fetch(`/auth/x.py?x=${secret}`)",
    "body of POST page /x": "fetch('/x', { method: 'POST', body: secret })",
    "header x-secret of GET page /x": "fetch('/x', { headers: { 'X-Secret': secret } })",
}


@only("mpy")
def test_a_secret_is_found_wherever_it_is_planted(visitor: Visitor) -> None:
    """Each place that a page can put a secret into is searched."""
    visitor.open()
    visitor.page.route("**/x*", lambda route: route.fulfill(body=""))
    secret = visitor.watch.guard("access_token", "a-secret-of-this-test")
    for plant in PLANTS.values():
        visitor.page.evaluate(f"async (secret) => {{ await ({plant}) }}", secret)
    visitor.watch.look_around(visitor.page)
    found = set(visitor.watch.leaks())
    assert {f"access_token in {place}" for place in PLANTS} - found == set()
    visitor.watch.secrets.clear()


@pytest.mark.parametrize(
    ("kind", "place", "leaks"),
    [
        ("code", "url of GET page /", []),
        ("code", "url of GET page /reports", ["code in url of GET page /reports"]),
        ("verifier", "sessionStorage cognito.transaction.abc", []),
        ("verifier", "localStorage x", ["verifier in localStorage x"]),
        ("access_token", "header authorization of GET page /api/user", []),
        ("access_token", "access log", ["access_token in access log"]),
    ],
)
def test_only_what_the_table_allows_is_allowed(kind: str, place: str, leaks: list[str]) -> None:
    """A secret may be in its own places and in no other."""
    assert find_leaks([Secret(kind, "s3cret")], [Sighting(place, "has s3cret in it")]) == leaks


def test_half_a_token_is_a_leak_as_well() -> None:
    """A token that was cut short on its way into a log is found by its middle."""
    token = "".join(chr(97 + number % 26) for number in range(300))
    assert find_leaks([Secret("id_token", token)], [Sighting("console", token[:200])]) != []
