"""Somebody plants an image of Pyodide's memory in the browser, for later pages to start from.

Whoever runs script on the origin once can write there, and would be back on every visit.
"""

import pytest

from tests.e2e.entries import python
from tests.e2e.kept_images import AUTH, PYTHON, USABLE, wait_for_images
from tests.e2e.visitor import Visitor

# A text of Python's library and one of ours, what is planted in its place, and how to see it.
DIGITS = ("0123456789abcdefABCDEF", "planted!!!abcdefABCDEF")
SENTENCE = ("Sign-in was cancelled.", "Send us your password.")
FIND_DIGITS = "import string; found = string.hexdigits"
FIND_SENTENCE = "from auth.browser.texts import ENGLISH; found = ENGLISH['cancelled']"
PLANT = """async ([file, before, after]) => {
  const shelf = await caches.open("pyodide");
  const address = (await shelf.keys()).find(({ url }) => url.endsWith(`/${file}`));
  const image = new Uint8Array(await (await shelf.match(address)).arrayBuffer());
  const text = new TextDecoder("latin1").decode(image);
  const places = [];
  for (let at = text.indexOf(before); at >= 0; at = text.indexOf(before, at + 1)) places.push(at);
  places.forEach((at) => image.set(new TextEncoder().encode(after), at));
  await shelf.put(address, new Response(image));
  return places.length;
}"""


@pytest.mark.parametrize(
    ("file", "texts", "find"), [(PYTHON, DIGITS, FIND_DIGITS), (AUTH, SENTENCE, FIND_SENTENCE)]
)
@python()
def test_python_does_not_start_from_it(
    visitor: Visitor, file: str, texts: tuple[str, str], find: str
) -> None:
    """It is thrown away, Pyodide starts from scratch, and the true ones are fetched once more."""
    visitor.open()
    assert set(wait_for_images(visitor).values()) == {USABLE}
    assert visitor.page.evaluate(PLANT, [file, *texts])
    visitor.open()
    assert visitor.page.evaluate("(program) => run(program)", find) == texts[0]
    assert visitor.watch.asked_for("stdlib.zip") == 2
    assert set(wait_for_images(visitor).values()) == {USABLE}
    assert visitor.watch.asked_for(file) == 2
