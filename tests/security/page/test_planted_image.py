"""Somebody plants an image of Pyodide's memory in the browser, for later pages to start from.

Whoever runs script on the origin once can write there, and would be back on every visit.
"""

from tests.e2e.entries import python
from tests.e2e.kept_image import USABLE, wait_for_image
from tests.e2e.visitor import Visitor

# Python's own constant, and what the planted image makes of it.
TRUE, PLANTED = "0123456789abcdefABCDEF", "planted!!!abcdefABCDEF"
PLANT = """async ([before, after]) => {
  const shelf = await caches.open("pyodide");
  for (;;) {
    const [address] = await shelf.keys();
    const image = address && new Uint8Array(await (await shelf.match(address)).arrayBuffer());
    const text = image && new TextDecoder("latin1").decode(image);
    if (text?.includes(after)) return "planted";
    for (let at = text?.indexOf(before) ?? -1; at >= 0; at = text.indexOf(before, at + 1))
      image.set(new TextEncoder().encode(after), at);
    if (image) await shelf.put(address, new Response(image));
    await new Promise((waited) => setTimeout(waited, 20));
  }
}"""
FIND = "import string; found = string.hexdigits"


@python()
def test_python_does_not_start_from_it(visitor: Visitor) -> None:
    """It is thrown away, Pyodide starts from scratch, and the true one is fetched once more."""
    visitor.open()
    assert visitor.page.evaluate(PLANT, [TRUE, PLANTED]) == "planted"
    visitor.open()
    assert visitor.page.evaluate("(program) => run(program)", FIND) == TRUE
    assert visitor.watch.asked_for("stdlib.zip") == 2
    assert wait_for_image(visitor) == USABLE
    assert visitor.watch.asked_for("pyodide.bin") == 2
