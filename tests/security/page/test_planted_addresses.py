"""An attacker gets an element into the page that names a program, its settings or an archive."""

from playwright.sync_api import Route, expect

from tests.e2e.entries import only
from tests.e2e.person import Person
from tests.e2e.routes import answer_to
from tests.e2e.site import Site
from tests.security.page.payloads import OWNED, PYTHON

# What could decide where a program or its settings come from, with an address of the attacker's.
ADDRESSES = """(evil) => {
  const plant = (tag, attributes, text = "") => {
    const element = document.createElement(tag);
    for (const name in attributes) element.setAttribute(name, attributes[name]);
    element.append(document.createTextNode(text));
    document.head.prepend(element);
  };
  plant("p", { id: "app", src: `${evil}/evil.py` });
  plant("py-script", { id: "app", src: `${evil}/evil.py` });
  plant("link", { href: `${evil}/inspector.zip` });
  plant("py-config", { src: `${evil}/pyscript.toml`, "config-parser": "/evil.js" });
  plant("mpy-config", {}, '{"interpreter": "/evil.mjs"}');
  plant("base", { href: `${evil}/` });
  plant("meta", { name: "texts", content: "{}" });
  for (const name of ["program", "root", "runtime", "boot", "app", "proxy_js_map"]) {
    plant("a", { id: name, href: `${evil}/evil.py` });
    plant("form", { name });
  }
}"""


@only("launcher")
def test_the_served_document_does_not_decide_what_runs(person: Person, site: Site) -> None:
    """Markup that came with the page, before and after what is the page's own."""
    evil = f"{site.origins.issuer}/uploads"
    planted = (
        f'<p id="app" src="{evil}/evil.py"></p><link href="{evil}/inspector.zip">'
        f'<py-config src="{evil}/pyscript.toml"></py-config>'
        + "".join(
            f'<script type="{one}">{PYTHON}</script>'
            for one in ("py", "mpy", "pyodide", "micropython")
        )
        + f'<script type="text/x-python" src="{evil}/evil.py" id="app"></script>'
    )

    def insert(route: Route) -> None:
        if route.request.resource_type != "document":
            return route.continue_()
        response = answer_to(route)
        html = response.text().replace("<meta charset", f"{planted}<meta charset", 1)
        return route.fulfill(response=response, body=html.replace("</body>", f"{planted}</body>"))

    person.page.route(site.url("/*"), insert)
    person.signs_in()
    expect(person.page).not_to_have_title(OWNED)
    assert [one.url for one in person.watch.requests if "uploads" in one.url] == []


@only("launcher")
def test_planted_addresses_are_not_asked(person: Person, site: Site) -> None:
    """Neither the app nor its settings come from an address that an element names."""
    person.watch.expect_violations("base-uri", said=("base-uri", "Content Security Policy"))
    person.open()
    person.page.evaluate(ADDRESSES, f"{site.origins.issuer}/uploads")
    Person(person.page.context.new_page(), site, person.watch).signs_in()
    person.settles("signed_in")
    expect(person.page).not_to_have_title(OWNED)
    assert [one.url for one in person.watch.requests if "uploads" in one.url] == []
