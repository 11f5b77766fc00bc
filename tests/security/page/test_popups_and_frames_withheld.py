"""A browser that opens no windows, gives frames no cookies, and shares no memory."""

from tests.e2e.entries import only
from tests.e2e.site import Site
from tests.e2e.visitor import Visitor

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
def test_a_sign_in_needs_one_window_only(visitor: Visitor, site: Site) -> None:
    """Signing in, a renewal and signing out are navigations and plain requests."""
    visitor.page.add_init_script(WITHHELD)
    visitor.signs_in()
    assert len(visitor.page.frames) == 1
    assert len(visitor.watch.context.pages) == 1
    with visitor.page.expect_navigation(url=site.url("/")):
        visitor.button("Sign out").click()
    visitor.settles("signed_out")
