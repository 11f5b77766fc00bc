"""The wheel and the zip: what is in them, installed somewhere empty, and the same each time."""

import base64
import hashlib
import os
import re
import subprocess
import sys
import venv
import zipfile
from email.parser import Parser
from pathlib import Path

import pytest

from server import packaging
from server.building.sources import browser_half
from server.packaging import main, metadata, read_project, write_packages
from server.runtimes import ROOT

PROJECT = read_project()
NEEDS = [need for needs in PROJECT["optional-dependencies"].values() for need in needs]
SITE_PACKAGES = Path(pytest.__file__).parents[1]


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Write both."""
    wheel, page_zip = write_packages(tmp_path_factory.mktemp("dist"))
    return wheel, page_zip


def members(archive: Path) -> dict[str, bytes]:
    """Give what is in an archive."""
    with zipfile.ZipFile(archive) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def run(program: str, *path: Path, python: str = sys.executable) -> str:
    """Run a program far from this repository, with nothing but `path` to import from."""
    folders = os.pathsep.join(map(str, path))
    done = subprocess.run(  # noqa: S603 - an interpreter, and a program of this file
        [python, "-S", "-W", "error", "-c", program],
        cwd=path[0].parent,
        env={"PYTHONPATH": folders, "PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_the_zip_is_what_a_page_imports(packages: tuple[Path, Path]) -> None:
    """The browser half but the gate, as source, with its licence; named after the version."""
    _, page_zip = packages
    assert page_zip.name == f"auth-{PROJECT['version']}.zip"
    expected = {*browser_half(ROOT), "auth/LICENSE"} - {"auth/gate.py"}
    assert set(members(page_zip)) == expected
    program = "import auth, sys; print(auth.__file__, 'auth.backend' in sys.modules)"
    assert run(program, page_zip) == f"{page_zip}{os.sep}auth{os.sep}__init__.py False"


def test_the_wheel_has_both_halves_and_no_program(packages: tuple[Path, Path]) -> None:
    """Typed, with the stand-in's pages, without the gate and without leftovers."""
    wheel, _ = packages
    names = set(members(wheel))
    assert {"auth/py.typed", "auth/backend/verifier.py", "auth/browser/page.py"} <= names
    assert {"auth/testing/doubles.py", "auth/libraries/sending.py"} <= names
    assert {"cognito_stand_in/cognito.py", "cognito_stand_in/py.typed"} <= names
    assert [name for name in names if name.startswith("cognito_stand_in/templates/")]
    assert not [name for name in names if "gate" in name or "__pycache__" in name]
    ours = ("auth/", "cognito_stand_in/", "cognito_sign_in-")
    assert all(name.startswith(ours) for name in names)


def test_the_metadata_is_what_pyproject_says(packages: tuple[Path, Path]) -> None:
    """One version, in one place; nothing required but by extras."""
    wheel, _ = packages
    info = f"cognito_sign_in-{PROJECT['version']}.dist-info"
    fields = Parser().parsestr(members(wheel)[f"{info}/METADATA"].decode())
    assert (fields["Name"], fields["Version"]) == ("cognito-sign-in", PROJECT["version"])
    assert fields.get_all("Provides-Extra") == ["backend", "fastapi", "testing"]
    assert all("; extra == " in need for need in fields.get_all("Requires-Dist") or [])
    assert metadata(PROJECT).count("Requires-Dist") == len(NEEDS)


def test_the_record_has_every_file(packages: tuple[Path, Path]) -> None:
    """With its hash and size, by which an installation can be checked; it has none itself."""
    files = members(packages[0])
    [name] = [name for name in files if name.endswith("/RECORD")]
    found = {
        path: base64.urlsafe_b64encode(hashlib.sha256(content).digest()).decode().rstrip("=")
        for path, content in files.items()
    }
    rows = [f"{path},sha256={found[path]},{len(files[path])}" for path in files if path != name]
    assert sorted(files[name].decode().split()) == sorted([*rows, f"{name},,"])


def test_bytecode_of_this_machine_stays_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It lies about wherever the package was imported."""
    (tmp_path / "auth" / "__pycache__").mkdir(parents=True)
    (tmp_path / "auth" / "__pycache__" / "client.cpython-313.pyc").write_bytes(b"")
    (tmp_path / "auth" / "client.py").write_text("")
    for name in ("pyproject.toml", "LICENSE"):
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    monkeypatch.setattr(packaging, "ROOT", tmp_path)
    for archive in write_packages(tmp_path / "dist"):
        assert [name for name in members(archive) if "client" in name] == ["auth/client.py"]


def test_the_guide_knows_the_version() -> None:
    """What people copy leads to what was built."""
    guide = (ROOT / "docs" / "your-own-page.md").read_text("utf-8")
    found = set(re.findall(r"(?:auth|cognito_sign_in)-(\d+\.\d+\.\d+)", guide))
    assert found == {PROJECT["version"]}


@pytest.mark.parametrize("need", NEEDS)
def test_an_extra_asks_for_what_the_tests_run_with(need: str) -> None:
    """Lower bounds are versions that were tried."""
    name, _, bound = need.partition(">=")
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    assert f'"{name}=={bound}"' in text


def test_both_are_the_same_each_time(packages: tuple[Path, Path], tmp_path: Path) -> None:
    """To the byte."""
    again = write_packages(tmp_path)
    assert [one.read_bytes() for one in again] == [one.read_bytes() for one in packages]


@pytest.fixture(scope="module")
def environment(
    packages: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, list[str]]:
    """Install the wheel into an empty environment; give its Python, and how pip was called."""
    place = tmp_path_factory.mktemp("empty") / "environment"
    venv.create(place, with_pip=True, symlinks=os.name != "nt")
    python = place / ("Scripts" if os.name == "nt" else "bin") / "python"
    pip = [str(python), "-m", "pip", "install", "--no-index", "--disable-pip-version-check"]
    subprocess.run([*pip, "-q", str(packages[0])], check=True, cwd=place)  # noqa: S603 - our wheel
    return python, pip


def test_the_wheel_installs_into_an_empty_environment(
    packages: tuple[Path, Path], environment: tuple[Path, list[str]], tmp_path: Path
) -> None:
    """By pip, without an index; it needs nothing, and an extra is missed by its name."""
    python, pip = environment
    program = (
        "import auth; from importlib.metadata import version as v; print(v('cognito-sign-in'))"
    )
    done = subprocess.run(  # noqa: S603 - the program above
        [python, "-c", program], check=True, cwd=tmp_path, capture_output=True, text=True
    )
    assert done.stdout.strip() == PROJECT["version"]
    missed = subprocess.run(  # noqa: S603 - the wheel that is there already
        [*pip, f"{packages[0]}[backend]"], check=False, cwd=tmp_path, capture_output=True, text=True
    )
    assert "cryptography" in missed.stderr


def test_type_checkers_see_the_types(environment: tuple[Path, list[str]], tmp_path: Path) -> None:
    """Of what is installed: a wrong use is found."""
    python, _ = environment
    (tmp_path / "use.py").write_text("from auth import AuthConfig\nAuthConfig.from_mapping(7)\n")
    options = ["--config-file=", "--cache-dir", os.devnull, "--python-executable", str(python)]
    done = subprocess.run(  # noqa: S603 - mypy, about the file above
        [sys.executable, "-m", "mypy", *options, "use.py"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert 'incompatible type "int"' in done.stdout


def test_an_installed_backend_and_stand_in_work(
    packages: tuple[Path, Path], tmp_path: Path
) -> None:
    """With what the extras bring, and nothing of this repository."""
    with zipfile.ZipFile(packages[0]) as wheel:
        wheel.extractall(tmp_path / "installed")
    program = """
from auth.backend import AccessTokenVerifier, RequireBearer
from auth.backend.dependency import RequireCaller
from auth.testing.doubles import runtime
from cognito_stand_in import FakeCognito, Visitor
import cognito_stand_in.pages
print(cognito_stand_in.__file__)
"""
    found = run(program, tmp_path / "installed", SITE_PACKAGES)
    assert Path(found).is_relative_to(tmp_path)


def test_another_import_name_is_used_throughout(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where a project has an `auth` of its own, which is not touched."""
    arguments = ["packaging", "--to", str(tmp_path / "dist"), "--import-name", "cognito_auth"]
    monkeypatch.setattr(sys, "argv", arguments)
    main()
    wheel, page_zip = map(Path, capsys.readouterr().out.split())
    assert page_zip.name == f"cognito_auth-{PROJECT['version']}.zip"
    (tmp_path / "auth.py").write_text("OWN = True")
    with zipfile.ZipFile(wheel) as opened:
        opened.extractall(tmp_path / "installed")
    program = """
import auth, sys
import cognito_auth, cognito_auth.aws, cognito_auth.backend, cognito_auth.testing
print(auth.OWN, [name for name in sys.modules if name.startswith("auth.")])
"""
    assert run(program, tmp_path, tmp_path / "installed", SITE_PACKAGES) == "True []"
    assert (
        run("import cognito_auth.config as c; print(c.__name__)", page_zip) == "cognito_auth.config"
    )


def test_an_import_name_is_a_name(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Said before anything is written."""
    monkeypatch.setattr(sys, "argv", ["packaging", "--import-name", "cognito-auth"])
    with pytest.raises(SystemExit):
        main()
    assert "Python name" in capsys.readouterr().err
