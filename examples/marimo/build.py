"""Exports the notebook into `site/`, with the interpreter and the packages that it loads.

`uv run --group dev -m examples.marimo.build`
"""

import json
import re
import tempfile
import zipfile
from pathlib import Path

from examples.browser_hosts import (
    INTERPRETER,
    LOCK,
    environment,
    library_files,
    own_wheel,
    put_owner,
    put_wheels,
    rebuilt,
    run,
    wheels,
)
from server.building.prepare import prepare
from server.registry import fetch_archive, files_of
from server.runtimes import ROOT

HERE = Path(__file__).parent
OUT = HERE / "site"
NOTEBOOK = HERE / "notebook.py"
TOOLS = HERE / "tools.txt"
KERNEL = HERE / "kernel.txt"
INTERPRETER_PIN = HERE / "pyodide.json"
"""The release of Pyodide whose loader marimo's worker contains."""

_PLACE = '<marimo-wasm hidden="">'
_LOCAL = (
    '<marimo-wasm hidden="" data-pyodide-index-url="./pyodide/" '
    f'data-pyodide-lockfile-url="./pyodide/{LOCK}" data-pypi-index-url="./pyodide/">'
)


def build() -> Path:
    """Build what is not there yet, and return the folder.

    Raises:
        CannotStart: Something cannot be fetched or built.
    """
    inputs = (Path(__file__), NOTEBOOK, TOOLS, KERNEL, INTERPRETER_PIN, *library_files())
    with rebuilt(OUT, *inputs) as fresh:
        if fresh is not None:
            _build(fresh)
    return OUT


def _build(fresh: Path) -> None:
    commands = environment(TOOLS)
    run(commands / "python", "-m", "marimo", "--yes", "export", "html-wasm", NOTEBOOK,
        "--output", fresh, "--mode", "run", "--no-sandbox", folder=HERE)  # fmt: skip
    for note in fresh.glob("*.md"):  # for programs that edit the notebook
        note.unlink()
    page = fresh / "index.html"
    html = page.read_text("utf-8").replace(_PLACE, _LOCAL)
    page.write_text(html, encoding="utf-8")
    put_owner(fresh, "index.html")
    _put_packages(fresh / "pyodide", commands)


def _put_packages(folder: Path, commands: Path) -> None:
    pin = json.loads(INTERPRETER_PIN.read_text("utf-8"))
    found = files_of(fetch_archive("pyodide", pin["version"], pin["integrity"]), "")
    folder.mkdir()
    for name in (*INTERPRETER, LOCK):
        (folder / name).write_bytes(found[name])
    with tempfile.TemporaryDirectory() as workplace:
        own = own_wheel(Path(workplace))
        known = [*wheels(KERNEL), _pure_yaml(commands.parent, Path(workplace))]
        names = {wheel: wheel.name.split("-")[0].lower().replace("_", "-") for wheel in known}
        needed = [name for name in names.values() if name not in ("marimo-base", "micropip")]
        depends = {"marimo-base": needed, "jedi": ["parso"]}
        put_wheels(folder, [*known, own], depends=depends, is_whole=True)


def _pure_yaml(environment: Path, folder: Path) -> Path:
    """Make a wheel of PyYAML without its extension module, of which there is none for Pyodide."""
    [module] = environment.rglob("site-packages/yaml")
    [metadata] = module.parent.glob("[Pp]y[Yy][Aa][Mm][Ll]-*.dist-info")
    version = re.sub(r"^[^-]*-|\.dist-info$", "", metadata.name)
    wheel = folder / f"pyyaml-{version}-py3-none-any.whl"
    info = f"pyyaml-{version}.dist-info"
    tags = "Wheel-Version: 1.0\nGenerator: none\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    with zipfile.ZipFile(wheel, "w") as archive:
        for file in sorted(module.glob("*.py")):
            archive.write(file, f"yaml/{file.name}")
        archive.write(metadata / "METADATA", f"{info}/METADATA")
        archive.writestr(f"{info}/WHEEL", tags)
        archive.writestr(f"{info}/RECORD", "")
    return wheel


if __name__ == "__main__":
    prepare(ROOT)
    build()
