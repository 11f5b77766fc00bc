"""Buttons and links on the landing page that lead to other pages of Cognito's, or run Python."""

import json
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, Route, expect

from tests.e2e.entries import example, only
from tests.e2e.person import Person
from tests.e2e.routes import answer_to
from tests.e2e.site import Site

BUTTONS = [
    ("button", "As Grace", {"data-auth": "sign-in", "data-login-hint": "grace"}),
    ("a", "Forgot it?", {"href": "/help", "data-auth": "reset-password", "data-lang": "de"}),
    ("button", "With Example", {"data-auth": "sign-in", "data-identity-provider": "Example"}),
    ("button", "Misspelt", {"data-auth": "signup"}),
    ("button", "Dead", {"id": "reports"}),
]
INSERT = """
  const insert = (place) => {
    for (const [tag, words, attributes] of BUTTONS) {
      const element = document.createElement(tag);
      for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
      element.textContent = words;
      place.before(element);
    }
  };
  const observer = new MutationObserver(() => {
    const place = document.querySelector(".enter");
    if (!place) return;
    observer.disconnect();
    insert(place);
  });
  observer.observe(document, { childList: true, subtree: true });
"""
WAYS = {
    "As Grace": ("/login", {"login_hint": "grace"}),
    "Forgot it?": ("/forgotPassword", {"lang": "de"}),
    "With Example": ("/login", {"identity_provider": "Example"}),
}
LANDING = """
from auth.page.launcher import page


@page.on_click("reports")
async def open_reports():
    await page.client.sign_in(return_to="/reports")
"""


def _with_buttons(page: Page) -> None:
    """Add the buttons while the page is parsed; Playwright cannot change a redirect's document."""
    page.add_init_script(f"{{ const BUTTONS = {json.dumps(BUTTONS)}; {INSERT} }}")


def _waits_for_cognito(person: Person, site: Site) -> None:
    person.page.wait_for_url(lambda url: not url.startswith(site.url("/")))


@only("launcher", "mpy")
@pytest.mark.parametrize("words", WAYS)
def test_a_button_needs_html_alone(person: Person, site: Site, words: str) -> None:
    """Whichever interpreter runs, it leads to its page of Cognito's, with its parameters."""
    _with_buttons(person.page)
    person.open()
    path, parameters = WAYS[words]
    with person.page.expect_request(lambda one: urlsplit(one.url).path == path) as asked:
        person.page.get_by_text(words, exact=True).click()
    query = parse_qs(urlsplit(asked.value.url).query)
    assert {name: query[name] for name in parameters} == {
        name: [value] for name, value in parameters.items()
    }
    assert query["code_challenge_method"] == ["S256"]
    _waits_for_cognito(person, site)


@only("launcher")
def test_the_same_button_works_after_a_sign_out(person: Person) -> None:
    """The app on Pyodide takes it over from the launcher."""
    _with_buttons(person.page)
    person.signs_in()
    person.button("Sign out here only").click()
    person.settles("signed_out")
    with person.page.expect_request("**/login?*login_hint=grace*"):
        person.button("As Grace").click()
    person.settles("signed_in")  # Cognito's own session lasts


@only("launcher")
def test_a_button_that_does_nothing_is_named_on_the_console(person: Person) -> None:
    """With what to do; those that work are not named."""
    _with_buttons(person.page)
    person.open()
    said = [text for kind, text, _ in person.watch.console if kind == "warning"]
    assert [one.partition('"')[2].partition('"')[0] for one in said] == ["Misspelt", "Dead"]
    assert 'data-auth: got "signup", expected one of sign-in, sign-up' in said[0]


@only("launcher")
def test_python_can_run_on_the_landing_page(person: Person, site: Site) -> None:
    """A `landing.py` among the files of the configuration runs on MicroPython, in the launcher."""
    _with_buttons(person.page)
    _opens_with_landing(person, LANDING)
    with person.page.expect_request("**/login?*"):
        person.button("Dead").click()
    person.types_password()
    person.page.wait_for_url(site.url("/reports"))


@only("launcher")
def test_a_faulty_landing_program_leaves_the_page_working(person: Person) -> None:
    """The console has its exception and line."""
    person.watch.expect_trouble("landing.py raised ZeroDivisionError", "line 2", "launcher.py")
    _opens_with_landing(person, "\n1 / 0\n")
    person.goes_to_login()


@only("launcher")
def test_a_landing_program_that_does_not_arrive_leaves_the_page_working(person: Person) -> None:
    """The host's page for missing files is not run as a program."""
    person.watch.expect_failed_load("landing.py")
    _opens_with_landing(person, "1 / 0", status=404)
    person.goes_to_login()


@example("smallest")
def test_the_example_offers_an_account(person: Person) -> None:
    """Its button has one attribute more than others."""
    person.open()
    person.button("Create an account").click()
    person.page.wait_for_url("**/signup?*")
    expect(person.page.get_by_label("E-mail address")).to_be_visible()


def _opens_with_landing(person: Person, program: str, *, status: int = 200) -> None:
    def configure(route: Route) -> None:
        response = answer_to(route)
        text = response.text().replace("[auth]", '[files]\n"/landing.py" = ""\n\n[auth]')
        route.fulfill(response=response, body=text)

    person.page.route("**/pyscript.toml", configure)
    person.page.route("**/landing.py", lambda route: route.fulfill(body=program, status=status))
    person.open()
    person.page.unroute_all(behavior="wait")  # a handler must not outlive its page
