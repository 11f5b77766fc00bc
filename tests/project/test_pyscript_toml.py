"""pyscript.toml uses only the subset of TOML that PyScript can parse."""

import json
import tomllib

from auth.config import AuthConfig
from server.building.sources import browser_half
from tests.project.modules import IN_THE_BROWSER, ROOT
from tests.project.pyscripts_toml import LINE

TEXT = (ROOT / "pyscript.toml").read_text("utf-8")
TABLE = tomllib.loads(TEXT)


def test_the_browser_half_comes_with_the_interpreters() -> None:
    """The archive has exactly the modules that a page needs, so pyscript.toml lists none."""
    names = [one.path.relative_to(ROOT).as_posix() for one in IN_THE_BROWSER]
    assert sorted(browser_half(ROOT)) == sorted(names)
    assert "files" not in TABLE


def test_every_line_is_one_that_pyscripts_reader_knows() -> None:
    """A line is a key and a value, a table, a comment or empty; no escapes, no multi-line lists."""
    assert [line for line in TEXT.splitlines() if not LINE.fullmatch(line)] == []


def test_the_reader_of_this_test_is_strict() -> None:
    """Lines that PyScript is known to misread fail."""
    for line in ("a = 1_000", "a = 0x10", 'a = """x"""', 'a = "\\t"', "a = [", "a.b = 1"):
        assert not LINE.fullmatch(line)


def test_the_settings_are_sound() -> None:
    """The default configuration is valid."""
    config = AuthConfig.from_mapping(TABLE["auth"])
    assert config.domain_origin == "http://localhost:8001"


def test_no_interpreter_comes_from_elsewhere() -> None:
    """It has no `version` and no packages, which PyScript would download."""
    assert not {"version", "packages", "js_modules", "fetch"} & TABLE.keys()
    assert "://" not in json.dumps({key: TABLE[key] for key in TABLE if key != "auth"})
