"""A mistake in `main.py`: in development the page shows it, in production it does not."""

import pytest
from playwright.sync_api import expect

from tests.e2e.entries import only
from tests.e2e.person import Person
from tests.e2e.routes import answer_to
from tests.e2e.site import Site

WRONG_ID = """from auth.page import Page

page = Page()
page.on_click("no-such-id")(page.start)
await page.start()
"""
MISTAKES = {
    "syntax": ("page = )\n", "SyntaxError", 1),
    "name": ("import js\n\npage = Pages()\n", "NameError", 3),
    "id": (
        WRONG_ID,
        "LookupError: the page has no element with the id no-such-id",
        5,
    ),
}
FAULT = "This page has a fault and cannot be used at the moment. Please try again later."
BLAME = ("site data", "WebAssembly", "another browser", "Reload")
UNMARKED = "document.documentElement.removeAttribute('data-development')"


@only("launcher", "py", "mpy")
@pytest.mark.parametrize("mistake", MISTAKES)
def test_the_page_names_exception_and_line_in_development(
    person: Person, site: Site, mistake: str
) -> None:
    """As text, in place of advice about the browser."""
    _serve(person, site, mistake)
    _, exception, line = MISTAKES[mistake]
    trouble = person.trouble
    expect(trouble).to_be_visible()
    assert trouble.inner_text().startswith(FAULT)
    expect(trouble).to_contain_text(f"main.py, line {line}: {exception.partition(':')[0]}")
    expect(trouble).to_contain_text(exception)
    assert [words for words in BLAME if words in trouble.inner_text()] == []


@only("launcher")
def test_visitors_are_not_told_details(person: Person, site: Site) -> None:
    """A page that `serve.py build` wrote does not show tracebacks."""
    person.page.add_init_script(f"addEventListener('DOMContentLoaded', () => {UNMARKED})")
    _serve(person, site, "name")
    expect(person.trouble).to_be_visible()
    assert person.trouble.inner_text().strip() == FAULT


@only("launcher")
def test_a_landing_without_its_button_is_named_too(person: Person, site: Site) -> None:
    """The launcher itself lacks an element then."""
    person.watch.expect_trouble("no element with the id sign-in")
    person.page.route(
        site.url("/"),
        lambda route: route.fulfill(
            response=(response := answer_to(route)),
            body=response.text().replace('id="sign-in"', 'id="sign_in"'),
        ),
    )
    person.page.goto(site.url())
    expect(person.trouble).to_contain_text(
        "LookupError: the page has no element with the id sign-in"
    )


def _serve(person: Person, site: Site, mistake: str) -> None:
    program, exception, _ = MISTAKES[mistake]
    person.watch.expect_trouble(exception.partition(":")[0])
    person.page.route("**/main.py", lambda route: route.fulfill(body=program))
    person.page.goto(site.url())
    if site.entry == "launcher":
        expect(person.page.locator("html")).to_have_attribute("data-session", "signed_out")
        person.goes_to_login()
        person.types_password()
