"""An app in a worker, on both interpreters: the page owns the session, the worker asks."""

import json

from playwright.sync_api import expect

from tests.e2e.entries import _with_options
from tests.e2e.person import Person
from tests.e2e.site import Site
from tests.e2e.site_options import PROGRAMS, SiteOptions

WORKER = PROGRAMS / "worker.py"
in_worker = _with_options(
    [SiteOptions("worker", program=WORKER), SiteOptions("mpy-worker", program=WORKER)]
)


@in_worker
def test_an_app_in_a_worker_shows_the_name_and_calls_the_api(person: Person, site: Site) -> None:
    """A sign-in, the API, a stream, userInfo, a renewal, a reload and a sign-out."""
    person.signs_in()
    page = person.page
    expect(page.locator("#name")).to_have_text("Ada Lovelace, in a worker")
    page.click("#call-api")
    expect(page.locator("#api-result")).to_contain_text("ada")
    body = page.locator("#api-result").text_content()
    page.click("#show-profile")
    expected = json.dumps([len((body or "").encode()), "ada@example.com", True])
    expect(page.locator("#api-result")).to_have_text(expected)
    page.click("#renew")
    expect(page.locator("#email")).to_contain_text("renewed")
    assert site.grants() == ["authorization_code", "refresh_token"]
    page.reload()
    expect(page.locator("#name")).to_have_text("Ada Lovelace, in a worker")
    page.click("#sign-out-here")
    expect(page.locator("html")).to_have_attribute("data-session", "signed_out")
    expect(page.locator("#alert")).to_have_text("SignInRequired")
    expect(page.locator("#name")).to_have_text("")
