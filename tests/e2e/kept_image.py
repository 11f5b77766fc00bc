"""The image of Pyodide's memory that a browser keeps (static/pyodide.js)."""

from tests.e2e.visitor import Visitor

USABLE, UNUSABLE = 200, 204

_STATUS = """async () => {
  for (;;) {
    const [kept] = await (await caches.open("pyodide")).matchAll();
    if (kept) return kept.status;
    await new Promise((waited) => setTimeout(waited, 20));
  }
}"""


def wait_for_image(visitor: Visitor) -> int:
    """Wait until something is kept in its place, and tell whether that is `USABLE`."""
    status: int = visitor.page.evaluate(_STATUS)
    return status
