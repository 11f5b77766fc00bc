"""Prepares the machine and runs the tests: `uv run --group dev -m tests`.

Arguments go to pytest: `uv run --group dev -m tests tests/e2e -k sign_out`.
"""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from importlib.util import find_spec

from server.building.prepare import prepare
from server.configuration import read_configuration
from server.errors import CannotStart
from server.runtimes import ROOT
from tests.support.browser_setup import NoBrowser, ensure_browser
from tests.support.nginx_setup import ensure_nginx
from tests.support.packages import WITH_PACKAGES


def main() -> int:
    """Install what the tests need, run pytest, and return its exit status."""
    os.chdir(ROOT)
    if find_spec("pytest") is None:
        sys.exit("The tests need more than the page does: `uv run --group dev -m tests`.")
    try:
        say("Interpreters: checking …")
        prepare_pages()
        ensure_browser(say)
        ensure_nginx(say)
    except (CannotStart, NoBrowser) as reason:
        sys.exit(str(reason))
    return run_pytest(sys.argv[1:] or in_parallel())


def prepare_pages() -> None:
    """Fill `static/runtime/` for the page, and for the pages with packages that the tests serve.

    Raises:
        CannotStart: Something is missing, and cannot be downloaded.
    """
    for configuration in (None, *map(read_configuration, WITH_PACKAGES)):
        prepare(ROOT, configuration)


def in_parallel() -> list[str]:
    """Return the arguments that divide all tests among several processes.

    Each process gets the tests in order, so that browser tests come last (tests/conftest.py).
    """
    return ["-n", str(min(4, os.cpu_count() or 1)), "--dist", "load"]


def run_pytest(arguments: Sequence[str]) -> int:
    """Run pytest in a new process, which has imported nothing yet."""
    command = [sys.executable, "-m", "pytest", *arguments]
    return subprocess.run(command, check=False, env=with_bytecode(os.environ)).returncode  # noqa: S603 - ours


def with_bytecode(environment: Mapping[str, str]) -> dict[str, str]:
    """Return the variables of a process, which keeps the bytecode of what it imports.

    Images of containers often switch that off. Then each of the hundreds of programs that the tests
    start compiles all its packages.
    """
    return {name: value for name, value in environment.items() if name != "PYTHONDONTWRITEBYTECODE"}


def say(line: str) -> None:
    """Print progress without buffering, because the next step may take minutes."""
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
