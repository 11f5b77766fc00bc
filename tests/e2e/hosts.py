"""Programs of other hosts, such as JupyterLite, in a frame of the page that owns the session."""

import time
from collections.abc import Callable
from urllib.parse import urlsplit

from playwright.sync_api import expect

from tests.e2e.person import Person

PROGRAM = """
import asyncio, js
from cognito_auth.errors import AuthError
from cognito_auth.remote import remote_client

client = await remote_client()
print("name:", client.session.user.name)
response = await client.fetch("/api/user")
print("api:", response.json()["username"])
try:
    await client.get_access_token()
except AuthError as error:
    print("token:", type(error).__name__)
while client.session.user:
    await asyncio.sleep(0.2)
print("left:", client.session.state)
try:
    await client.fetch("/api/user")
except AuthError as error:
    print("then:", type(error).__name__)
while not await js.caches.has("go"):
    await asyncio.sleep(0.2)
await client.sign_in()
"""
"""What runs in each host: the API, a sign-out in another tab, and a sign-in. Each prints a line.

The last one waits until there is a cache with the name `go`."""

SECONDS = 60

Expect = Callable[[str], None]
"""Waits until a line has been printed."""


def in_the_frame(person: Person) -> Expect:
    """Return what waits for a line in the document of the frame."""
    body = person.page.frame_locator("iframe").locator("body")
    return lambda line: expect(body).to_contain_text(line, timeout=SECONDS * 1000)


def on_the_console(person: Person) -> Expect:
    """Return what waits for a line on the console."""

    def wait(line: str) -> None:
        ends = time.monotonic() + SECONDS
        while not any(line in text for _, text, _ in person.watch.console):
            assert time.monotonic() < ends, line
            person.page.wait_for_timeout(100)

    return wait


def expect_the_api(person: Person, printed: Expect) -> None:
    """Check the first steps of `PROGRAM`, which runs in a frame of a signed-in person's page."""
    for line in ("name: Ada Lovelace", "api: ada", "token: ArgumentRefused"):
        printed(line)
    _only_the_page_sends_tokens(person)


def expect_the_sign_out(person: Person, printed: Expect) -> None:
    """Sign out in another tab, and check the other steps of `PROGRAM`."""
    _sign_out_in_another_tab(person)
    expect(person.page.locator("html")).to_have_attribute("data-session", "ended")
    printed("left: ended")
    printed("then: SignInRequired")
    person.page.evaluate("caches.open('go')")
    person.page.wait_for_url("**/login?*")  # the whole window has gone there


def _only_the_page_sends_tokens(person: Person) -> None:
    """Check that the page sends the requests to the API, past the host's service worker."""
    calls = [one for one in person.watch.requests if urlsplit(one.url).path == "/api/user"]
    assert calls
    assert [one.url for one in calls if one.service_worker or one.frame.parent_frame] == []


def _sign_out_in_another_tab(person: Person) -> None:
    other = person.page.context.new_page()
    other.route("**/site/**", lambda route: route.fulfill(body="", content_type="text/html"))
    other.goto(person.site.url())
    with other.expect_navigation(url=person.site.url("/")):  # by way of Cognito
        other.get_by_role("button", name="Sign out").click()
    other.close()
