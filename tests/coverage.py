"""Measure branch coverage of `auth` and `server`: `uv run --group dev -m tests.coverage`.

Prints the modules that are not fully covered and the total, without browsers. Fails if the total is
below `fail_under` in pyproject.toml. Further arguments go to pytest.
"""

import os
import subprocess
import sys

from server.runtimes import ROOT

FOLDERS = ("unit", "project", "security/api", "contract", "documents")
TESTS = ("-q", "-m", "not browser", *(f"tests/{folder}" for folder in FOLDERS))


def main(arguments: list[str]) -> int:
    """Run the tests, then the report; return the first exit status that is not 0."""
    os.chdir(ROOT)
    return _coverage("run", "-m", "pytest", *TESTS, *arguments) or _coverage("report")


def _coverage(*arguments: str) -> int:
    command = [sys.executable, "-m", "coverage", *arguments]
    return subprocess.run(command, check=False).returncode  # noqa: S603 - this interpreter


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
