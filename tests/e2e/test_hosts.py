"""The examples with other programs in a frame: the page owns the session, and they ask it."""

from pathlib import Path
from textwrap import indent
from urllib.parse import quote, urlsplit

import pytest
from playwright.sync_api import Route

from examples.browser_hosts import own_wheel
from examples.flet import build as flet
from examples.jupyterlite import build as jupyterlite
from examples.marimo import build as marimo
from server.page_zip import page_zip
from server.runtimes import ROOT
from tests.e2e.entries import example, host
from tests.e2e.hosts import (
    PROGRAM,
    SECONDS,
    expect_the_api,
    expect_the_sign_out,
    in_the_frame,
    on_the_console,
)
from tests.e2e.person import Person
from tests.e2e.routes import answer_to
from tests.e2e.site_options import FRAMES
from tests.e2e.stock_folder import put_runtimes

SCOPES = "navigator.serviceWorker.getRegistrations().then((all) => all.map(({ scope }) => scope))"


@example("jupyterlite")
def test_a_cell_in_jupyterlite_follows_the_session(person: Person) -> None:
    """`%pip install`, and then the same as in every host; no service worker sees a token."""
    jupyterlite.build()
    person.watch.expect_trouble("codemirror-extension:commands")  # its own, in the app for one cell
    person.has_signed_in()
    page = person.page
    cell = page.frame_locator("iframe").locator(".jp-CodeConsole-promptCell .cm-content")
    cell.click(timeout=SECONDS * 1000)
    page.keyboard.insert_text(f"%pip install cognito-sign-in\n{PROGRAM}")
    page.keyboard.press("Shift+Enter")
    printed = in_the_frame(person)
    expect_the_api(person, printed)
    # Its service worker answers the requests of its own folder only.
    assert page.evaluate(SCOPES) == [person.site.url("/site/")]
    assert page.evaluate("navigator.serviceWorker.controller") is None
    expect_the_sign_out(person, printed)


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
        route.fulfill(response=answer_to(route), body=html)

    person.page.route("**/site/index.html", with_program)
    person.watch.refused.add("script-src")  # it looks whether evaluation is possible
    person.watch.allow_trouble("RPC request timed out")  # marimo's own, while packages load
    person.has_signed_in()
    printed = in_the_frame(person)
    expect_the_api(person, printed)
    expect_the_sign_out(person, printed)


APP = """
import flet, js

print = lambda *words: js.console.log(" ".join(words))

async def main(page):
"""


@example("flet")
def test_a_flet_app_follows_the_session(person: Person) -> None:
    """It draws on a canvas, so it prints on the console."""
    site = flet.build()
    program = f"{APP}{indent(PROGRAM, '    ')}\nflet.run(main)\n"
    archive = flet.archive_of(program, site / flet.ARCHIVE)
    address = f"**/site/{flet.ARCHIVE}"
    # It asks a CDN for what draws animations, and works without it.
    person.watch.expect_violations("script-src-elem", said=("rive_native",))
    person.page.route(address, lambda route: route.fulfill(body=archive))
    person.has_signed_in()
    printed = on_the_console(person)
    expect_the_api(person, printed)
    # Its own messages between page and worker go on.
    assert [text for _, text, _ in person.watch.console if "exception" in text] == []
    expect_the_sign_out(person, printed)


ON_THE_CONSOLE = "import js\nprint = lambda *words: js.console.log(' '.join(words))\n"


@host("pyodide")
def test_pyodide_in_a_plain_worker_follows_the_session(person: Person, tmp_path: Path) -> None:
    """A worker from a file, with the wheel and the policy that each frame has."""
    wheel = own_wheel(tmp_path).read_bytes()
    put(person, "*.whl", wheel)
    put(person, "program.py", (ON_THE_CONSOLE + PROGRAM).encode())
    person.has_signed_in()
    printed = on_the_console(person)
    expect_the_api(person, printed)
    expect_the_sign_out(person, printed)


@pytest.fixture(scope="module")
def runtimes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the published files of PyScript and of the interpreters."""
    folder = tmp_path_factory.mktemp("runtimes")
    put_runtimes(folder)
    return folder


@host("pyscript")
@pytest.mark.parametrize("kind", ["py", "mpy"])
def test_a_worker_of_stock_pyscript_follows_the_session(
    person: Person, kind: str, runtimes: Path
) -> None:
    """The attribute `worker`, with the published files of PyScript: a worker from a `blob:`."""
    put_folder(person, runtimes)
    put(person, "cognito_auth.zip", page_zip(ROOT))
    put(person, "program.py", (ON_THE_CONSOLE + PROGRAM).encode())
    html = (FRAMES / "pyscript" / "site" / "index.html").read_text("utf-8")
    html = html.replace('type="py"', f'type="{kind}"').replace("py.toml", f"{kind}.toml")

    def with_interpreter(route: Route) -> None:
        """Serve the page with the tag of this interpreter."""
        route.fulfill(response=answer_to(route), body=html)

    person.page.route("**/site/index.html", with_interpreter)
    person.has_signed_in()
    printed = on_the_console(person)
    expect_the_api(person, printed)
    assert {worker.url.partition(":")[0] for worker in person.page.workers} == {"blob"}
    expect_the_sign_out(person, printed)


def put_folder(person: Person, folder: Path) -> None:
    """Serve the files of a folder to the frame, which are not in its own."""

    def respond(route: Route) -> None:
        """Serve one file."""
        path = folder / urlsplit(route.request.url).path.removeprefix("/site/")
        route.fulfill(path=path) if path.is_file() else route.fallback()

    person.page.context.route("**/site/*/*", respond)


def put(person: Person, name: str, content: bytes) -> None:
    """Serve a file to the frame, which is not in its folder."""
    person.page.context.route(f"**/site/{name}", lambda route: route.fulfill(body=content))
