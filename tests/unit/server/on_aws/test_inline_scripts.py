"""Source expressions of inline scripts, as browsers compute them."""

from server.configuration import parse_configuration
from server.on_aws.inline_scripts import source_expressions
from server.release import Release
from server.runtimes import ROOT


def test_each_inline_script_has_its_hash() -> None:
    """Scripts with an address have none."""
    html = '<script src="a.js"></script><script>alert(1)</script><p>x</p><script>\n</script>'
    assert source_expressions(html) == (
        "'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI=' "
        "'sha256-AbpHGcgLb+kRsJGnwFEktk7uzpZOCcBY74+YBdrKVGs='"
    )


def test_the_pages_own_hash_is_the_one_that_is_served() -> None:
    """A rewritten page and its policy agree."""
    text = (ROOT / "pyscript.toml").read_text()
    release = Release(ROOT, parse_configuration(text, name="pyscript.toml"))
    html, import_map = release.rewrite((ROOT / "index.html").read_text())
    assert source_expressions(html) == import_map
