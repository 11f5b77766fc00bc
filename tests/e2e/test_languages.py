"""The page in another language, chosen by browser or address, and fetched only then."""

import pytest
from playwright.sync_api import expect

from tests.e2e.entries import WHEN_SIGNED_IN, only
from tests.e2e.site import Site
from tests.e2e.visitor import Visitor

GERMAN = pytest.mark.browser_context_args(locale="de-AT")


@only(*WHEN_SIGNED_IN)
@GERMAN
def test_a_german_browser_gets_german(visitor: Visitor, site: Site) -> None:
    """The landing, what went wrong, and the app, whichever interpreter says it."""
    visitor.open()
    expect(visitor.page.locator("html")).to_have_attribute("lang", "de")
    expect(visitor.page).to_have_title("Anmelden mit Amazon Cognito, in Python")
    site.cognito.faults.enable("access-denied", times=1)
    visitor.button("Anmelden").click()
    visitor.types_password()
    expect(visitor.alert).to_have_text("Die Anmeldung wurde abgebrochen.")
    visitor.button("Anmelden").click()
    visitor.types_password()
    visitor.settles("signed_in")
    expect(visitor.page.locator("#state")).to_have_text("Angemeldet")
    expect(visitor.page.locator("#access-left")).to_contain_text("noch 59 Min.")
    expect(visitor.button("API aufrufen")).to_be_visible()


@only("launcher")
@GERMAN
def test_the_address_has_the_last_word(visitor: Visitor) -> None:
    """`?lang=` wins over the browser's language, if the page has that language."""
    visitor.open("/?lang=en")
    expect(visitor.button("Sign in")).to_be_visible()
    visitor.open("/?lang=tlh")
    expect(visitor.button("Anmelden")).to_be_visible()
    visitor.page.get_by_role("link", name="English").click()
    expect(visitor.button("Sign in")).to_be_visible()


@only("launcher")
def test_english_costs_nothing(visitor: Visitor) -> None:
    """Neither another language's texts nor the module for them is fetched."""
    visitor.open()
    fetched = [one.url for one in visitor.watch.requests]
    assert [url for url in fetched if "/texts/" in url or "language" in url] == []


@only("launcher")
@GERMAN
def test_a_language_that_does_not_arrive_leaves_english(visitor: Visitor) -> None:
    """The page starts in English."""
    visitor.watch.expect_failed_load("de.json")
    visitor.page.route("**/de.json", lambda route: route.fulfill(status=404))
    visitor.open()
    expect(visitor.button("Sign in")).to_be_visible()


@only(*WHEN_SIGNED_IN, "py")
def test_the_language_of_a_link_survives_the_sign_in(visitor: Visitor) -> None:
    """Cognito leads back to an address without it, and the page restores the one it was."""
    visitor.open("/?lang=de")
    visitor.button("Anmelden").click()
    visitor.types_password()
    visitor.settles("signed_in")
    expect(visitor.page.locator("html")).to_have_attribute("lang", "de")
    expect(visitor.page.locator("#state")).to_have_text("Angemeldet")
    expect(visitor.button("API aufrufen")).to_be_visible()
    assert visitor.page.url.endswith("/?lang=de")


@only("launcher")
@GERMAN
def test_english_by_a_link_survives_the_sign_in_too(visitor: Visitor) -> None:
    """What was shown in the browser's language meanwhile is English again."""
    visitor.signs_in("/?lang=en")
    expect(visitor.page.locator("html")).to_have_attribute("lang", "en")
    expect(visitor.page).to_have_title("Sign-in with Amazon Cognito, in Python")
    expect(visitor.page.locator("#state")).to_have_text("Signed in")
    expect(visitor.button("Call the API")).to_be_visible()
