"""The configuration in force: read, checked, and moved to other ports."""

from pathlib import Path

import pytest

from server.configuration import parse_configuration, read_configuration
from server.errors import CannotStart
from server.origins import Origins
from tests.unit.server.conftest import CONFIGURATION

SETTINGS = """\
interpreter = "/static/interpreters.js"
plugins = ["!error", "!codemirror", "!deprecations-manager", "!donkey", "!py-editor", "!py-game", \
"!py-terminal"]
"""
MARKED = ("a[b]", "c; python_version > '3'")


def test_a_sound_configuration_is_served_as_it_is(folder: Path) -> None:
    """What is served is the file's own text, below the settings that a strict page needs."""
    configuration = read_configuration(folder / "pyscript.toml")
    assert configuration.text == f"{SETTINGS}{CONFIGURATION}"
    assert configuration.origins == Origins.from_port(8000)
    assert configuration.is_for_loopback
    assert configuration.files == {"/reports.py"}


def test_a_moved_configuration_says_so_everywhere(folder: Path) -> None:
    """Text and checked values move together, and the move back gives the same text."""
    moved = read_configuration(folder / "pyscript.toml").at(Origins.on_ports(1, 2, 3))
    assert moved.auth.redirect_uri == "http://localhost:1/"
    assert moved.auth.domain_origin == "http://localhost:2"
    assert moved.auth.issuer == "http://localhost:3/eu-west-1_Example01"
    assert "800" not in moved.text
    assert moved.at(Origins.from_port(8000)).text == f"{SETTINGS}{CONFIGURATION}"


def test_a_real_pool_is_not_on_this_machine() -> None:
    """A configuration for AWS starts no stand-in."""
    text = CONFIGURATION.replace("localhost:8001", "my-app.auth.eu-west-1.amazoncognito.com")
    assert not parse_configuration(text, name="pyscript.toml").is_for_loopback


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("[auth", "not valid TOML"),
        ("name = 1", r"no \[auth\] table"),
        ("auth = 1", r"no \[auth\] table"),
        ("files = 1\n[auth]", "expected a table"),
        ("[auth]\ndomain = 1", "domain"),
        ('[auth]\nclient_secret = "x"', "client_secret"),
        (CONFIGURATION.replace("http://localhost:8002", "http://issuer.example"), "issuer"),
    ],
)
def test_a_mistake_is_named(text: str, complaint: str) -> None:
    """Every mistake gives a sentence that says where it is."""
    with pytest.raises(CannotStart, match=f"^mine.toml .*{complaint}|^mine.toml.*{complaint}"):
        parse_configuration(text, name="mine.toml")


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    """A missing file gives a sentence too."""
    with pytest.raises(CannotStart, match="No such file"):
        read_configuration(tmp_path / "staging.toml")


def test_a_file_that_is_not_text_is_named(tmp_path: Path) -> None:
    """So does one in another encoding."""
    (tmp_path / "staging.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(CannotStart, match="UTF-8"):
        read_configuration(tmp_path / "staging.toml")


def test_settings_that_are_there_stay(folder: Path) -> None:
    """A file that says it all is served as it is."""
    (folder / "pyscript.toml").write_text(SETTINGS + CONFIGURATION)
    assert read_configuration(folder / "pyscript.toml").text == SETTINGS + CONFIGURATION


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('interpreter = "0.29.3"', 'interpreter = "0.29.3" is not served'),
        ('interpreter = "https://cdn.example/pyodide.mjs"', "is not served"),
        ('plugins = ["!error"]', "plugins does not switch codemirror off"),
        ("plugins = []", "plugins does not switch codemirror off"),
        ("plugins = 5", "plugins is int, expected a list"),
        ('plugins = "!codemirror"', "plugins is str, expected a list"),
    ],
)
def test_settings_with_which_no_page_starts_are_refused(
    folder: Path, line: str, reason: str
) -> None:
    """Before somebody signs in and finds out; the sentence says what to remove."""
    (folder / "pyscript.toml").write_text(f"{line}\n{CONFIGURATION}")
    with pytest.raises(CannotStart, match=r"the page cannot start.*Remove the lines") as refused:
        read_configuration(folder / "pyscript.toml")
    assert reason in str(refused.value)


@pytest.mark.parametrize(
    ("setting", "packages"),
    [
        ('packages = ["sympy", "pydantic>=2"]', ("sympy", "pydantic>=2")),
        ("packages = ['a[b]', \"c; python_version > '3'\",]  # both", MARKED),
        (
            'packages = [\n  "one",  # a comment ]\n  # "two",\n  "three[x]",\n]',
            ("one", "three[x]"),
        ),
        ('"packages" = ["quoted"]', ("quoted",)),
        ("packages = []", ()),
    ],
)
def test_packages_are_not_served(setting: str, packages: tuple[str, ...]) -> None:
    """PyScript would start micropip for them, also for an empty list."""
    configuration = parse_configuration(f"{setting}\n{CONFIGURATION}", name="pyscript.toml")
    assert configuration.text == f"{SETTINGS}{CONFIGURATION}"
    assert configuration.packages == packages
    assert configuration.at(Origins.from_port(9000)).packages == configuration.packages
    assert configuration.lock_file == Path("packages.lock.json")


def test_only_the_setting_itself_is_left_out() -> None:
    """A table may have a key of the same name, and a string may contain such a line."""
    more = '[other]\npackages = ["mine"]\nnote = """\npackages = ["text"]\n"""\n'
    text = f'packages = ["sympy"]\n{CONFIGURATION}{more}'
    assert parse_configuration(text, name="x.toml").text == f"{SETTINGS}{CONFIGURATION}{more}"
    assert parse_configuration(f"{CONFIGURATION}{more}", name="x.toml").packages == ()


@pytest.mark.parametrize(
    ("setting", "complaint"),
    [
        ('packages = "sympy"', "got str, expected a list of strings"),
        ("packages = {sympy = 1}", "got dict, expected a list of strings"),
        ('packages = ["sympy", 2]', "got a list with int, expected a list of strings"),
        ("packages = ['''sym\npy''']", "packages cannot be read"),
    ],
)
def test_other_packages_are_a_mistake(setting: str, complaint: str) -> None:
    """The sentence shows how to write them."""
    with pytest.raises(CannotStart, match=f"^mine.toml: .*{complaint}.* such as"):
        parse_configuration(f"{setting}\n{CONFIGURATION}", name="mine.toml")
