"""The search for leaks finds secrets in every place, so that its silence proves something."""

import pytest

from tests.e2e.entries import only
from tests.e2e.leaks import Secret, Sighting, find_leaks
from tests.e2e.person import Person


def _store(name: str) -> str:
    """Return an object store of a database that has two."""
    return """new Promise((done) => {
      const opening = indexedDB.open("x");
      opening.onupgradeneeded = () =>
        ["y", "z"].forEach((store) => opening.result.createObjectStore(store));
      opening.onsuccess = () =>
        done(opening.result.transaction("NAME", "readwrite").objectStore("NAME"));
    })""".replace("NAME", name)


PLANTS = {
    "dom": "document.body.dataset.x = secret",
    "title": "document.title = secret",
    "location": "location.hash = secret",
    "history.state": "history.replaceState({ secret }, '')",
    "window.name": "window.name = secret",
    "window.planted": "window.planted = secret",
    "window.holder.planted": "window.holder = { planted: secret }",
    "window.list.0": "window.list = [secret]",
    "window.act.planted": "window.act = Object.assign(() => {}, { planted: secret })",
    "document.cookie": "document.cookie = `x=${secret}`",
    "cookie x": "document.cookie = `x=${secret}`",
    "localStorage x": "localStorage.setItem('x', secret)",
    "sessionStorage x": "sessionStorage.setItem('x', secret)",
    "performance mark": "performance.mark(secret)",
    "performance measure": "performance.measure('x', { start: 0, detail: { secret } })",
    "indexedDB names": "indexedDB.open(secret)",
    "indexedDB x y": f"{_store('y')}.then((store) => store.put({{ secret }}, 'key'))",
    "indexedDB x z": f"{_store('z')}.then((store) => store.put(1, secret))",
    "caches x": "caches.open('x').then((cache) => cache.put('/x', new Response(secret)))",
    "console": "console.log({ secret })",
    "page error": "new Promise((done) => setTimeout(() => { done(); throw Error(secret); }))",
    "access log": "fetch(`/api/${secret}`)",
    "url of GET page /auth/x.py": "fetch(`/auth/x.py?x=${secret}`)",
    "body of POST page /x": "fetch('/x', { method: 'POST', body: secret })",
    "header x-secret of GET page /x": "fetch('/x', { headers: { 'X-Secret': secret } })",
}


@only("mpy")
def test_a_secret_is_found_wherever_it_is_planted(person: Person) -> None:
    """Each place that a page can put a secret into is searched."""
    person.open()
    person.page.route("**/x*", lambda route: route.fulfill(body=""))
    person.watch.expect_failed_load("/api/")
    secret = person.watch.guard("access_token", "a-secret-of-this-test")
    for plant in PLANTS.values():
        person.page.evaluate(f"async (secret) => {{ await ({plant}) }}", secret)
    person.watch.look_around(person.page)
    found = set(person.watch.leaks())
    assert {f"access_token in {place}" for place in PLANTS} - found == set()
    person.watch.secrets.clear()
    person.watch.page_errors.clear()


ALLOWED = (
    ("code", "url of GET page /"),
    ("verifier", "sessionStorage cognito.transaction.abc"),
    ("verifier", "body of POST domain /oauth2/token"),
    ("refresh_token", "body of POST domain /oauth2/revoke"),
    ("access_token", "header authorization of GET page /api/user"),
)
FORBIDDEN = (
    ("code", "url of GET page /reports"),
    ("code", "header referer of GET page /main.py"),
    ("code", "body of POST domain /oauth2/revoke"),
    ("verifier", "url of GET domain /login"),
    ("verifier", "localStorage x"),
    ("access_token", "access log"),
    ("access_token", "url of GET page /api/user"),
    ("access_token", "body of POST domain /oauth2/token"),
    ("id_token", "header authorization of GET page /api/user"),
    ("refresh_token", "header authorization of GET page /api/user"),
    ("refresh_token", "body of POST domain /oauth2/userInfo"),
    ("refresh_token", "sessionStorage cognito.transaction.abc"),
)


@pytest.mark.parametrize(("kind", "place"), [*ALLOWED, *FORBIDDEN])
def test_only_what_the_table_allows_is_allowed(kind: str, place: str) -> None:
    """A secret is allowed only in the places that the table lists."""
    leaks = find_leaks([Secret(kind, "s3cret")], [Sighting(place, "has s3cret in it")])
    assert leaks == ([] if (kind, place) in ALLOWED else [f"{kind} in {place}"])


def test_half_a_token_is_a_leak_as_well() -> None:
    """A part of a token is found by its middle."""
    token = "".join(chr(97 + number % 26) for number in range(300))
    assert find_leaks([Secret("id_token", token)], [Sighting("console", token[:200])]) != []
