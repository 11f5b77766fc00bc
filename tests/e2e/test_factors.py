"""Passkeys and codes on Cognito's pages, with an authenticator of Chromium's own."""

from playwright.sync_api import expect

from cognito_stand_in.factors.totp import code_at
from tests.e2e.entries import only
from tests.e2e.person import Person
from tests.e2e.site import Site
from tests.support.virtual_authenticator import VirtualAuthenticator

CLIENT = "2hd8example7standin0client"


@only("launcher")
def test_a_person_adds_a_passkey_and_signs_in_with_it(person: Person, site: Site) -> None:
    """It replaces the password at the next sign-in; another person has none."""
    page = person.page
    VirtualAuthenticator(page)
    person.signs_in()
    query = f"client_id={CLIENT}&redirect_uri={site.url()}"
    page.goto(f"{site.origins.domain}/passkeys/add?{query}")
    page.get_by_role("button", name="Create a passkey").click()
    page.wait_for_url(f"{site.url()}**")
    assert [one.attachment for one in site.cognito.pool.users["ada"].passkeys] == ["platform"]
    person.settles("signed_in")
    person.signs_out()
    person.goes_to_login()
    asks_for_passkey(person, "grace")
    page.get_by_role("button", name="Continue").click()
    expect(person.page.get_by_role("alert")).to_contain_text("passkey")
    page.get_by_role("link", name="Back to sign-in").click()
    asks_for_passkey(person, "ada")
    page.get_by_role("button", name="Continue").click()
    person.settles("signed_in")
    expect(page.get_by_role("heading", level=1)).to_have_text("Ada Lovelace")


def asks_for_passkey(person: Person, username: str) -> None:
    """Choose a passkey on the sign-in page."""
    person.page.get_by_label("Username").fill(username)
    person.button("Use a passkey").click()
    expect(person.page.get_by_role("heading", level=1)).to_have_text("Sign in with your passkey")


@only("launcher")
def test_a_browser_without_an_authenticator_says_so(person: Person) -> None:
    """The page shows what the browser answered, and the password still works."""
    page = person.page
    page.add_init_script(
        "navigator.credentials.get = async () => { throw new Error('none is plugged in'); };"
    )
    person.open()
    person.goes_to_login()
    asks_for_passkey(person, "ada")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("alert")).to_have_text(
        "The browser used no passkey: none is plugged in"
    )
    page.get_by_role("link", name="Back to sign-in").click()
    person.types_password()
    person.settles("signed_in")


@only("launcher")
def test_a_person_signs_in_with_a_code(person: Person, site: Site) -> None:
    """By e-mail instead of the password, or from an authenticator app after it."""
    page, cognito = person.page, site.cognito
    person.open()
    person.goes_to_login()
    page.get_by_label("Username").fill("ada")
    person.button("Get a code by e-mail").click()
    page.get_by_label("Code").fill(cognito.directory.outbox["ada", "sign-in"].code)
    person.button("Sign in").click()
    person.settles("signed_in")
    person.signs_out()
    user = cognito.pool.users["ada"]
    user.totp_secret, user.second_factors, user.active_factors = "A" * 52, ["totp"], ["totp"]
    person.goes_to_login()
    person.types_password()
    page.get_by_label("Code").fill(code_at("A" * 52, cognito.now()))
    person.button("Sign in").click()
    person.settles("signed_in")
