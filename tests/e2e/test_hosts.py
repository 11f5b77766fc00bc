"""The examples with other programs in a frame: the page owns the session, and they ask it."""

from textwrap import indent
from urllib.parse import quote

from playwright.sync_api import Route

from examples.jupyterlite import build as jupyterlite
from examples.marimo import build as marimo
from tests.e2e.entries import example
from tests.e2e.hosts import PROGRAM, SECONDS, expect_the_api, expect_the_sign_out
from tests.e2e.person import Person

SCOPES = "navigator.serviceWorker.getRegistrations().then((all) => all.map(({ scope }) => scope))"


@example("jupyterlite")
def test_a_cell_in_jupyterlite_follows_the_session(person: Person) -> None:
    """`%pip install`, and then the same as in every host; no service worker sees a token."""
    jupyterlite.build()
    person.watch.expect_trouble("codemirror-extension:commands")  # its own, in the app for one cell
    person.signs_in()
    page = person.page
    cell = page.frame_locator("iframe").locator(".jp-CodeConsole-promptCell .cm-content")
    cell.click(timeout=SECONDS * 1000)
    page.keyboard.insert_text(f"%pip install cognito-sign-in\n{PROGRAM}")
    page.keyboard.press("Shift+Enter")
    expect_the_api(person)
    # Its service worker answers the requests of its own folder only.
    assert page.evaluate(SCOPES) == [person.site.url("/site/")]
    assert page.evaluate("navigator.serviceWorker.controller") is None
    expect_the_sign_out(person)


NOTEBOOK = """import marimo
app = marimo.App()

@app.cell
async def _():
    import marimo as mo

    def print(*words):
        mo.output.append(" ".join(words))

"""


@example("marimo")
def test_a_marimo_notebook_follows_the_session(person: Person) -> None:
    """The library is loaded because a cell imports it."""
    html = (marimo.build() / "index.html").read_text("utf-8")
    start, _, rest = html.partition('<marimo-code hidden="">')
    assert rest
    program = quote(NOTEBOOK + indent(PROGRAM, "    "))
    html = f'{start}<marimo-code hidden="">{program}{rest[rest.index("<") :]}'

    def with_program(route: Route) -> None:
        """Serve the example with the tests' program as its notebook."""
        route.fulfill(response=route.fetch(), body=html)

    person.page.route("**/site/index.html", with_program)
    person.watch.allow_trouble("RPC request timed out")  # marimo's own, while packages load
    person.signs_in()
    expect_the_api(person)
    expect_the_sign_out(person)
