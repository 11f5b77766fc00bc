"""A page that runs MicroPython learns that packages are for Pyodide."""

from pathlib import Path

import pytest

from server.configuration import Configuration, parse_configuration
from server.packages.micropython import warn_about_micropython
from tests.unit.server.conftest import CONFIGURATION


def with_packages(setting: str) -> Configuration:
    """Return a configuration with this setting."""
    return parse_configuration(f"{setting}\n{CONFIGURATION}", name="pyscript.toml")


@pytest.mark.parametrize(
    ("html", "entry", "setting", "is_warned"),
    [
        ('<script type="mpy" src="/main.py"></script>', "", 'packages = ["sympy"]', True),
        ("<script async type='mpy'>", "", 'packages = ["sympy"]', True),
        ("<mpy-script>", "", 'packages = ["sympy"]', True),
        ("", "mpy", 'packages = ["sympy"]', True),
        ('<script type="py" src="/mpy.py"></script>', "py", 'packages = ["sympy"]', False),
        ('<mpy-config>{}</mpy-config><script type="module">', "", 'packages = ["sympy"]', False),
        ('<script type="mpy"></script>', "mpy", "", False),
    ],
)
def test_programs_on_micropython_are_named(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    html: str,
    entry: str,
    *,
    setting: str,
    is_warned: bool,
) -> None:
    """By their tags, or by --entry."""
    (tmp_path / "index.html").write_text(html)
    warn_about_micropython(with_packages(setting), tmp_path / "index.html", entry)
    assert ("are for Pyodide" in capsys.readouterr().err) is is_warned


def test_a_missing_page_is_not_about_packages(tmp_path: Path) -> None:
    """Something else says so."""
    warn_about_micropython(with_packages('packages = ["sympy"]'), tmp_path / "index.html")
