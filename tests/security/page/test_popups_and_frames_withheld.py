"""A browser that opens no windows, gives frames no cookies, and shares no memory."""

from tests.e2e.entries import only
from tests.e2e.person import Person

WITHHELD = """
window.open = () => null;
const create = Document.prototype.createElement;
Document.prototype.createElement = function (name, ...rest) {
  if (/^i?frame$/i.test(name)) throw new Error("no frames here");
  return create.call(this, name, ...rest);
};
delete globalThis.SharedArrayBuffer;
"""


@only("mpy")
def test_a_sign_in_needs_one_window_only(person: Person) -> None:
    """Signing in, a renewal and signing out are navigations and plain requests."""
    person.page.add_init_script(WITHHELD)
    person.signs_in()
    assert len(person.page.frames) == 1
    assert len(person.watch.context.pages) == 1
    person.signs_out()
