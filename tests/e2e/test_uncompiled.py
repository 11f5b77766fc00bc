"""A page that was prepared without build tools works, and failing imports say why."""

from playwright.sync_api import expect

from tests.e2e.entries import uncompiled
from tests.e2e.site_options import PYTHON
from tests.e2e.visitor import Visitor

IMPORT_REQUESTS = """
try:
    import requests
except ImportError as error:
    found = error
"""


@uncompiled("launcher", "mpy")
def test_a_person_signs_in_and_out(visitor: Visitor) -> None:
    """With the launcher and without it, on both interpreters."""
    visitor.signs_in()
    visitor.asks_the_api()
    expect(visitor.api_result).to_contain_text("ada")
    with visitor.page.expect_navigation():
        visitor.button("Sign out").click()
    visitor.settles("signed_out")


@uncompiled("py", program=PYTHON)
def test_an_import_of_a_missing_library_says_why(visitor: Visitor) -> None:
    """The ImportError has the reason that `serve.py` printed."""
    visitor.open()
    found = visitor.page.evaluate("(program) => run(program)", IMPORT_REQUESTS)
    assert found.startswith("No module named 'requests': serve.py could not provide it.")
    assert "`pip install uv`" in found
    wave = "import wave, xml.dom.minidom; found = wave.__name__"
    assert visitor.page.evaluate("(program) => run(program)", wave) == "wave"
    assert visitor.watch.asked_for("stdlib-rest.zip") == 0
    assert visitor.watch.asked_for("pyodide.bin") == 0
