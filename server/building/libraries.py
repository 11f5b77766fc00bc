"""Page libraries: packages that pages on Pyodide can import, such as `requests`.

Their wheels come from the package index, through uv, and are checked twice: uv compares each wheel
with its hash in `constraints.txt`, and every start compares the Python files of each package with
`libraries.json`. `uv run --group dev -m server.pins` writes both.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from importlib.metadata import Distribution, distributions
from pathlib import Path
from typing import Any

from server.building.sources import digest_of
from server.errors import CannotStart
from server.program import ROOT
from server.runtimes import swap
from server.store import runtime_folder

RECORD = Path(__file__).with_name("libraries.json")
CONSTRAINTS = ROOT / "constraints.txt"
NAMES = ("certifi", "charset-normalizer", "idna", "pyodide-http", "requests", "urllib3")

# The browser checks certificates; this file must exist but is never read.
_EMPTY = "certifi/cacert.pem"
_WANTED = (".py", ".js")
# For any machine: wheels without compiled code.
_PLATFORM = ("--python-platform", "wasm32-pyodide2024", "--python-version", "3.13")


def read_record() -> dict[str, dict[str, Any]]:
    """Read the record: the `digest` of each package's files, and its top-level `modules`."""
    return dict(json.loads(RECORD.read_text(encoding="utf-8")))


def module_names() -> list[str]:
    """Return the names of the modules that pages can import."""
    return sorted(module for entry in read_record().values() for module in entry["modules"])


def ensure_libraries(root: Path) -> dict[str, bytes]:
    """Make sure that `static/runtime/libraries/` has every package, intact.

    Returns:
        Their files by path.

    Raises:
        CannotStart: One of them is missing or different, and cannot be fetched.
    """
    folder, record = runtime_folder(root) / "libraries", read_record()
    if _damaged(folder, record):
        with tempfile.TemporaryDirectory() as workplace:
            found = fetch(Path(workplace))
        _store(found, folder)
    if damaged := _damaged(folder, record):
        raise CannotStart(
            f"{', '.join(damaged)} differ from server/building/libraries.json. Update the record "
            "with `uv run --group dev -m server.pins`."
        )
    packages = [_read(folder / name) for name in record]
    return {_EMPTY: b""} | {path: of for files in packages for path, of in files.items()}


def fetch(workplace: Path) -> dict[str, dict[str, bytes]]:
    """Fetch the wheels in `constraints.txt`, and return the files of each package by path.

    Raises:
        CannotStart: uv is missing, or did not get one of the wheels.
    """
    requirements, target = workplace / "requirements.txt", workplace / "target"
    requirements.write_text(_requirements(CONSTRAINTS.read_text(encoding="utf-8")))
    uv = os.environ.get("UV") or shutil.which("uv") or _beside_python("uv")
    if uv is None:
        raise CannotStart("uv, which downloads them, is not installed: `pip install uv`.")
    command = [uv, "pip", "install", "--quiet", "--no-deps", "--require-hashes", *_PLATFORM]
    command += ["--only-binary", ":all:", "--target", str(target), "-r", str(requirements)]
    run = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - ours
    if run.returncode:
        lines = run.stderr.strip().splitlines() or ["uv printed no reason"]
        raise CannotStart(f"uv cannot download them: {lines[-1].strip(' ╰─▶')}")
    packages = {_normalized(one.name): one for one in distributions(path=[str(target)])}
    return {name: _files_of(packages[name]) for name in NAMES}


def _beside_python(name: str) -> str | None:
    """Return a program of this environment, which need not be active."""
    return shutil.which(name, path=str(Path(sys.executable).parent))


def write_record(packages: Mapping[str, Mapping[str, bytes]]) -> None:
    """Record these packages, given their files by path, as the ones that pages get."""
    record = {
        name: {"digest": digest_of(dict(files)), "modules": _top_level(files)}
        for name, files in packages.items()
    }
    RECORD.write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")


def _requirements(constraints: str) -> str:
    """Return those lines of `constraints.txt` that are about page libraries, with their hashes."""
    blocks = re.split(r"\n(?=\S)", constraints)
    return "\n".join(block for block in blocks if block.partition("==")[0] in NAMES) + "\n"


def _normalized(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _files_of(package: Distribution) -> dict[str, bytes]:
    return {
        str(file): Path(str(file.locate())).read_bytes()
        for file in package.files or []
        if file.suffix in _WANTED and ".." not in file.parts
    }


def _top_level(files: Mapping[str, bytes]) -> list[str]:
    return sorted({path.partition("/")[0].removesuffix(".py") for path in files})


def _damaged(folder: Path, record: Mapping[str, Mapping[str, Any]]) -> list[str]:
    return [name for name, of in record.items() if digest_of(_read(folder / name)) != of["digest"]]


def _read(folder: Path) -> dict[str, bytes]:
    files = [file for file in folder.rglob("*") if file.is_file()]
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in files}


def _store(packages: Mapping[str, Mapping[str, bytes]], folder: Path) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".incoming-", dir=folder.parent) as staging:
        fresh = Path(staging, "fresh")
        for name, files in packages.items():
            for path, content in files.items():
                place = fresh / name / path
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(content)
        swap(fresh, folder, retired=Path(staging, "retired"))
