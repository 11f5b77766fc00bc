"""Shows that no check can be taken out unnoticed: `uv run --group dev -m tests.mutations`.

Each row of the table is applied to a copy of the project, where the tests that it names must fail.
With words as arguments, only the rows that have one of them in their name.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue

from server.runtimes import ROOT
from tests.mutations.mutation import Mutation
from tests.mutations.table import MUTATIONS

COPIES = min(4, os.cpu_count() or 1)
LEFT_OUT = shutil.ignore_patterns(".*", "node_modules", "__pycache__", "bench")
# Bytecode is matched by time and size, which two edits within a second may share.
ENVIRONMENT = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
PATIENCE_SECONDS = 300
_TESTS_FAILED = 1


def main(words: list[str]) -> int:
    """Try every mutation; give 1 when one went unnoticed."""
    wanted = [one for one in MUTATIONS if not words or any(word in one.without for word in words)]
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        copies = _copies(Path(folder))
        if not _passes(copies, {path for one in wanted for path in one.tests}):
            print("The tests fail without any mutation: see to that first.")
            return 1
        survivors = _try_all(wanted, copies)
    print(f"{len(wanted)} checks taken out, {len(survivors)} of them unnoticed, ", end="")
    print(f"in {time.monotonic() - started:.0f} s.")
    return 1 if survivors else 0


def _copies(folder: Path) -> "SimpleQueue[Path]":
    """Make copies to work on, one for each test run at a time."""
    copies: SimpleQueue[Path] = SimpleQueue()
    for number in range(COPIES):
        copy = folder / str(number)
        shutil.copytree(ROOT, copy, ignore=LEFT_OUT, symlinks=True)
        copies.put(copy)
    return copies


def _passes(copies: "SimpleQueue[Path]", tests: Iterable[str]) -> bool:
    copy = copies.get()
    try:
        return _run(copy, sorted(tests)) == 0
    finally:
        copies.put(copy)


def _try_all(wanted: list[Mutation], copies: "SimpleQueue[Path]") -> list[Mutation]:
    """Give the mutations that no test noticed."""
    survivors = []
    with ThreadPoolExecutor(COPIES) as pool:
        verdicts = pool.map(lambda one: _is_noticed(one, copies), wanted)
        for one, noticed in zip(wanted, verdicts, strict=True):
            verdict = "noticed" if noticed else "UNNOTICED"
            print(f"{verdict:9}  {one.file:32}  {one.without}", flush=True)
            survivors += [] if noticed else [one]
    return survivors


def _is_noticed(mutation: Mutation, copies: "SimpleQueue[Path]") -> bool:
    copy = copies.get()
    file = copy / mutation.file
    whole = file.read_text("utf-8")
    try:
        file.write_text(whole.replace(mutation.text, mutation.instead), "utf-8")
        return _run(copy, mutation.tests) == _TESTS_FAILED
    finally:
        file.write_text(whole, "utf-8")
        copies.put(copy)


def _run(copy: Path, tests: Iterable[str]) -> int:
    """Run tests up to the first failure, or for so long; give pytest's exit status."""
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider"]
    command += ["-m", "not browser", *tests]
    try:
        return subprocess.run(  # noqa: S603 - this interpreter, and names from the table
            command,
            cwd=copy,
            env=ENVIRONMENT,
            capture_output=True,
            check=False,
            timeout=PATIENCE_SECONDS,
        ).returncode
    except subprocess.TimeoutExpired:
        return _TESTS_FAILED  # a test that never ends is one that does not pass


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
