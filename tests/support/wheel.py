"""Builds the wheel of this checkout, with the backend that is installed."""

import subprocess
import sys
from pathlib import Path

from server.runtimes import ROOT


def build_wheel(folder: Path) -> Path:
    """Build the wheel of this checkout in `folder`, and return its path."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)  # noqa: S603 - ours
    [wheel] = folder.glob("*.whl")
    return wheel
