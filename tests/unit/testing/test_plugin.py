"""The fixtures for pytest, in a project of their own: another process, another folder."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.project.modules import ROOT
from tests.unit.testing.test_app_page import END, HANDLER, HTML, START

TEST_OF_THE_APP = """
def test_the_page(cognito_app):
    app = cognito_app(user="ada", api={"/api/user": {"username": "ada"}})
    assert app.text("name") == "Ada Lovelace"
    app.click("go")


def test_a_missing_id(cognito_app):
    assert cognito_app().text("nowhere")


def test_the_stand_in(cognito, cognito_app):
    from urllib.request import urlopen
    assert urlopen(cognito.jwks_uri).status == 200
    app = cognito_app(user="grace", cognito=cognito)
    assert app.session.user.get("iss") == cognito.issuer


def test_tokens(cognito_tokens):
    import asyncio
    from auth.backend import AccessTokenVerifier
    verifier = AccessTokenVerifier(issuer="https://id.example/eu-west-1_X", client_ids=["c"])
    before = verifier._keys
    tokens = cognito_tokens(verifier)
    assert asyncio.run(verifier.verify(tokens.access_token("ada"))).username == "ada"
"""
UNINSTALLED = """
import sys

class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {missing!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)

sys.meta_path.insert(0, Missing())
"""
HEAVY = (
    "cognito_stand_in",
    "cryptography",
    "fastapi",
    "httpx",
    "jinja2",
    "playwright",
    "starlette",
)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return the folder of an app with a test in a folder below."""
    (tmp_path / "index.html").write_text(HTML)
    (tmp_path / "main.py").write_text(
        "from auth import Page" + START + HANDLER.format("pass") + END
    )
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_app.py").write_text(TEST_OF_THE_APP)
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    return tmp_path


def run(project: Path, *arguments: str) -> str:
    """Run pytest in a project, with the plugin and no other of this repository."""
    command = [sys.executable, "-m", "pytest", "-p", "auth.testing.plugin", "-p", "no:playwright"]
    process = subprocess.run(  # noqa: S603 - this interpreter, with arguments of the tests
        [*command, "-p", "no:cacheprovider", *arguments],
        cwd=project,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    return process.stdout + process.stderr


def test_the_fixtures_work_in_another_project(project: Path) -> None:
    """The app is found above the test; a missing id fails, and is named."""
    printed = run(project)
    assert "3 passed" in printed
    assert "1 failed" in printed
    assert "no element with the id nowhere" in printed


def test_without_the_extra_a_fixture_fails_in_one_sentence(project: Path) -> None:
    """It says what is missing, and other tests of the project run."""
    (project / "conftest.py").write_text(UNINSTALLED.format(missing=HEAVY))
    (project / "tests" / "test_other.py").write_text("def test_other(): pass\n")
    printed = run(project)
    assert "1 passed" in printed
    assert "the extra `testing` of this distribution is not installed: it needs " in printed
    assert "Traceback" not in printed


def test_a_project_that_only_has_the_distribution_is_not_disturbed(project: Path) -> None:
    """Nothing heavy is imported, no test is collected otherwise, and no fixture is used."""
    program = "import sys; print([n for n in HEAVY if n in sys.modules])".replace(
        "HEAVY", repr(HEAVY)
    )
    (project / "tests" / "test_app.py").write_text(f"def test_nothing():\n    {program}\n")
    printed = run(project, "-s")
    assert "[]" in printed
    assert "1 passed" in printed


def test_signing_in_needs_playwright(project: Path) -> None:
    """Without it, the test is skipped with a reason."""
    (project / "conftest.py").write_text(UNINSTALLED.format(missing=["pytest_playwright"]))
    (project / "tests" / "test_app.py").write_text(
        "def test_it(signed_in_page): signed_in_page()\n"
    )
    printed = run(project, "-rs")
    assert "1 skipped" in printed
    assert "signed_in_page needs pytest-playwright" in printed
