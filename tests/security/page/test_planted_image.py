"""An attacker plants an image of Pyodide's memory in the browser, for later pages to start from.

Any script that runs on the origin once can write there, and would be back on every visit.
"""

from tests.e2e.entries import python
from tests.e2e.kept_images import IMAGE, QUIET_MS, USABLE, wait_for_image
from tests.e2e.person import Person

# A string in Python's library, what is planted in its place, and how to see it.
DIGITS = ("0123456789abcdefABCDEF", "planted!!!abcdefABCDEF")
FIND_DIGITS = "import string; found = string.hexdigits"
PLANT = """async ([before, after]) => {
  const cache = await caches.open("pyodide");
  const [address] = await cache.keys();
  const image = new Uint8Array(await (await cache.match(address)).arrayBuffer());
  const text = new TextDecoder("latin1").decode(image);
  const places = [];
  for (let at = text.indexOf(before); at >= 0; at = text.indexOf(before, at + 1)) places.push(at);
  places.forEach((at) => image.set(new TextEncoder().encode(after), at));
  await cache.put(address, new Response(image));
  return places.length;
}"""


@python()
def test_python_does_not_start_from_it(person: Person) -> None:
    """It is deleted, Pyodide starts from scratch, and the true image is fetched once more."""
    person.page.clock.install()
    person.open()
    person.page.clock.fast_forward(QUIET_MS)
    assert wait_for_image(person) == USABLE
    assert person.page.evaluate(PLANT, DIGITS)
    person.open()
    assert person.page.evaluate("(program) => run(program)", FIND_DIGITS) == DIGITS[0]
    assert person.watch.asked_for("stdlib.zip") == 2
    person.page.clock.fast_forward(QUIET_MS)
    assert wait_for_image(person) == USABLE
    assert person.watch.asked_for(IMAGE) == 2
