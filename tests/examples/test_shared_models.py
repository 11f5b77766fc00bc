"""The example with models for both sides: its own tests, run as somebody runs them."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from server.runtimes import ROOT
from tests.examples.backend import SHARED_MODELS


def test_its_own_tests_pass(tmp_path: Path) -> None:
    """Those of the API and of the page, in one folder of their own."""
    folder = shutil.copytree(SHARED_MODELS, tmp_path / "rain")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "auth.testing.plugin", str(folder)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    run = subprocess.run(  # noqa: S603 - this interpreter
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert "4 passed" in run.stdout, run.stdout + run.stderr
