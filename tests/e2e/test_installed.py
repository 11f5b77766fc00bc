"""The command from the built wheel: `new`, `serve`, sign-in, edit, `pytest`, `build`, nginx."""

import subprocess
import sys

import pytest

from server.runtimes import ROOT

pytestmark = pytest.mark.browser
STEPS = ("install", "new", "serve", "sign in", "edit main.py", "pytest", "build", "together")


def test_an_app_of_ones_own_from_an_empty_folder() -> None:
    """Every step works with nothing but the wheel and an empty home."""
    # A process of its own, because Playwright runs once in each.
    run = subprocess.run(
        [sys.executable, "-m", "tests.installed", "--offline"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert [step for step in STEPS if f"\n{step}" not in run.stdout] == []
