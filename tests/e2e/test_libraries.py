"""`urllib.request` and `requests` in the page: where the token goes, and what comes back."""

import json
from typing import Any

from tests.e2e.entries import with_libraries
from tests.e2e.person import Person
from tests.e2e.site import Site
from tests.e2e.test_packages import archives

LIBRARIES = ("urllib", "requests")


def ask(person: Person, library: str, url: str, **given: object) -> dict[str, Any]:
    """Call `url` in the app by a library."""
    arguments = json.dumps({"url": url, **given})
    # From a timer, as a click would be: a call from the test itself would lift the page's policy.
    text: str = person.page.evaluate(
        "(given) => new Promise((done) => setTimeout(done)).then(() => askBy(...given))",
        [library, arguments],
    )
    outcome: dict[str, Any] = json.loads(text)
    return outcome


@with_libraries()
def test_the_token_goes_along_to_listed_origins_only(person: Person, site: Site) -> None:
    """Signed in, both libraries are; a form is a form, a refusal an error, silence one, too."""
    said = ("Content Security Policy", "Failed to load", "Refused", "violates")
    person.watch.expect_violations("connect-src", said=said)
    person.has_signed_in()
    api = f"{site.others.api}/who"
    assert archives(person) == []
    for library in LIBRARIES:
        outcome = ask(person, library, api)
        assert (outcome["status"], json.loads(outcome["text"])) == (200, {"body": ""})
        posted = ask(person, library, api, form="a=1&b=%C3%A9")
        assert posted["status"] == 200
        form = site.others.requests[-1].headers["content-type"]
        assert form == "application/x-www-form-urlencoded"
    token = site.others.tokens()[0]
    assert site.others.tokens() == [token] * 4
    assert {"pyodide-http", "requests", "urllib3"} <= set(archives(person))
    asked = len(site.others.requests)
    assert ask(person, "urllib", api, headers={"Authorization": "Basic eA=="})["status"] == 200
    assert site.others.requests[asked].headers["authorization"] == "Basic eA=="
    site.others.refusals = [403, 403]
    assert ask(person, "urllib", api)["error"] == "HTTPError"
    assert ask(person, "requests", api)["reason"] == "Forbidden"
    for library, silence in zip(LIBRARIES, ("URLError", "ConnectionError"), strict=True):
        assert ask(person, library, f"{site.others.unlisted}/who") == {"error": silence}
        assert ask(person, library, f"{site.others.api}/moved") == {"error": silence}
    assert not site.others.unlisted_was_called
    person.signs_out()
    assert ask(person, "urllib", api) == {"error": "SignInRequired"}
