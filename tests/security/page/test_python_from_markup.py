"""An attacker gets markup into the page, which with PyScript would also be a way to run Python."""

import json
import re

import pytest
from playwright.sync_api import Page, expect

from server.runtimes import ROOT
from tests.e2e.entries import only, own_page
from tests.e2e.person import Person
from tests.e2e.remote import Held
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
TYPES = ("py", "mpy", "pyodide", "micropython")
# What a program could still do with elements: no text is parsed, so no policy stands in the way.
ELEMENTS = """([types, python]) => {
  const made = [];
  for (const type of types) {
    const script = document.createElement("script");
    script.type = type;
    script.append(document.createTextNode(python));
    const tag = document.createElement(`${type}-script`);
    tag.textContent = python;
    const button = document.createElement("button");
    button.setAttribute(`${type}-click`, python);
    made.push(script, tag, button);
  }
  document.body.append(...made);
  for (const one of made) {
    for (const type of types) one.setAttribute(`${type}-click`, python);
    one.click();
  }
  return made.length;
}"""


@only("py", "mpy")
def test_no_door_of_pyscript_opens(person: Person) -> None:
    """Text never becomes elements, and elements that appear never become a program."""
    person.watch.expect_violations(
        "require-trusted-types-for",
        "trusted-types",
        said=("Trusted", "TrustedTypePolicy", "Content Security Policy"),
    )
    person.open()
    page, heard = person.page, len(person.watch.console)
    for markup in MARKUP:
        outcomes = page.evaluate(SINKS, markup)
        assert outcomes == dict.fromkeys(outcomes, "TypeError"), markup
    assert page.evaluate(ELEMENTS, [TYPES, PYTHON]) == 12
    _is_unharmed(person)
    assert [kind for kind, _, _ in person.watch.console[heard:] if kind in {"log", "info"}] == []


@only("launcher")
def test_the_landing_has_no_doors(person: Person) -> None:
    """Nothing is planted for later either: when the app starts, it is the only Python there."""
    person.open()
    _plant(person)
    _is_unharmed(person)
    Person(person.page.context.new_page(), person.site, person.watch).signs_in()
    person.settles("signed_in")
    person.page.bring_to_front()  # a tab behind another gets one frame a second
    person.page.evaluate("document.querySelectorAll('body > button').forEach((it) => it.click())")
    _is_unharmed(person)
    armed = "[...document.querySelectorAll('*')].flatMap((it) => it.getAttributeNames())"
    names: list[str] = person.page.evaluate(armed)
    assert [name for name in names if name.startswith(tuple(f"{one}-" for one in TYPES))] == []


@only("launcher")
def test_elements_that_appear_while_the_app_starts_do_not_run(person: Person) -> None:
    """PyScript is looking for its program then, and finds that one only."""
    person.open()
    person.goes_to_login()
    held = Held(person.page, "**/pyodide.asm.wasm")
    with person.page.expect_event("console", lambda said: said.text == STARTED):
        person.page.add_init_script(TELL_WHEN_STARTED)
        person.types_password()
    _plant(person)
    held.release()
    person.settles("signed_in")
    _is_unharmed(person)


@own_page("py")
def test_the_doors_are_real(person: Person) -> None:
    """On a page with PyScript as it comes, the same elements run.

    Without this, the silence above would prove nothing.
    """
    person.open()
    person.page.evaluate(ELEMENTS, [["py"], PYTHON])
    expect(person.page).to_have_title(OWNED)


def test_every_type_of_pyscript_is_known() -> None:
    """What PyScript registers is what the page removes, and what is tried here."""
    folder = ROOT / "static" / "runtime" / "pyscript"
    core = "".join(one.read_text("utf-8") for one in sorted(folder.glob("core-*.js")))
    found = re.findall(
        r'(?<=\{type:")[\w-]+(?=",module:)|(?<=\[")\w+(?=","(?:pyodide|micro))', core
    )
    known = re.search(r"TYPES = (\[.*\]);", (ROOT / "static" / "pyscript.js").read_text("utf-8"))
    assert known is not None
    assert set(found) == set(json.loads(known[1])) == set(TYPES)


@only("launcher")
def test_the_doors_are_shut_once_the_app_is_up(person: Person) -> None:
    """From the moment somebody is signed in, the observer is gone, and the app works on."""
    person.signs_in()
    _plant(person)
    _is_unharmed(person)
    person.asks_the_api()
    expect(person.api_result).to_contain_text('"username": "ada"')
    assert person.page.title() != OWNED


def _plant(person: Person) -> None:
    """Add elements as a program would. The policy reports the texts, and lets the elements stay."""
    person.watch.expect_violations("require-trusted-types-for", said=("Trusted",))
    person.page.evaluate(ELEMENTS, [TYPES, PYTHON])


def _is_unharmed(person: Person) -> None:
    _lets_everybody_run(person.page)
    assert person.page.title() != OWNED
    assert person.page.evaluate("document.querySelectorAll('iframe').length") == 0


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
def test_python_itself_makes_no_code_from_text(person: Person) -> None:
    """The page's own program has neither JavaScript's evaluation nor a markup sink to misuse."""
    person.watch.expect_violations(
        "script-src",
        "require-trusted-types-for",
        said=("Trusted", "Content Security Policy", "unsafe-eval"),
    )
    person.page.route(
        "**/main.py", lambda route: route.fulfill(body=PROGRAM, content_type="text/x-python")
    )
    person.open()
    expect(person.alert).to_have_text(" ".join(["refused"] * 5))


@pytest.mark.parametrize("markup", MARKUP)
def test_a_payload_is_one(markup: str) -> None:
    """Each payload names what it would do, so that a changed one is noticed."""
    assert OWNED in markup or "print" in markup or "packages" in markup
