"""A page that was prepared without build tools works, and failing imports say why."""

from playwright.sync_api import expect

from tests.e2e.entries import uncompiled
from tests.e2e.person import Person
from tests.e2e.site_options import PYTHON

IMPORT_REQUESTS = """
try:
    import requests
except ImportError as error:
    found = error
"""


@uncompiled("launcher", "mpy")
def test_a_person_signs_in_and_out(person: Person) -> None:
    """With the launcher and without it, on both interpreters."""
    person.signs_in()
    person.asks_the_api()
    expect(person.api_result).to_contain_text("ada")
    with person.page.expect_navigation():
        person.button("Sign out").click()
    person.settles("signed_out")


@uncompiled("py", program=PYTHON)
def test_an_import_of_a_missing_library_says_why(person: Person) -> None:
    """The ImportError has the reason that `serve.py` printed."""
    person.open()
    found = person.page.evaluate("(program) => run(program)", IMPORT_REQUESTS)
    assert found.startswith("No module named 'requests': serve.py could not provide it.")
    assert "`pip install uv`" in found
    wave = "import wave, xml.dom.minidom; found = wave.__name__"
    assert person.page.evaluate("(program) => run(program)", wave) == "wave"
    assert person.watch.asked_for("stdlib-rest.zip") == 0
    assert person.watch.asked_for("pyodide.bin") == 0
