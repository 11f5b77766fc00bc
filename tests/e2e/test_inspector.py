"""The inspector: a sign-in recorded, drawn, followed and attacked, in the session that is there."""

import re

from playwright.sync_api import Locator, Page, expect

from inspector.drills.catalogue import DRILLS
from tests.e2e.entries import inspected, only
from tests.e2e.person import Person
from tests.e2e.site import Site

MESSAGES = [
    "“Sign in”",
    "GET /login",
    "username and password, on Cognito’s page",
    "302, back to /",
    "POST /oauth2/token",
    "checks the ID token’s signature",
    "stores the session",
    "signed_in · tokens_accepted",
    "signed_in · session_restored",
]
MARK = re.compile(r"state=(•32 #[0-9a-f]{8})")
WIDTHS_OF_DIAGRAM = """["#diagram svg", "#diagram"].map((one) =>
  document.querySelector(one).getBoundingClientRect().width)"""
ROWS = "#generations tbody tr"


def opens_inspector(person: Person) -> Person:
    """Follow the page's link, and wait until the inspector works."""
    with person.page.context.expect_page() as opened:
        person.page.get_by_role("link", name="Inspect this sign-in").click()
    other = Person(opened.value, person.site, person.watch)
    other.settles("signed_in")
    return other


def text_of(inspector: Page) -> Locator:
    """Return the recording's text."""
    return inspector.locator("#transcript")


def order_of(words: list[str], text: str) -> list[int]:
    """Return where each of `words` comes in `text`, after the one before it."""
    places: list[int] = []
    for word in words:
        places.append(text.find(word, max(places, default=0)))
    return places


@inspected("launcher")
def test_a_sign_in_is_drawn_message_by_message(person: Person) -> None:
    """Before and after the redirect, on both interpreters; what comes later is added live."""
    person.signs_in()
    inspector = opens_inspector(person).page
    expect(text_of(inspector)).to_have_value(re.compile("session_restored"))
    text = text_of(inspector).input_value()
    drawn = " ".join(inspector.locator("#diagram .seq-title").all_text_contents())
    assert -1 not in order_of(MESSAGES, text)
    assert -1 not in order_of(MESSAGES, drawn)
    assert "program=micropython" in text
    assert "program=cpython" in text
    assert len(set(MARK.findall(text))) == 1

    widths = inspector.evaluate(WIDTHS_OF_DIAGRAM)
    assert 900 < widths[0] <= widths[1]

    person.asks_the_api()
    expect(text_of(inspector)).to_have_value(re.compile("GET /api/user"))
    expect(inspector.get_by_role("img", name="A sign-in, message by message")).to_be_visible()

    inspector.set_viewport_size({"width": 320, "height": 640})
    expect(inspector.locator("#diagram .seq-time")).to_have_count(0)
    widths = inspector.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert widths[0] <= widths[1]


@inspected("launcher")
def test_a_family_of_tokens_is_followed_to_its_end(person: Person, site: Site) -> None:
    """A renewal adds a generation; a revocation shows who has noticed; nobody is signed out."""
    person.watch.expect_failed_load("/oauth2/")
    person.signs_in()
    inspector = opens_inspector(person)
    page = inspector.page
    rows = page.locator(ROWS)
    expect(rows).to_have_count(1)
    inspector.button("Refresh now").click()
    expect(rows).to_have_count(2)
    expect(rows.nth(0)).to_contain_text("1 from 0")

    inspector.button("Refresh with generation 0").click()
    expect(page.locator("#tokens-said")).to_contain_text("invalid_grant")
    inspector.button("Check who accepts them").click()
    expect(page.locator(".verdict.accepted")).to_have_count(4)
    inspector.button("Revoke generation 1").click()
    expect(page.locator(".verdict.accepted")).to_have_count(2)
    expect(page.locator(".verdict.refused")).to_have_count(2)

    expect(page.locator("#claims")).to_contain_text("cognito:username")
    inspector.settles("signed_in")
    person.settles("signed_in")
    assert site.refreshes() == 2


@inspected("launcher")
def test_every_drill_is_refused(person: Person, site: Site) -> None:
    """Each attack shows its refusal and its rule, and the session goes on."""
    person.watch.expect_failed_load("/oauth2/token")
    person.watch.expect_failed_load("/api/user")
    person.watch.expect_leak("id_token", "header authorization of GET page /api/user")
    person.signs_in()
    inspector = opens_inspector(person)
    for drill in DRILLS:
        inspector.button(f"Try it: {drill.title}").click()
        said = inspector.page.locator(f"#said-{drill.key}")
        expect(said.locator(".refused-attack")).to_contain_text("Refused.")
        card = inspector.page.get_by_role("article", name=drill.title)
        expect(card.get_by_role("link", name=drill.section)).to_have_attribute("href", drill.url)
    # The sign-in, and the two drills that send a code.
    assert site.grants() == ["authorization_code"] * 3
    inspector.button("Refresh now").click()
    expect(inspector.page.locator(ROWS)).to_have_count(2)
    person.settles("signed_in")


@inspected("launcher")
def test_somebody_signs_in_at_the_inspector(person: Person) -> None:
    """It is a page of the app like any other, and what it knows can be wiped."""
    person.page.goto(person.site.url("/inspector/"))
    person.settles("signed_out")
    expect(person.button("Try it: Tamper with the ID token")).to_be_disabled()
    person.goes_to_login()
    person.types_password()
    person.page.wait_for_url("**/inspector/")
    person.settles("signed_in")
    expect(person.page.locator(ROWS)).to_have_count(1)
    expect(text_of(person.page)).to_have_value(
        re.compile("tokens_accepted|navigates to /inspector/")
    )
    person.button("Clear").click()
    expect(person.page.locator("#diagram")).to_be_empty()


@only("launcher")
def test_without_the_inspector_nothing_is_recorded(person: Person) -> None:
    """No file of it is fetched and none of its keys is in storage."""
    person.signs_in()
    person.asks_the_api()
    expect(person.api_result).to_contain_text("ada")
    keys = person.page.evaluate("[...Object.keys(sessionStorage), ...Object.keys(localStorage)]")
    assert [key for key in keys if not key.startswith(("cognito.", "pyodide."))] == []
    assert [one.url for one in person.watch.requests if "inspector" in one.url] == []
    expect(person.page.get_by_role("link", name="Inspect this sign-in")).to_have_count(0)
