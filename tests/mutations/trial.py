"""Runs a module's tests with one mutant after the other; `__main__` starts this in a copy."""

import contextlib
import importlib
import os
import signal
import sys
import time
from pathlib import Path

from hypothesis import Phase, settings

from tests.mutations.guards import Mutant, mutants
from tests.mutations.subjects import steps_for

# Imported once, before each test run starts in a fork; nothing of the project is among them.
PRELOADED = (
    *("pytest_playwright.pytest_playwright", "anyio.pytest_plugin", "_hypothesis_pytestplugin"),
    *("httpx", "starlette.testclient", "jinja2", "cryptography.hazmat.primitives.asymmetric.rsa"),
)
OPTIONS = ["-x", "-q", "-p", "no:cacheprovider", "-m", "not browser", "--hypothesis-seed=0"]
OPTIONS += ["-W", "ignore::pytest.PytestAssertRewriteWarning"]
# These compare files with their records, whatever the code does.
OPTIONS += [
    "--ignore-glob=*test_changed_runtime_file.py",
    "--ignore-glob=*test_planted_packages.py",
]
LEAST_SECONDS, FACTOR = 20, 5  # a mutant may take five times as long as the module itself
_TIMED_OUT = -1


def main(module: str, first: int, last: int) -> None:
    """Print one line for each mutant: "noticed" or "survived", and its name."""
    file = Path.cwd() / module
    source = file.read_bytes()
    chosen = mutants(source.decode())[first:last]
    for name in PRELOADED:
        importlib.import_module(name)
    # A failing example is not reduced to a smaller one, which takes longest.
    settings.register_profile("mutations", phases=(Phase.explicit, Phase.generate), database=None)
    settings.load_profile("mutations")
    survivors = chosen
    for tests in steps_for(module, Path.cwd()):
        survivors = _survivors(file, survivors, tests) if survivors else []
    for mutant in chosen:
        verdict = "survived" if mutant in survivors else "noticed"
        print(f"{verdict:8} {module} {mutant.name}")


def _survivors(file: Path, chosen: list[Mutant], tests: list[str]) -> list[Mutant]:
    """Return the mutants that these tests do not notice."""
    source = file.read_bytes()
    started = time.monotonic()
    if _run(tests, float("inf")):
        sys.exit(f"{file}: the tests fail without any mutant: {tests}")
    timeout = max(LEAST_SECONDS, FACTOR * (time.monotonic() - started))
    survivors = []
    for number, mutant in enumerate(chosen):
        file.write_bytes(mutant.apply(source))
        # Bytecode is found again by the file's time, in seconds: no two mutants have the same.
        os.utime(file, (number, number))
        survivors += [] if _run(tests, timeout) else [mutant]
    file.write_bytes(source)
    return survivors


def _run(tests: list[str], timeout: float) -> int:
    """Run pytest in its own process, and return its exit status."""
    child = os.fork()
    if child == 0:
        os.setsid()
        os._exit(_pytest(tests))
    deadline = time.monotonic() + timeout
    while time.monotonic() < deadline:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.01)
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return _TIMED_OUT


def _pytest(tests: list[str]) -> int:
    """Run pytest without output."""
    with open(os.devnull, "w") as nowhere:  # noqa: PTH123 - as a file descriptor
        os.dup2(nowhere.fileno(), 1)
        os.dup2(nowhere.fileno(), 2)
    with contextlib.suppress(BaseException):
        return int(importlib.import_module("pytest").main([*OPTIONS, *tests]))
    return 1


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
