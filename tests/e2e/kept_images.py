"""The images of Pyodide's memory that a browser keeps (static/pyodide.js)."""

from tests.e2e.visitor import Visitor

USABLE, UNUSABLE = 200, 204
PYTHON, AUTH = "pyodide.bin", "auth.py.bin"

_STATUSES = """async (count) => {
  const end = performance.now() + 60_000;
  while (performance.now() < end) {
    const shelf = await caches.open("pyodide");
    const kept = await Promise.all((await shelf.keys()).map(async (one) =>
      [one.url.split("/").at(-1), (await shelf.match(one))?.status]));
    if (kept.length === count) return Object.fromEntries(kept);
    await new Promise((waited) => setTimeout(waited, 20));
  }
  throw new Error("no images were kept");
}"""


def wait_for_images(visitor: Visitor) -> dict[str, int]:
    """Wait until something is kept in place of both, and tell whether that is `USABLE`."""
    statuses: dict[str, int] = visitor.page.evaluate(_STATUSES, 2)
    return statuses
