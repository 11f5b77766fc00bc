"""Compiles `auth`, packages and the standard library with the interpreters that pages use."""

import shutil
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from server.building.sources import LEFT_OUT, modules_of
from server.building.tools import cross_compile, run_node
from server.errors import CannotStart
from server.manifest import COMPILE_HINT

HERE = Path(__file__).parent
COMPILER = HERE / "compile_in_pyodide.py"
DRIVER = HERE / "run_in_pyodide.mjs"
CHANGES = HERE / "changed_memory.mjs"
LAUNCHER_RUNTIME, LAUNCHER_MODULE = HERE / "launcher_runtime.mjs", HERE / "launcher_module.js"
UNUSED_DATA = HERE / "unused_data.mjs"
MICROPYTHON_IMAGE = HERE / "micropython_image.mjs"
PYODIDE_IMAGE = HERE / "pyodide_image.mjs"
TOOLS, SOURCES = HERE / "tools.py", HERE / "sources.py"
FINDER = HERE / "stdlib_rest.py"
PACKAGE_FINDER = HERE / "page_packages.py"
SNAPSHOT = HERE / "pyodide_snapshot.py"

# The programs that each result depends on, besides its sources and the interpreter.
FOR_LAUNCHER = (LAUNCHER_RUNTIME, LAUNCHER_MODULE, UNUSED_DATA)
FOR_MICROPYTHON = (TOOLS, SOURCES, MICROPYTHON_IMAGE, CHANGES, *FOR_LAUNCHER)
FOR_PYODIDE = (COMPILER, DRIVER)
FOR_LIBRARY = (*FOR_PYODIDE, PYODIDE_IMAGE, CHANGES, FINDER, PACKAGE_FINDER, SNAPSHOT)


def auth_for_micropython(micropython: Path, sources: Mapping[str, bytes]) -> dict[str, bytes]:
    """Import modules into the MicroPython in a folder, and return images of its memory.

    Args:
        micropython: The folder with MicroPython.
        sources: The modules' sources by their paths.

    Returns:
        `auth.mpy.bin`, with all modules; the images in `LEFT_OUT`, with some of them; and the
        MicroPython that those belong to, `launcher.mjs` and `launcher.wasm`.

    Raises:
        CannotStart: MicroPython did not run, or does not accept one of the modules.
    """
    compiled = {name: cross_compile(name, content) for name, content in sources.items()}
    with tempfile.TemporaryDirectory() as workplace:
        run_node("MicroPython", LAUNCHER_RUNTIME, micropython, workplace)
        launcher = {
            "launcher.mjs": COMPILE_HINT + Path(workplace, "launcher.mjs").read_bytes(),
            "launcher.wasm": Path(workplace, "launcher.wasm").read_bytes(),
        }
        for image in LEFT_OUT:
            launcher[image] = _micropython_image(
                micropython, workplace, modules_of(image, compiled), "launcher"
            )
    with tempfile.TemporaryDirectory() as workplace:
        return {"auth.mpy.bin": _micropython_image(micropython, workplace, compiled), **launcher}


def _micropython_image(
    micropython: Path, workplace: str, modules: Mapping[str, bytes], *options: str
) -> bytes:
    folder = Path(workplace, "modules")
    shutil.rmtree(folder, ignore_errors=True)
    for name, content in modules.items():
        place = Path(folder, name).with_suffix(".mpy")
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
    run_node("MicroPython", MICROPYTHON_IMAGE, micropython, workplace, *options)
    return Path(workplace, "micropython.bin").read_bytes()


def auth_for_pyodide(pyodide: Path, sources: Mapping[str, bytes]) -> dict[str, bytes]:
    """Compile modules to bytecode, `auth.py.zip`, with the Pyodide in a folder.

    Raises:
        CannotStart: Pyodide did not run, or does not accept one of the modules.
    """
    beside = {f"package/{name}": content for name, content in sources.items()}
    return _in_pyodide(pyodide, beside, ("auth.py.zip",))


def packages_for_pyodide(
    pyodide: Path, packages: Mapping[str, Mapping[str, bytes]]
) -> dict[str, bytes]:
    """Compile packages to bytecode with the Pyodide in a folder.

    Args:
        pyodide: The folder with Pyodide.
        packages: The files of each package by their paths.

    Returns:
        An archive of each package.

    Raises:
        CannotStart: Pyodide did not run.
    """
    beside = {
        f"packages/{name}/{path}": content
        for name, files in packages.items()
        for path, content in files.items()
    }
    archives = _in_pyodide(pyodide, beside, tuple(f"{name}.zip" for name in packages))
    return {name: archives[f"{name}.zip"] for name in packages}


def library_for_pyodide(pyodide: Path) -> dict[str, bytes]:
    """Compile the standard library of the Pyodide in a folder, and take an image of its memory.

    Returns:
        `stdlib.zip`, which pages start with; `stdlib-packages.zip`, which packages need;
        `stdlib-rest.zip`; and `pyodide.bin`, an image of the memory with the first imported. The
        image is missing if Pyodide's snapshots have changed: pages start without it.

    Raises:
        CannotStart: Pyodide did not run.
    """
    ours = {f"stdlib/{file.name}": file.read_bytes() for file in (FINDER, PACKAGE_FINDER, SNAPSHOT)}
    archives = _in_pyodide(pyodide, ours, ("stdlib.zip", "stdlib-packages.zip", "stdlib-rest.zip"))
    try:
        return archives | {"pyodide.bin": _image_of(pyodide, archives["stdlib.zip"])}
    except CannotStart as reason:
        print(f"Pages start without an image of Pyodide's memory. {reason}", file=sys.stderr)
        return archives


def _in_pyodide(
    pyodide: Path, sources: Mapping[str, bytes], results: tuple[str, ...]
) -> dict[str, bytes]:
    with tempfile.TemporaryDirectory() as workplace:
        for name, content in sources.items():
            place = Path(workplace, "sources", name)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content)
        run_node("Pyodide", DRIVER, pyodide, workplace, COMPILER)
        return {name: Path(workplace, name).read_bytes() for name in results}


def _image_of(pyodide: Path, library: bytes) -> bytes:
    with tempfile.TemporaryDirectory() as workplace:
        Path(workplace, "stdlib.zip").write_bytes(library)
        run_node("Pyodide", "--experimental-wasm-jspi", PYODIDE_IMAGE, pyodide, workplace)
        return Path(workplace, "pyodide.bin").read_bytes()
