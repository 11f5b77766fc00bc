"""Builds JupyterLite into `site/`, with everything that its kernel loads.

`uv run --group dev -m examples.jupyterlite.build`
"""

import tempfile
from pathlib import Path

from examples.browser_hosts import (
    LOCK,
    PYODIDE,
    environment,
    library_files,
    own_wheel,
    put_owner,
    put_pyodide,
    put_wheels,
    rebuilt,
    run,
    wheels,
)
from server.building.prepare import prepare
from server.runtimes import ROOT

HERE = Path(__file__).parent
OUT = HERE / "site"
TOOLS = HERE / "tools.txt"
KERNEL = HERE / "kernel.txt"
SETTINGS = HERE / "jupyter-lite.json"
DOCUMENTS = ("repl/index.html",)


def build() -> Path:
    """Build what is not there yet, and return the folder.

    Raises:
        CannotStart: Something cannot be fetched or built.
    """
    inputs = (Path(__file__), TOOLS, KERNEL, SETTINGS, PYODIDE / LOCK, *library_files())
    with rebuilt(OUT, *inputs) as fresh:
        if fresh is not None:
            _build(fresh)
    return OUT


def _build(fresh: Path) -> None:
    with tempfile.TemporaryDirectory() as workplace:
        source = Path(workplace)
        # JupyterLite takes an interpreter and wheels from these folders.
        put_pyodide(source / "static" / "pyodide")
        put_wheels(source / "static" / "pyodide", wheels(KERNEL))
        own_wheel(source / "pypi")
        (source / SETTINGS.name).write_bytes(SETTINGS.read_bytes())
        run(environment(TOOLS) / "python", "-m", "jupyterlite_core.app", "build", "--lite-dir", ".",
            "--output-dir", fresh, "--apps", "repl", folder=source)  # fmt: skip
    put_owner(fresh, *DOCUMENTS)


if __name__ == "__main__":
    prepare(ROOT)
    build()
