"""The page in another language, chosen by browser or address, and fetched only then."""

import pytest
from playwright.sync_api import expect

from tests.e2e.entries import WHEN_SIGNED_IN, only
from tests.e2e.person import Person
from tests.e2e.site import Site

GERMAN = pytest.mark.browser_context_args(locale="de-AT")


@only(*WHEN_SIGNED_IN)
@GERMAN
def test_a_german_browser_gets_german(person: Person, site: Site) -> None:
    """The landing, what went wrong, and the app, whichever interpreter says it."""
    person.open()
    expect(person.page.locator("html")).to_have_attribute("lang", "de")
    expect(person.page).to_have_title("Anmelden mit Amazon Cognito, in Python")
    site.cognito.faults.enable("access-denied", times=1)
    person.button("Anmelden").click()
    person.types_password()
    expect(person.alert).to_have_text("Die Anmeldung wurde abgebrochen.")
    person.button("Anmelden").click()
    person.types_password()
    person.settles("signed_in")
    expect(person.page.locator("#state")).to_have_text("Angemeldet")
    expect(person.page.locator("#access-left")).to_contain_text("noch 59 Min.")
    expect(person.button("API aufrufen")).to_be_visible()


@only("launcher")
@GERMAN
def test_the_address_has_the_last_word(person: Person) -> None:
    """`?lang=` wins over the browser's language, if the page has that language."""
    person.open("/?lang=en")
    expect(person.button("Sign in")).to_be_visible()
    person.open("/?lang=tlh")
    expect(person.button("Anmelden")).to_be_visible()
    person.page.get_by_role("link", name="English").click()
    expect(person.button("Sign in")).to_be_visible()


@only("launcher")
def test_english_costs_nothing(person: Person) -> None:
    """Neither another language's texts nor the module for them is fetched."""
    person.open()
    fetched = [one.url for one in person.watch.requests]
    assert [url for url in fetched if "/texts/" in url or "language" in url] == []


@only("launcher")
@GERMAN
def test_a_language_that_does_not_arrive_leaves_english(person: Person) -> None:
    """The page starts in English."""
    person.watch.expect_failed_load("de.json")
    person.page.route("**/de.json", lambda route: route.fulfill(status=404))
    person.open()
    expect(person.button("Sign in")).to_be_visible()


@only(*WHEN_SIGNED_IN, "py")
def test_the_language_of_a_link_survives_the_sign_in(person: Person) -> None:
    """Cognito leads back to an address without it, and the page restores the one it was."""
    person.open("/?lang=de")
    person.button("Anmelden").click()
    person.types_password()
    person.settles("signed_in")
    expect(person.page.locator("html")).to_have_attribute("lang", "de")
    expect(person.page.locator("#state")).to_have_text("Angemeldet")
    expect(person.button("API aufrufen")).to_be_visible()
    assert person.page.url.endswith("/?lang=de")


@only("launcher")
@GERMAN
def test_english_by_a_link_survives_the_sign_in_too(person: Person) -> None:
    """What was shown in the browser's language meanwhile is English again."""
    person.signs_in("/?lang=en")
    expect(person.page.locator("html")).to_have_attribute("lang", "en")
    expect(person.page).to_have_title("Sign-in with Amazon Cognito, in Python")
    expect(person.page.locator("#state")).to_have_text("Signed in")
    expect(person.button("Call the API")).to_be_visible()
