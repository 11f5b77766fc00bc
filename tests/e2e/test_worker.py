"""An app in a worker, on both interpreters: the page owns the session, the worker asks."""

import json

import pytest
from playwright.sync_api import Route, expect

from tests.e2e.entries import in_worker, only
from tests.e2e.person import Person
from tests.e2e.routes import answer_to
from tests.e2e.site import Site
from tests.e2e.site_options import PROGRAMS

# What a worker of a host's does: its program asks for a port, while the host listens, too.
HOSTS_WORKER = """
const seen = [];
addEventListener("message", ({ data }) => seen.push(JSON.stringify(data)));
const { port1, port2 } = new MessageChannel();
port1.onmessage = ({ ports: [port] }) => {
  port.onmessage = ({ data }) => {
    const { type, session, number, error } = JSON.parse(data);
    const call = { type: "call", id: 1, session: number, name: "get_access_token", arguments: {} };
    if (type === "session")
      for (const message of [call, { type: "ping" }]) port.postMessage(JSON.stringify(message));
    postMessage({ type, state: session?.state, error: error?.name, seen });
  };
  port.postMessage(JSON.stringify({ type: "hello", version: 1 }));
};
postMessage({ cognitoOwner: true }, [port2]);
"""


@in_worker("worker", "mpy-worker")
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


@in_worker("mpy-worker")
def test_a_renewal_by_the_clock_reaches_the_worker(person: Person, site: Site) -> None:
    """The page renews in time, and the worker's session follows."""
    person.page.clock.install()
    person.has_signed_in()
    expect(person.page.locator("#name")).to_have_text("Ada Lovelace, in a worker")
    person.page.clock.fast_forward(3550_000)
    expect(person.page.locator("#email")).to_contain_text("renewed")
    assert site.grants() == ["authorization_code", "refresh_token"]


@in_worker("mpy-worker")
def test_a_sign_out_in_another_tab_ends_the_workers_session(person: Person, site: Site) -> None:
    """The worker hears of it, and what it has written is gone."""
    person.has_signed_in()
    expect(person.page.locator("#name")).to_have_text("Ada Lovelace, in a worker")
    other = person.page.context.new_page()
    other.goto(site.url())
    expect(other.locator("#name")).to_have_text("Ada Lovelace, in a worker")
    other.click("#sign-out-here")
    expect(person.page.locator("html")).to_have_attribute("data-session", "ended")
    expect(person.page.locator("#name")).to_have_text("")


@in_worker("mpy-worker")
def test_nobody_gets_the_app_before_a_sign_in(person: Person) -> None:
    """The landing page starts no worker, and loads neither the app nor another interpreter."""
    person.open()
    assert person.page.workers == []
    assert person.watch.asked_for("main.py") == person.watch.asked_for("worker.js") == 0


@only("launcher")
def test_a_page_without_a_worker_loads_nothing_for_one(person: Person) -> None:
    """Neither before nor after a sign-in."""
    person.has_signed_in()
    names = ("workers.js", "worker.js", "owner.js", "auth.mpy.bin")
    assert [person.watch.asked_for(name) for name in names] == [0, 0, 0, 0]


START = """(code) => {
  globalThis.heard = [];
  const worker = new Worker(URL.createObjectURL(new Blob([code])));
  worker.onmessage = ({ data }) => heard.push(data);
}"""


@in_worker("mpy-worker")
def test_a_worker_of_a_host_gets_a_port_when_it_asks(person: Person, site: Site) -> None:
    """It has the session, but cannot read the access token; the host hears nothing of it."""

    def as_a_host(route: Route) -> None:
        """Serve the page as a host would: with its script in front, and without a policy."""
        answer = answer_to(route)
        headers = {name: answer.headers[name] for name in ("content-type", "cache-control")}
        script = '<head><script src="/static/owner.js"></script>'
        route.fulfill(body=answer.text().replace("<head>", script, 1), headers=headers)

    person.has_signed_in()
    person.page.route(site.url(), as_a_host)
    person.page.reload()
    expect(person.page.locator("#name")).to_have_text("Ada Lovelace, in a worker")
    person.page.evaluate(START, HOSTS_WORKER)
    person.page.wait_for_function("heard.length === 3")
    heard = {one["type"]: one for one in person.page.evaluate("heard")}
    assert heard["session"]["state"] == "signed_in"
    assert heard["failure"]["error"] == "ArgumentRefused"
    assert heard["pong"]["seen"] == []


@in_worker("mpy-worker")
@pytest.mark.parametrize("failures", [1, 2])
def test_a_worker_that_cannot_be_fetched_is_tried_again(person: Person, failures: int) -> None:
    """With a stored session it is started before the page knows the session, and then again."""
    person.has_signed_in()
    expect(person.page.locator("#name")).to_have_text("Ada Lovelace, in a worker")
    person.page.route("**/worker.js", lambda route: route.abort(), times=failures)
    person.page.reload()
    if failures == 1:
        expect(person.page.locator("#name")).to_have_text("Ada Lovelace, in a worker")
    else:
        person.watch.expect_trouble("the worker could not be started")
        expect(person.page.get_by_text("This page has a fault")).to_be_visible()


@in_worker("worker", "mpy-worker", program=PROGRAMS / "mistaken.py")
def test_a_mistake_of_the_app_is_shown(person: Person, site: Site) -> None:
    """On the console and in the page, which still can sign out."""
    person.watch.expect_trouble("ZeroDivisionError")
    person.has_signed_in()
    expect(person.page.get_by_text("This page has a fault")).to_be_visible()
    with person.page.expect_navigation(url=site.url("/")):
        person.page.click("#sign-out")
    expect(person.page.locator("html")).to_have_attribute("data-session", "signed_out")
    assert len(site.domain_log.find("GET", "/logout")) == 1
