"""An attacker gets harmless elements into the page whose names scripts might mistake for values."""

from playwright.sync_api import Route, expect

from tests.e2e.entries import only
from tests.e2e.person import Person
from tests.e2e.routes import answer_to
from tests.e2e.site import Site

NAMES = (
    "config",
    "pyscript",
    "polyscript",
    "interpreter",
    "auth",
    "cognito",
    "hooks",
    "runtime",
    "page",
    "client",
    "crypto",
    "fetch",
    "location",
    "sessionStorage",
    "navigator",
    "history",
    "performance",
    "WebAssembly",
    "trouble2",
)
ELEMENTS = "".join(
    f'<a id="{name}" href="https://evil.example/"></a><form name="{name}"><input name="x"></form>'
    for name in NAMES
)


def _insert(route: Route) -> None:
    if route.request.resource_type != "document":
        return route.continue_()
    response = answer_to(route)
    html = response.text().replace("<main>", f"{ELEMENTS}<main>")
    return route.fulfill(response=response, body=html)


@only("launcher")
def test_named_elements_are_no_values(person: Person, site: Site) -> None:
    """The page starts, signs in and calls as if they were not there."""
    person.page.route(site.url("/*"), _insert)
    person.signs_in()
    person.asks_the_api()
    expect(person.api_result).to_contain_text('"username": "ada"')
    assert len(site.domain_log.find("POST", "/oauth2/token")) == 1
