"""What the launcher shows while the app loads."""

from playwright.sync_api import expect

from tests.e2e.entries import only, remote
from tests.e2e.person import Person
from tests.e2e.remote import Held, Remote


@only("launcher")
def test_people_are_greeted_before_the_app_is_there(person: Person) -> None:
    """The name comes from the checked ID token; the rest appears when the app works."""
    held = Held(person.page, "**/pyodide.asm.wasm")
    person.open()
    person.goes_to_login()
    person.types_password()
    name = person.page.get_by_role("heading", name="Ada Lovelace")
    expect(name).to_be_visible()
    expect(person.page.locator("html")).to_have_attribute("data-session", "booting")
    expect(person.page.get_by_text("Starting the app")).to_be_visible()
    # What has arrived of the app counts; the largest part has not.
    progress = person.page.get_by_role("progressbar")
    expect(progress).to_have_js_property("max", 1)
    expect(progress).not_to_have_js_property("value", 0)
    assert progress.evaluate("bar => bar.value") < 0.6
    for hidden in ("Sign in", "Sign out", "Call the API"):
        expect(person.button(hidden)).to_be_hidden()
    held.release()
    person.settles("signed_in")
    expect(name).to_be_visible()


@remote("launcher")
def test_a_session_from_another_tab_is_no_trouble(remote: Remote) -> None:
    """However long the app takes, no failure is reported."""
    remote.signs_in()
    tab = remote.another_tab()
    tab.page.clock.install()
    held = tab.holds("**/pyodide.asm.wasm")
    tab.page.goto(tab.site.url())
    expect(tab.page.get_by_role("heading", name="Ada Lovelace")).to_be_visible()
    tab.page.clock.fast_forward(5000)
    expect(tab.trouble).to_be_hidden()
    held.release()
    tab.settles("signed_in")
