"""The same archives without build tools: sources in place of bytecode, and no images.

Pages work with them in the same way, and start more slowly.
"""

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

from server.building.compiling import FINDER, PACKAGE_FINDER
from server.building.sources import LEFT_OUT, archive_of, modules_of


def auth_for_micropython(micropython: Path, sources: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the modules as archives, and the whole MicroPython, which unpacks them."""
    return {
        "auth.mpy.bin": archive_of(sources),
        **{image: archive_of(modules_of(image, sources)) for image in LEFT_OUT},
        "launcher.mjs": b'export * from "../micropython/micropython.mjs";\n',
        "launcher.wasm": (micropython / "micropython.wasm").read_bytes(),
    }


def auth_for_pyodide(_pyodide: Path, sources: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the modules as an archive."""
    return {"auth.py.zip": archive_of(sources)}


def packages_for_pyodide(
    _pyodide: Path, packages: Mapping[str, Mapping[str, bytes]]
) -> dict[str, bytes]:
    """Return an archive of each package."""
    return {name: archive_of(files) for name, files in packages.items()}


def library_for_pyodide(pyodide: Path) -> dict[str, bytes]:
    """Return the whole standard library as one archive, with the finders; the other is empty."""
    with zipfile.ZipFile(io.BytesIO((pyodide / "python_stdlib.zip").read_bytes())) as library:
        files = {name: library.read(name) for name in library.namelist() if name[-1] != "/"}
    names = "".join(f"{name}: list[str] = []\n" for name in ("IN_START", "IN_PACKAGES", "IN_REST"))
    ours = {file.name: file.read_bytes() for file in (FINDER, PACKAGE_FINDER)}
    ours["stdlib_rest_names.py"] = names.encode()
    return {"stdlib.zip": archive_of(files | ours), "stdlib-packages.zip": archive_of({})}
