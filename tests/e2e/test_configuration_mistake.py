"""A mistake in `[auth]`: the page says what to correct."""

from playwright.sync_api import Page, expect

from server.configuration import read_configuration
from server.runtimes import ROOT
from tests.e2e.entries import only
from tests.e2e.person import Person
from tests.e2e.site import Site

TOML = read_configuration(ROOT / "pyscript.toml").text


@only("launcher", "py")
def test_a_mistake_is_named_with_what_was_found_and_expected(person: Person, site: Site) -> None:
    """The alert names the key, what stands there and what should, and no button leads on."""
    _serve_configuration(person.page, "domain =", 'domain = "https://id.example.com/"')
    person.open()
    expect(person.alert).to_contain_text("[auth] domain: got https://id.example.com/, expected ")
    expect(person.alert).to_contain_text("a host name without protocol")
    expect(person.button("Sign in")).to_be_hidden()
    assert site.domain_log.exchanges == []


@only("mpy")
def test_a_secret_is_refused_and_not_repeated(person: Person) -> None:
    """A client secret in a page's configuration stops the page, and the alert does not show it."""
    secret = person.watch.guard("client secret", "not-for-a-page")
    _serve_configuration(person.page, "client_id =", f'client_secret = "{secret}"')
    person.open()
    expect(person.alert).to_contain_text("[auth] client_secret: got a secret, expected none")
    expect(person.button("Sign in")).to_be_hidden()


@only("launcher")
def test_a_page_that_sign_in_does_not_come_back_to_is_said(person: Person, site: Site) -> None:
    """The alert says where to open the page, and nobody is sent to Cognito for nothing."""
    _serve_configuration(person.page, "redirect_uri", 'redirect_uri = "https://app.example.com/"')
    person.open()
    expect(person.alert).to_contain_text("[auth] redirect_uri: got https://app.example.com/,")
    expect(person.alert).to_contain_text("where this page is")
    expect(person.alert).to_contain_text("open https://app.example.com/")
    expect(person.button("Sign in")).to_be_hidden()
    assert site.domain_log.exchanges == []


def _serve_configuration(page: Page, line: str, replacement: str) -> None:
    lines = [replacement if one.startswith(line) else one for one in TOML.splitlines()]
    page.route("**/pyscript.toml", lambda route: route.fulfill(body="\n".join(lines)))
