"""A page that was prepared without build tools works."""

from playwright.sync_api import expect

from tests.e2e.entries import uncompiled
from tests.e2e.person import Person
from tests.e2e.site_options import PYTHON


@uncompiled("launcher", "mpy")
def test_a_person_signs_in_and_out(person: Person) -> None:
    """With the launcher and without it, on both interpreters."""
    person.signs_in()
    person.asks_the_api()
    expect(person.api_result).to_contain_text("ada")
    person.signs_out()


@uncompiled("py", program=PYTHON)
def test_the_whole_standard_library_is_there(person: Person) -> None:
    """It is one archive, and there is no image of memory."""
    person.open()
    wave = "import wave, xml.dom.minidom; found = wave.__name__"
    assert person.page.evaluate("(program) => run(program)", wave) == "wave"
    assert person.watch.asked_for("stdlib-rest.zip") == 0
    assert person.watch.asked_for("pyodide.bin") == 0
