"""The packages for other projects: the wheel, and the zip for PyScript pages."""

import io
import subprocess
import sys
import tomllib
import zipfile
from email.parser import HeaderParser
from pathlib import Path

import pytest

from server.building.sources import browser_half
from server.page_zip import file_name, page_zip
from server.pins.python_packages import locked
from server.runtimes import ROOT

USE_EVERYTHING = """
import sys
import cognito_auth, cognito_auth.backend, cognito_auth.testing, cognito_stand_in
from cognito_auth.backend.fastapi import RequireCaller
from cognito_auth.calls.aws import AwsClient
assert "auth" not in sys.modules
print(cognito_auth.__file__, cognito_stand_in.__file__)
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel, with the backend that is installed."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(  # noqa: S603 - this interpreter
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    [file] = folder.iterdir()
    return file


def names_in(archive: Path | bytes) -> set[str]:
    """Return the names of an archive's members."""
    source = io.BytesIO(archive) if isinstance(archive, bytes) else archive
    with zipfile.ZipFile(source) as opened:
        return set(opened.namelist())


def test_the_wheel_has_the_library_and_the_stand_in(wheel: Path) -> None:
    """It has types, templates and licence, but not the launcher."""
    names = names_in(wheel)
    assert {"cognito_auth/py.typed", "cognito_auth/client.py", "cognito_stand_in/py.typed"} <= names
    assert [name for name in names if name.startswith("cognito_stand_in/templates/")]
    assert [name for name in names if name.endswith("/LICENSE")]
    assert not [name for name in names if "launcher" in name or "__pycache__" in name]
    tops = {name.partition("/")[0] for name in names if ".dist-info/" not in name}
    assert tops == {"cognito_auth", "cognito_stand_in"}


def test_the_wheel_requires_nothing_without_an_extra(wheel: Path) -> None:
    """Dependencies are in extras, with the versions that the tests use."""
    with zipfile.ZipFile(wheel) as opened:
        [name] = [one for one in opened.namelist() if one.endswith(".dist-info/METADATA")]
        metadata = HeaderParser().parsestr(opened.read(name).decode())
    required = metadata.get_all("Requires-Dist") or []
    assert required
    assert all("extra ==" in one for one in required)
    versions = {one.partition(" ;")[0] for one in locked((ROOT / "constraints.txt").read_text())}
    for one in required:
        assert one.partition(";")[0].strip().replace(">=", "==") in versions


def test_the_wheel_is_the_same_each_time(wheel: Path, tmp_path: Path) -> None:
    """Two builds are equal byte for byte."""
    subprocess.run(  # noqa: S603 - this interpreter
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    assert (tmp_path / wheel.name).read_bytes() == wheel.read_bytes()


def test_everything_in_the_wheel_can_be_imported(wheel: Path, tmp_path: Path) -> None:
    """All packages can be imported outside of this project."""
    with zipfile.ZipFile(wheel) as opened:
        opened.extractall(tmp_path)
    run = subprocess.run(  # noqa: S603 - this interpreter, and the program above
        [sys.executable, "-c", USE_EVERYTHING],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    assert all(place.startswith(str(tmp_path)) for place in run.stdout.split())


def test_the_zip_has_the_browser_half() -> None:
    """It has the same package without backend, stand-in and launcher."""
    expected = {name.replace("auth/", "cognito_auth/", 1) for name in browser_half(ROOT)}
    expected -= {"cognito_auth/page/launcher.py"}
    assert names_in(page_zip(ROOT)) == expected | {"cognito_auth/LICENSE"}
    assert page_zip(ROOT) == page_zip(ROOT)


def test_the_zip_is_named_after_the_version() -> None:
    """The file name has the version, and the document names it."""
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    assert file_name(ROOT) == f"cognito_auth-{version}.zip"
    assert file_name(ROOT) in (ROOT / "docs" / "your-own-page.md").read_text("utf-8")


def test_no_module_names_its_package() -> None:
    """All imports in `auth` are relative, so that the package can have any name."""
    absolute = [
        f"{file.relative_to(ROOT)}:{number}"
        for file in sorted((ROOT / "auth").rglob("*.py"))
        for number, line in enumerate(file.read_text("utf-8").splitlines(), 1)
        if line.strip().startswith(("from auth", "import auth"))
    ]
    assert absolute == []
