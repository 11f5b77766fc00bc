"""Which folder is the page: the one of --page, or the current one if the program is installed."""

import argparse
from pathlib import Path

import pytest

from server import command, page_folder, program
from server.arguments import make_parser
from server.errors import CannotStart
from server.page_folder import CONFIGURATION, require_page, use_current_folder


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the current folder of a person who has installed the program."""
    monkeypatch.setattr(program, "IS_INSTALLED", True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def chosen(*words: str, needs_configuration: bool = False) -> argparse.Namespace:
    """Return the options for these arguments."""
    options = make_parser().parse_intermixed_args(words)
    use_current_folder(options, needs_configuration=needs_configuration)
    return options


def test_a_checkout_serves_its_own_page() -> None:
    """The current folder does not matter there."""
    assert (chosen().page, chosen().config) == (None, CONFIGURATION)


def test_an_installed_program_serves_the_current_folder(installed: Path) -> None:
    """Its pyscript.toml is the configuration; without one, that for the stand-in is."""
    assert (chosen().page, chosen().config) == (installed, CONFIGURATION)
    (installed / "pyscript.toml").write_text("")
    assert chosen().config == installed / "pyscript.toml"
    assert chosen("--config", "production.toml").config == Path("production.toml")


def test_another_folder_can_be_named(installed: Path) -> None:
    """--page has priority over the current folder."""
    (installed / "pyscript.toml").write_text("")
    assert chosen("--page", "other").page == Path("other")
    assert chosen("--page", "other").config == CONFIGURATION


def test_a_build_needs_a_configuration_of_its_own(installed: Path) -> None:
    """The one for the stand-in is never checked or built in place of a missing file."""
    assert chosen(needs_configuration=True).config == installed / "pyscript.toml"


def test_a_folder_without_a_program_is_no_page(installed: Path) -> None:
    """The message names the command that makes a project."""
    with pytest.raises(CannotStart, match=r"has no main.py. `.* new FOLDER` makes a project"):
        require_page(installed)
    with pytest.raises(CannotStart, match="--page: missing is not a folder"):
        require_page(Path("missing"))
    (installed / page_folder.PROGRAM).write_text("")
    require_page(installed)


@pytest.mark.parametrize(
    ("words", "port", "other"),
    [
        (["serve"], None, []),
        (["serve", "--port", "9000"], 9000, []),
        (["users"], None, ["users"]),
        ([], None, []),
    ],
)
def test_serve_needs_no_name(words: list[str], port: int | None, other: list[str]) -> None:
    """It takes the options that the program takes without a command."""
    options = command._parse(words)
    assert (options.port, options.command) == (port, other)


def test_a_command_after_options_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    """The message says where it belongs."""
    for name in (*command.PROGRAMS, command.SERVE):
        with pytest.raises(SystemExit) as stop:
            command.main(["--port", "9000", name])
        assert f"serve.py {name}` must come before its options" in str(stop.value.code)
    assert capsys.readouterr().out == ""
