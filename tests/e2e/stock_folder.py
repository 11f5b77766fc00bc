"""A folder elsewhere with a page of docs/your-own-page.md, served by Python's `http.server`.

PyScript, Pyodide, MicroPython and micropip are their published packages, unmodified.
"""

import hashlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from server.manifest import read_manifest
from server.page_zip import file_name, page_zip
from server.registry import fetch_archive, files_of
from server.runtimes import ROOT
from tests.documents.blocks import blocks_of
from tests.support.ports import wait_for_server

GUIDE = ROOT / "docs" / "your-own-page.md"
RUNTIMES = ROOT / "static" / "runtime"
MICROPIP = "micropip"
_AUTH = re.compile(r"\n\[auth\]\n.*", re.DOTALL)


def put_runtimes(folder: Path) -> None:
    """Put whole packages of PyScript and of the interpreters into a folder."""
    for name in ("pyodide", "micropython"):
        shutil.copytree(RUNTIMES / name, folder / name)
    [pyscript] = [one for one in read_manifest() if one.name == "pyscript"]
    archive = fetch_archive(pyscript.package, pyscript.version, pyscript.integrity)
    (folder / "pyscript").mkdir()
    for name, content in files_of(archive, pyscript.source).items():
        (folder / "pyscript" / name).write_bytes(content)


def put_micropip(folder: Path, workplace: Path) -> None:
    """Put micropip beside Pyodide, where its distribution has it.

    The package index has the same version in another zip, so its hash in the lock file changes.
    """
    lock = folder / "pyodide" / "pyodide-lock.json"
    packages = json.loads(lock.read_text("utf-8"))
    entry = packages["packages"][MICROPIP]
    uv = os.environ.get("UV") or shutil.which("uv") or "uv"
    command = [uv, "pip", "install", "--quiet", "--no-deps", "--only-binary", ":all:"]
    command += ["--python-version", "3.14", "--target", str(workplace)]
    subprocess.run([*command, f"{MICROPIP}=={entry['version']}"], check=True)  # noqa: S603 - ours
    wheel = io.BytesIO()
    with zipfile.ZipFile(wheel, "w") as opened:
        for file in sorted(workplace.rglob("*")):
            opened.write(file, file.relative_to(workplace))
    (folder / "pyodide" / entry["file_name"]).write_bytes(wheel.getvalue())
    entry["sha256"] = hashlib.sha256(wheel.getvalue()).hexdigest()
    lock.write_text(json.dumps(packages), "utf-8")


def put_page(folder: Path, kind: str, settings: str) -> None:
    """Put a page of the guide into a folder.

    Args:
        folder: The folder.
        kind: `zip py`, `zip mpy`, `wheel py` or `plain`: what installs the library, and where.
        settings: The lines below `[auth]`.
    """
    installed_by, _, interpreter = kind.partition(" ")
    [html, *_, plain_html] = blocks("html elsewhere")
    program = blocks("python pyodide")[0]
    [from_zip, *_] = blocks("toml")
    [from_wheel] = [text for text in blocks("toml") if text.startswith("packages")]
    toml = _AUTH.sub("", from_wheel if installed_by == "wheel" else from_zip)
    # Served from this folder instead of the network that PyScript takes it from.
    module = {"mpy": "/micropython/micropython.mjs"}.get(interpreter, "/pyodide/pyodide.mjs")
    files = {
        "index.html": plain_html if kind == "plain" else _typed(html, interpreter),
        "main.py": plain_program() if kind == "plain" else program,
        "pyscript.toml": f'interpreter = "{module}"\n{toml}\n[auth]\n{settings}',
    }
    for name, text in files.items():
        (folder / name).write_text(text, "utf-8")
    (folder / file_name(ROOT)).write_bytes(page_zip(ROOT))
    shutil.copy(ROOT / "static" / "icon.svg", folder / "icon.svg")


def plain_program() -> str:
    """Return the guide's program for Pyodide without PyScript."""
    [program] = [text for text in blocks("python pyodide") if "AuthConfig.from_mapping" in text]
    return program


def _typed(html: str, interpreter: str) -> str:
    return html.replace('type="py"', f'type="{interpreter}"')


def blocks(words: str) -> list[str]:
    """Return the guide's blocks with this language and context."""
    return [one.text for one in blocks_of(GUIDE) if f"{one.language} {one.needs}".strip() == words]


@contextmanager
def http_server(folder: Path, port: int) -> Iterator[None]:
    """Serve a folder with Python's own server, started there as somebody else would."""
    command = [sys.executable, "-m", "http.server", str(port), "--bind", "127.0.0.1"]
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder)}
    with subprocess.Popen(  # noqa: S603 - this interpreter
        command, cwd=folder, env=environment, stderr=subprocess.DEVNULL
    ) as process:
        try:
            wait_for_server(f"http://127.0.0.1:{port}/")
            yield
        finally:
            process.terminate()
