"""Runs a document's program as its reader does: saved as a file, in a process of its own."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from cognito_stand_in import FakeCognito, SimpleBrowser
from server.origins import Origins, free_origins
from server.running import in_thread
from server.site import make_stand_in, make_stand_in_site
from tests.project.modules import ROOT

SECONDS = 60
ADDRESS = "Open this address and sign in: "
PASSWORD = "Analytical-Engine-1843"


def run_in_an_empty_folder(text: str) -> None:
    """Run a program that can import this repository's packages, but has none of its other files."""
    with _saved(text) as file:
        _require_success(_process(file, file.parent))


def run_in_the_repository(text: str) -> None:
    """Run a program with the repository's root as the current folder."""
    with _saved(text) as file:
        _require_success(_process(file, ROOT))


def run_as_tests(text: str) -> None:
    """Run a file of tests in a copy of the smallest example, where the library is installed.

    Here it has the name `auth`. A file without tests is imported.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name, "app")
        shutil.copytree(ROOT / "examples" / "smallest", folder)
        file = folder / "test_document.py"
        file.write_text(text.replace("cognito_auth", "auth"), encoding="utf-8")
        (folder / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
        options = ["-p", "auth.testing.plugin", "-p", "no:cacheprovider", "-q", file.name]
        process = subprocess.run(  # noqa: S603 - this interpreter, with the text of a document
            [sys.executable, "-m", "pytest", *options],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
        expected = pytest.ExitCode.OK if "def test_" in text else pytest.ExitCode.NO_TESTS_COLLECTED
        assert process.returncode == expected, process.stdout + process.stderr


def sign_in_on_a_terminal(text: str) -> str:
    """Run a program that prints a sign-in address and reads the callback's address.

    Args:
        text: The program. Addresses of Cognito in it are replaced by those of the stand-in.

    Returns:
        What the program printed.
    """
    origins = free_origins()
    cognito = make_stand_in(ROOT, origins)
    site = make_stand_in_site(cognito, origins=origins, write_log=lambda _: None)
    with (
        in_thread(site),
        _saved(_for_the_stand_in(text, origins, cognito)) as file,
        _process(file, file.parent) as process,
    ):
        assert process.stdout is not None
        login = process.stdout.readline().removeprefix(ADDRESS).strip()
        if not login:
            _require_success(process)
        callback = SimpleBrowser(cognito).sign_in(login, "ada", PASSWORD)
        return _require_success(process, callback)


def _for_the_stand_in(text: str, origins: Origins, cognito: FakeCognito) -> str:
    replacements = {
        "my-app.auth.eu-west-1.amazoncognito.com": origins.domain.removeprefix("http://"),
        "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEfGhI": cognito.pool.issuer,
        "2hd8example7of0a0client0id": "2hd8example7standin0client",
        "https://app.example.com": origins.page,
    }
    for documented, own in replacements.items():
        assert documented in text, f"the program does not contain {documented}"
        text = text.replace(documented, own)
    return text


def python_environment() -> dict[str, str]:
    """Return the environment of a reader who has installed this repository's packages."""
    return {**os.environ, "PYTHONPATH": str(ROOT)}


@contextmanager
def _saved(text: str) -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "example.py")
        file.write_text(text, "utf-8")
        yield file


def _process(file: Path, folder: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(  # noqa: S603 - this interpreter, and a document's program
        [sys.executable, "-u", str(file)],
        cwd=folder,
        env=python_environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def _require_success(process: subprocess.Popen[str], answer: str = "") -> str:
    """Send a line to a program, wait for its end, and return what it printed."""
    printed, errors = process.communicate(f"{answer}\n", timeout=SECONDS)
    assert process.returncode == 0, errors
    return printed
