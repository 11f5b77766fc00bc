"""A frame of another origin, or one in a sandbox, asks the page that owns the session for a port.

The frames load `owner.js` and start a worker that asks, as a host's do. All of them are on a page
that an attacker has put them into, past the policy.
"""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Route, expect

from tests.e2e.entries import example
from tests.e2e.person import Person
from tests.e2e.routes import answer_to
from tests.e2e.site import Site

DOCUMENT = """<!doctype html><script src="OWNER"></script><body><script>
const say = (outcome) => document.body.dataset.outcome = outcome;
const code = `const { port1, port2 } = new MessageChannel();
  port1.onmessage = ({ ports }) => postMessage(ports.length);
  postMessage({ cognitoOwner: true }, [port2]); setTimeout(() => postMessage("nothing"), 3000)`;
const worker = new Worker("data:text/javascript," + encodeURIComponent(code));
worker.onmessage = ({ data }) =>
  say(data === 1 ? "a port" : document.body.dataset.outcome ?? "nothing");
try { top.cognitoPorts.push(new MessageChannel().port1); } catch {}
const { port1, port2 } = new MessageChannel();
top.postMessage({ cognitoOwner: true }, "*", [port1]);
top.postMessage({ cognitoPort: true }, "*", [port2]);
</script>"""
COUNT = """() => {
  const push = cognitoPorts.push;
  globalThis.pushed = 0;
  cognitoPorts.push = (port) => { pushed += 1; return push(port); };
}"""


@example("jupyterlite")
@pytest.mark.parametrize("kind", ["same origin", "another origin", "sandbox"])
def test_only_a_frame_of_the_pages_origin_gets_a_port(
    person: Person, site: Site, kind: str
) -> None:
    """The browser refuses `top` to the others, and the page listens to no message of a window."""
    is_ours = kind == "same origin"
    path = "/site/frame.html"
    address = site.others.api + path if kind == "another origin" else site.url(path)
    sandbox = 'sandbox="allow-scripts"' if kind == "sandbox" else ""
    if not is_ours:
        person.watch.expect_trouble("Blocked a frame", "Uncaught")

    def without_a_policy(route: Route) -> None:
        """Serve the page as an attacker would like it."""
        answer = answer_to(route)
        frame = f'<body><iframe {sandbox} id="bad" src="{address}"></iframe>'
        html = answer.text().replace("<body>", frame).replace("<iframe\n", "<i ")
        route.fulfill(body=html, content_type="text/html")

    owner = site.url("/static/owner.js")
    script = DOCUMENT.replace("OWNER", owner)
    context = person.page.context
    context.route("**/repl/*", lambda route: route.fulfill(body="", content_type="text/html"))
    person.signs_in()
    context.route(address, lambda route: route.fulfill(body=script, content_type="text/html"))
    code = context.request.get(owner).text()
    kept = {"content-type": "text/javascript"}
    context.route(owner, lambda route: route.fulfill(body=code, headers=kept))
    person.page.route(site.url(), without_a_policy)
    person.page.reload()
    person.settles("signed_in")
    person.page.evaluate(COUNT)
    frame = next(one for one in person.page.frames if urlsplit(one.url).path == path)
    frame.goto(address)
    outcome = "a port" if is_ours else "nothing"
    body = person.page.frame_locator("#bad").locator("body")
    expect(body).to_have_attribute("data-outcome", outcome)
    assert person.page.evaluate("pushed") == (2 if is_ours else 0)
