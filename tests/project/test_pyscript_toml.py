"""PyScript's configuration, in the small part of TOML that its reader knows."""

import json
import tomllib

from auth.config import AuthConfig
from server.building.sources import browser_half
from tests.project.modules import IN_THE_BROWSER, ROOT
from tests.project.pyscripts_toml import LINE

TEXT = (ROOT / "pyscript.toml").read_text("utf-8")
TABLE = tomllib.loads(TEXT)


def test_the_browser_half_comes_with_the_interpreters() -> None:
    """Every module that a page needs is in the archive, and no other; so nothing is listed here."""
    names = [one.path.relative_to(ROOT).as_posix() for one in IN_THE_BROWSER]
    assert sorted(browser_half(ROOT)) == sorted(names)
    assert "files" not in TABLE


def test_every_line_is_one_that_pyscripts_reader_knows() -> None:
    """A key and a value, a table, a comment or nothing; no escape, and no list over two lines."""
    assert [line for line in TEXT.splitlines() if not LINE.fullmatch(line)] == []


def test_the_reader_of_this_test_is_strict() -> None:
    """What PyScript's reader is known to get wrong does not pass here."""
    for line in ("a = 1_000", "a = 0x10", 'a = """x"""', 'a = "\\t"', "a = [", "a.b = 1"):
        assert not LINE.fullmatch(line)


def test_the_settings_are_sound() -> None:
    """What is served by default is a configuration that starts."""
    config = AuthConfig.from_mapping(TABLE["auth"])
    assert config.domain_origin == "http://localhost:8001"


def test_no_interpreter_comes_from_elsewhere() -> None:
    """A `version` would make PyScript ask a network for it, and packages would be downloaded."""
    assert not {"version", "packages", "js_modules", "fetch"} & TABLE.keys()
    assert "://" not in json.dumps({key: TABLE[key] for key in TABLE if key != "auth"})
