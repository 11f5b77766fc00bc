"""Finds the memory image of Pyodide that a browser has stored (static/pyodide.js)."""

from tests.e2e.person import Person

USABLE, UNUSABLE = 200, 204
IMAGE = "pyodide.bin"
QUIET_MS = 2500
"""After that time of a page's clock, it fetches the image."""

_STATUS = """async () => {
  const end = performance.now() + 60_000;
  while (performance.now() < end) {
    const cache = await caches.open("pyodide");
    const [address] = await cache.keys();
    if (address) return (await cache.match(address)).status;
    await new Promise((waited) => setTimeout(waited, 20));
  }
  throw new Error("no image was stored");
}"""


def wait_for_image(person: Person) -> int:
    """Wait until an image is stored, and return `USABLE` or `UNUSABLE`."""
    status: int = person.page.evaluate(_STATUS)
    return status
