"""Somebody gets markup into the page, which with PyScript would also be a way to run Python."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.entries import only
from tests.e2e.remote import Held
from tests.e2e.visitor import Visitor
from tests.security.page.payloads import MARKUP, OWNED, PYTHON

# Every way of the platform to turn a text into elements.
SINKS = """(markup) => {
  const hole = document.body.appendChild(document.createElement("div"));
  const ways = {
    innerHTML: () => { hole.innerHTML = markup; },
    outerHTML: () => { hole.outerHTML = markup; },
    insertAdjacentHTML: () => hole.insertAdjacentHTML("beforeend", markup),
    shadow: () => { hole.attachShadow({ mode: "open" }).innerHTML = markup; },
    template: () => { document.createElement("template").innerHTML = markup; },
    write: () => document.write(markup),
    writeln: () => document.writeln(markup),
    fragment: () => hole.append(document.createRange().createContextualFragment(markup)),
    parser: () => new DOMParser().parseFromString(markup, "text/html"),
    srcdoc: () => { document.createElement("iframe").srcdoc = markup; },
    setHTMLUnsafe: () => hole.setHTMLUnsafe(markup),
    policy: () => trustedTypes.createPolicy("default", { createHTML: (text) => text }),
  };
  const outcomes = {};
  for (const [name, way] of Object.entries(ways)) {
    try { way(); outcomes[name] = "done"; } catch (error) { outcomes[name] = error.name; }
  }
  hole.remove();
  return outcomes;
}"""
STARTED = "PyScript looks for programs"
TELL_WHEN_STARTED = f"addEventListener('py:progress', () => console.debug('{STARTED}'));"
# What a program could still do with elements: no text is parsed, so no policy stands in the way.
ELEMENTS = """(python) => {
  const made = [];
  for (const type of ["py", "mpy"]) {
    const script = document.createElement("script");
    script.type = type;
    const tag = document.createElement(`${type}-script`);
    tag.textContent = python;
    const button = document.createElement("button");
    button.setAttribute(`${type}-click`, "print");
    made.push(script, tag, button);
  }
  document.body.append(...made);
  for (const one of made) {
    one.setAttribute("py-click", "print");
    one.setAttribute("mpy-click", "print");
    one.click();
  }
  return made.length;
}"""


@only("py", "mpy")
def test_no_door_of_pyscript_opens(visitor: Visitor) -> None:
    """Text never becomes elements, and elements that appear never become a program."""
    visitor.watch.expect_violations(
        "require-trusted-types-for",
        "trusted-types",
        said=("TrustedHTML", "Trusted Type", "TrustedTypePolicy", "Content Security Policy"),
    )
    visitor.open()
    page, heard = visitor.page, len(visitor.watch.console)
    for markup in MARKUP:
        outcomes = page.evaluate(SINKS, markup)
        assert outcomes == dict.fromkeys(outcomes, "TypeError"), markup
    assert page.evaluate(ELEMENTS, PYTHON) == 6
    _is_unharmed(visitor)
    assert [kind for kind, _, _ in visitor.watch.console[heard:] if kind in {"log", "info"}] == []


@only("launcher")
def test_the_landing_has_no_doors(visitor: Visitor) -> None:
    """Nothing is planted for later either: when the app starts, it is the only Python there."""
    visitor.open()
    visitor.page.evaluate(ELEMENTS, PYTHON)
    _is_unharmed(visitor)
    Visitor(visitor.page.context.new_page(), visitor.site, visitor.watch).signs_in()
    visitor.settles("signed_in")
    visitor.page.bring_to_front()  # a tab behind another gets one frame a second
    visitor.page.evaluate("document.querySelectorAll('body > button').forEach((it) => it.click())")
    _is_unharmed(visitor)
    armed = "[...document.querySelectorAll('*')].flatMap((it) => it.getAttributeNames())"
    names: list[str] = visitor.page.evaluate(armed)
    assert [name for name in names if name.startswith(("py-", "mpy-"))] == []


@only("launcher")
def test_the_doors_are_real(visitor: Visitor) -> None:
    """While the app starts PyScript must look for it: there, and only for elements, one runs.

    Without this, the silence above would prove nothing.
    """
    visitor.open()
    visitor.goes_to_login()
    held = Held(visitor.page, "**/pyodide.asm.wasm")
    with visitor.page.expect_event("console", lambda said: said.text == STARTED):
        visitor.page.add_init_script(TELL_WHEN_STARTED)
        visitor.types_password()
    visitor.page.evaluate(ELEMENTS, PYTHON)
    held.release()
    expect(visitor.page).to_have_title(OWNED)


@only("launcher")
def test_the_doors_are_shut_once_the_app_is_up(visitor: Visitor) -> None:
    """From the moment somebody is signed in, the observer is gone, and the app works on."""
    visitor.signs_in()
    visitor.page.evaluate(ELEMENTS, PYTHON)
    _is_unharmed(visitor)
    visitor.asks_the_api()
    expect(visitor.api_result).to_contain_text('"username": "ada"')
    assert visitor.page.title() != OWNED


def _is_unharmed(visitor: Visitor) -> None:
    _lets_everybody_run(visitor.page)
    assert visitor.page.title() != OWNED
    assert visitor.page.evaluate("document.querySelectorAll('iframe').length") == 0


def _lets_everybody_run(page: Page) -> None:
    """Wait for what an observer would have been told by then, and for the frames after it."""
    page.evaluate(
        """async () => {
          for (let turn = 0; turn < 20; turn++) await new Promise(requestAnimationFrame);
        }"""
    )


PROGRAM = """
import js
from pyodide.code import run_js

hole = js.document.getElementById("alert")
ways = {
    "eval": lambda: js.eval("1"),
    "Function": lambda: js.Function.new("return 1")(),
    "run_js": lambda: run_js("1"),
    "innerHTML": lambda: setattr(hole, "innerHTML", "<b>x</b>"),
    "script": lambda: setattr(js.document.createElement("script"), "text", "1"),
}
outcomes = []
for name in ways:
    try:
        ways[name]()
        outcomes.append(name)
    except Exception as error:
        outcomes.append("refused")
hole.textContent = " ".join(outcomes)
js.document.documentElement.dataset.session = "signed_out"
"""


@only("py")
def test_python_itself_makes_no_code_from_text(visitor: Visitor) -> None:
    """The page's own program has neither JavaScript's evaluation nor a markup sink to misuse."""
    visitor.watch.expect_violations(
        "script-src",
        "require-trusted-types-for",
        said=("Trusted", "Content Security Policy", "unsafe-eval"),
    )
    visitor.page.route(
        "**/main.py", lambda route: route.fulfill(body=PROGRAM, content_type="text/x-python")
    )
    visitor.open()
    expect(visitor.alert).to_have_text(" ".join(["refused"] * 5))


@pytest.mark.parametrize("markup", MARKUP)
def test_a_payload_is_one(markup: str) -> None:
    """Each payload names what it would do, so that a changed one is noticed."""
    assert OWNED in markup or "print" in markup or "packages" in markup
