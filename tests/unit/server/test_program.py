"""The program's name, and the folders that belong to the person."""

import sys
from pathlib import Path

import pytest

from server import program


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty home, with no variable that names another cache folder."""
    for name in (program.CACHE_VARIABLE, "XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("platform", "below"),
    [
        ("linux", ".cache/cognito-sign-in"),
        ("darwin", "Library/Caches/cognito-sign-in"),
        ("win32", "AppData/Local/cognito-sign-in"),
    ],
)
def test_each_platform_has_its_own_cache_folder(
    home: Path, monkeypatch: pytest.MonkeyPatch, platform: str, below: str
) -> None:
    """The folder is where other programs of that platform have theirs."""
    monkeypatch.setattr(sys, "platform", platform)
    assert program.user_cache_folder() == home / below


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({"XDG_CACHE_HOME": "/elsewhere"}, "/elsewhere/cognito-sign-in"),
        ({"XDG_CACHE_HOME": "/elsewhere", program.CACHE_VARIABLE: "/own"}, "/own"),
    ],
)
def test_variables_name_another_folder(
    home: Path, monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], expected: str
) -> None:
    """The program's own variable has priority."""
    monkeypatch.setattr(sys, "platform", "linux")
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert program.user_cache_folder() == Path(expected)
    assert home.is_dir()


def test_a_relative_xdg_folder_is_ignored(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The specification says so (XDG Base Directory Specification, "Basics")."""
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    assert program.user_cache_folder() == home / ".cache" / "cognito-sign-in"


def test_messages_name_what_can_be_typed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A command of the checkout is started by uv; the installed one is on the path."""
    assert program.command("") == "uv run serve.py"
    assert program.with_tools("build …") == "uv run --group build serve.py build …"
    monkeypatch.setattr(program, "IS_INSTALLED", True)
    monkeypatch.setattr(program, "NAME", "cognito-sign-in")
    assert program.command("serve") == "cognito-sign-in serve"
    assert program.with_tools("build …") == "pip install 'cognito-sign-in[tool]'"
