"""Disable one check at a time: `uv run --group dev -m tests.mutations [MODULE ...]`.

Each mutant must make a test fail, or be in survivors.txt with a reason. `--slice 2/8` runs
the second of eight equal parts. Needs `os.fork`, so it runs on Linux and macOS.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue

from server.runtimes import ROOT
from tests.mutations.guards import mutants
from tests.mutations.subjects import modules

WORKERS = min(2, os.cpu_count() or 1)
LEFT_OUT = shutil.ignore_patterns(".*", "node_modules", "__pycache__", "bench")
SURVIVORS = Path(__file__).with_name("survivors.txt")
_Part = tuple[str, int, int]  # a module, and which of its mutants


def main(arguments: list[str]) -> int:
    """Return 1 if an unlisted mutant survives or a listed one is noticed, else 0."""
    parser = argparse.ArgumentParser(prog="tests.mutations", description=__doc__)
    parser.add_argument("modules", nargs="*", metavar="MODULE", help="such as auth/encoding/url.py")
    parser.add_argument("--slice", default="1/1", metavar="K/N", help="run the K-th of N parts")
    options = parser.parse_args(arguments)
    started = time.monotonic()
    tried = 0
    wrong = []
    listed = reasons()
    for verdict, name in _run_all(parts(options.modules or modules(ROOT), options.slice)):
        tried += 1
        if (verdict == "survived") != (name in listed):
            wrong.append(name)
            print(f"{verdict:8}  {name}", flush=True)
    print(f"{tried} mutants, {len(wrong)} not as {SURVIVORS.name} lists them, ", end="")
    print(f"in {time.monotonic() - started:.0f} s.")
    return 1 if wrong else 0


def reasons() -> dict[str, str]:
    """Return the reason for each mutant in the list of survivors."""
    lines = SURVIVORS.read_text("utf-8").splitlines()
    rows = [line.partition(" => ") for line in lines if line and not line.startswith("#")]
    return {name: reason for name, _, reason in rows}


def parts(wanted: list[str], which: str) -> list[_Part]:
    """Divide the mutants, not the modules, into equal parts; return the chosen one."""
    sizes = {one: len(mutants((ROOT / one).read_text("utf-8"))) for one in wanted}
    chosen, of = (int(number) for number in which.split("/"))
    first, last = (sum(sizes.values()) * number // of for number in (chosen - 1, chosen))
    parts = []
    for module, size in sizes.items():
        if max(first, 0) < min(last, size):
            parts.append((module, max(first, 0), min(last, size)))
        first, last = first - size, last - size
    return parts


def _run_all(parts: list[_Part]) -> Iterator[tuple[str, str]]:
    """Run the parts in copies of the project; yield each mutant's verdict and name."""
    copies: SimpleQueue[Path] = SimpleQueue()
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(WORKERS) as pool:
        for number in range(WORKERS):
            copies.put(Path(folder, str(number)))
            shutil.copytree(ROOT, Path(folder, str(number)), ignore=LEFT_OUT, symlinks=True)
        for lines in pool.map(lambda part: _run(part, copies), parts):
            yield from lines


def _run(part: _Part, copies: "SimpleQueue[Path]") -> list[tuple[str, str]]:
    module, first, last = part
    copy = copies.get()
    command = [sys.executable, "-m", "tests.mutations.trial", module, str(first), str(last)]
    try:
        done = subprocess.run(command, cwd=copy, capture_output=True, text=True, check=False)  # noqa: S603 - this interpreter
    finally:
        copies.put(copy)
    if done.returncode:
        sys.exit(done.stderr)
    return [(line[:8].strip(), line[9:]) for line in done.stdout.splitlines()]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
