"""Runs pip for Pyodide, with the person's own settings: index, proxy, certificates, credentials."""

import json
import os
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

from server.errors import CannotStart
from server.packages.target import Target
from server.program import with_tools

RUNNER = Path(__file__).with_name("pip_for_pyodide.py")
_QUIETLY = ("--disable-pip-version-check", "--no-input", "--no-color", "--retries", "1")
# Settings about where pip installs; here it only chooses and downloads.
_ABOUT_INSTALLING = ("PIP_PREFIX", "PIP_PYTHON", "PIP_ROOT", "PIP_TARGET", "PIP_USER")

Output = subprocess.CompletedProcess[str]


def run_pip(target: Target, command: str, *arguments: str | Path) -> Output:
    """Run a command of pip that chooses among the wheels for Pyodide, and return what it printed.

    Args:
        target: The Pyodide.
        command: pip's command, such as `download`.
        arguments: Its arguments.

    Raises:
        CannotStart: pip is not installed.
    """
    options = ["--only-binary", ":all:", "--implementation", "cp", "--abi", target.python_tag]
    options += ["--python-version", target.python, "--platform", target.platform]
    return _run(target, command, *_QUIETLY, *options, *map(str, arguments))


def list_versions(target: Target, name: str, *arguments: str) -> Output:
    """Run `pip index versions`: which versions of a package there are for any machine.

    Args:
        target: The Pyodide.
        name: The package's name.
        arguments: More arguments.

    Raises:
        CannotStart: pip is not installed.
    """
    return _run(target, "index", "versions", name, *_QUIETLY, *arguments)


def _run(target: Target, *arguments: str) -> Output:
    if find_spec("pip") is None:
        raise CannotStart(f"pip, which resolves packages, is not installed: `{with_tools('')}`.")
    # -P: modules beside the runner must not replace those of pip.
    command = [sys.executable, "-P", "-X", "utf8", str(RUNNER), json.dumps(target.environment())]
    return subprocess.run(  # noqa: S603 - ours
        [*command, *arguments],
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
        env=_environment(),
    )


def _environment() -> dict[str, str]:
    """Return this process's environment, in which an index that only uv knows is pip's too."""
    environment = {name: of for name, of in os.environ.items() if name not in _ABOUT_INSTALLING}
    index = environment.get("UV_DEFAULT_INDEX") or environment.get("UV_INDEX_URL")
    if index:  # uv's may have a name: `mirror=https://…`
        environment.setdefault("PIP_INDEX_URL", re.sub(r"^[\w.-]+=", "", index))
    return environment
