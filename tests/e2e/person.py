"""A person who uses the page: opens, clicks, types, and checks what is shown."""

from dataclasses import dataclass

from playwright.sync_api import Locator, Page, Route, expect

from tests.e2e.earlier_sign_in import sign_in_earlier
from tests.e2e.site import Site
from tests.e2e.watch import Watch

USERNAME = "ada"
PASSWORD = "Analytical-Engine-1843"
ANOTHER_USERNAME = "grace"
ANOTHER_PASSWORD = "First-Actual-Bug-1947"
PROTECTED = ("Ada Lovelace", "ada@example.com", "admins")
SAVES_DATA = "Object.defineProperty(navigator, 'connection', { value: { saveData: true } });"
# Playwright can do nothing while a page is leaving.
_CLICK_AND_STOP = """(button) => new Promise((stopped) => {
  const once = { once: true };
  navigation.addEventListener("navigate", () => setTimeout(() => stop(), 300), once);
  navigation.addEventListener("navigateerror", () => stopped(), once);
  button.click();
})"""


def _empty(route: Route) -> None:
    """Answer with a document that runs nothing."""
    route.fulfill(body='<link rel="icon" href="data:,">', content_type="text/html")


@dataclass(slots=True)
class Person:
    """Ada, with a browser tab. Every state that she waits for is searched for leaked secrets."""

    page: Page
    site: Site
    watch: Watch

    @property
    def alert(self) -> Locator:
        """The element with the page's error message."""
        return self.page.get_by_role("alert")

    @property
    def trouble(self) -> Locator:
        """The element that says why the page cannot be used; hidden, it has every sentence."""
        return self.page.locator("#trouble p").first

    @property
    def api_result(self) -> Locator:
        """The element with the API's response."""
        return self.page.locator("#api-result")

    def button(self, name: str) -> Locator:
        """Return the button with that name."""
        return self.page.get_by_role("button", name=name, exact=True)

    def open(self, path: str = "/", state: str = "signed_out") -> None:
        """Open the page at `path` and wait until it works."""
        self.page.goto(self.site.url(path))
        self.settles(state)

    def settles(self, state: str) -> None:
        """Wait until the page is in `state`."""
        expect(self.page.locator("html")).to_have_attribute("data-session", state)
        if state != "booting":
            expect(self.page.locator("progress:visible, .progress:visible")).to_have_count(0)
        self.watch.look_around(self.page)

    def leaves_by(self, link: Locator) -> None:
        """Click what leads to another page, and wait until that is there."""
        with self.page.expect_navigation():
            link.click()

    def goes_to_login(self) -> str:
        """Click "Sign in", wait for Cognito's page, and return its URL."""
        self.button("Sign in").click()
        self.page.wait_for_url("**/login?*")
        return self.page.url

    def stops_leaving(self) -> None:
        """Click "Sign in", and stop the browser before Cognito answers."""
        self.site.cognito.faults.slow_seconds = 2
        self.site.cognito.faults.enable("slow", path="/login", times=1)
        self.watch.allow_trouble("Fetch API cannot load")  # what was being fetched ahead
        self.button("Sign in").evaluate(_CLICK_AND_STOP)

    def types_password(self, password: str = PASSWORD, *, username: str = USERNAME) -> None:
        """Sign in on Cognito's page."""
        self.page.get_by_label("Username").fill(username)
        self.page.get_by_label("Password").fill(password)
        self.button("Sign in").click()

    def types_code(self, username: str = USERNAME) -> None:
        """Enter the code of the second factor on Cognito's page."""
        self.page.wait_for_url("**/mfa?*")
        code = self.site.cognito.directory.outbox[username, "mfa"].code
        self.page.get_by_label("Code").fill(code)
        self.button("Sign in").click()

    def signs_in(self, path: str = "/") -> None:
        """Sign in, from the page at `path` to the signed-in page."""
        self.open(path)
        self.goes_to_login()
        self.types_password()
        self.settles("signed_in")

    def has_signed_in(self, path: str = "/") -> None:
        """Open the page in a tab that has a session already, which takes half the time."""
        site = self.site
        entries = sign_in_earlier(self.page.context, site, USERNAME)
        self.page.route(site.url("/*"), _empty, times=1)
        self.page.goto(site.url("/empty"))
        self.page.evaluate("(entries) => void Object.assign(sessionStorage, entries)", entries)
        self.open(path, state="signed_in")

    def signs_out(self, button: str = "Sign out") -> None:
        """Sign out at Cognito, which leads back to the page."""
        self.leaves_by(self.button(button))
        self.settles("signed_out")

    def asks_the_api(self) -> None:
        """Click "Call the API"."""
        self.button("Call the API").click()

    def sees_nothing_protected(self) -> None:
        """Check that the document has no data of a signed-in person, visible or hidden."""
        text = self.page.content()
        assert [word for word in PROTECTED if word in text] == []
        expect(self.button("Call the API")).to_be_hidden()
        expect(self.button("Sign out")).to_be_hidden()
        expect(self.api_result).to_be_empty()
