"""What the builds of other programs' pages have in common: pinned packages, and what is kept.

Everything comes from the package registries, is checked by hash, and is kept in `.hosts/`.
"""

import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from server.building.sources import digest_of
from server.errors import CannotStart
from server.packages.running_pip import run_pip
from server.packages.target import target_of
from server.pins.python_packages import run_uv
from server.runtimes import ROOT, swap
from server.store import locked, runtime_folder

PYODIDE = runtime_folder(ROOT) / "pyodide"
LOCK = "pyodide-lock.json"
INTERPRETER = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip")
OWNER = ROOT / "static" / "owner.js"
_KEPT = ROOT / ".hosts"  # not below `static/`, which is served
_RECORD = ".built-from"
_HEAD = "<head>"


@contextmanager
def rebuilt(out: Path, *inputs: Path) -> Iterator[Path | None]:
    """Build a folder in one step, unless it has been built from the same files.

    Args:
        out: The folder.
        inputs: The files that it is built from, besides `owner.js`.

    Yields:
        An empty folder, which replaces `out` when the `with` block ends; None if `out` is current.
    """
    digest = digest_of({str(file): file.read_bytes() for file in (Path(__file__), OWNER, *inputs)})
    with locked(ROOT):
        record = out / _RECORD
        if record.is_file() and record.read_text() == digest:
            yield None
            return
        out.parent.mkdir(parents=True, exist_ok=True)
        # On the same file system as its destination, so that the rename is one step.
        with tempfile.TemporaryDirectory(prefix=".incoming-", dir=_kept_folder()) as staging:
            fresh = Path(staging, "fresh")
            fresh.mkdir()
            yield fresh
            (fresh / _RECORD).write_text(digest)
            swap(fresh, out, retired=Path(staging, "retired"))


def environment(requirements: Path, *, has_dependencies: bool = True) -> Path:
    """Return the folder of commands of an environment with these packages.

    Args:
        requirements: Exact versions with hashes, in pip's format.
        has_dependencies: Whether these are all that they need; otherwise nobody checks.

    Raises:
        CannotStart: They cannot be fetched.
    """
    options = () if has_dependencies else ("--no-deps",)
    place = _kept_folder() / f"environment-{_name_of(requirements)}"
    if not place.exists():
        with tempfile.TemporaryDirectory(prefix=".incoming-", dir=_KEPT) as staging:
            fresh = Path(staging, "fresh")
            outside = Path(staging)  # the constraints in pyproject.toml are for other tools
            run_uv("venv", "--quiet", "--relocatable", "--python", sys.executable, str(fresh),
                   folder=outside)  # fmt: skip
            run_uv("pip", "install", "--quiet", "--require-hashes", "--python", str(fresh),
                   "-r", str(requirements), *options, folder=outside)  # fmt: skip
            fresh.rename(place)
    return place / ("Scripts" if sys.platform == "win32" else "bin")


def wheels(requirements: Path) -> list[Path]:
    """Return wheels for Pyodide, fetched if they are not there.

    Args:
        requirements: Exact versions with hashes, in pip's format; all of them, since no
            dependencies are resolved.

    Raises:
        CannotStart: They cannot be fetched.
    """
    place = _kept_folder() / f"wheels-{_name_of(requirements)}"
    if not place.exists():
        with tempfile.TemporaryDirectory(prefix=".incoming-", dir=_KEPT) as staging:
            fresh = Path(staging, "fresh")
            pip = run_pip(target_of(PYODIDE / LOCK), "download", "--quiet", "--no-deps",
                          "--require-hashes", "--dest", fresh, "-r", requirements)  # fmt: skip
            if pip.returncode:
                raise CannotStart(f"{requirements.name} cannot be fetched: {pip.stderr.strip()}")
            fresh.rename(place)
    return sorted(place.glob("*.whl"))


def own_wheel(folder: Path) -> Path:
    """Build the wheel of this checkout in a folder, and return its path."""
    run(Path(sys.executable), "-m", "hatchling", "build", "-t", "wheel", "-d", folder, folder=ROOT)
    [wheel] = folder.glob("cognito_sign_in-*.whl")
    return wheel


def put_pyodide(folder: Path, source: Path = PYODIDE) -> None:
    """Copy an interpreter and its lock file into a folder."""
    folder.mkdir(parents=True)
    for name in (*INTERPRETER, LOCK):
        shutil.copy(source / name, folder)


def put_wheels(
    folder: Path,
    found: Sequence[Path],
    *,
    depends: Mapping[str, Sequence[str]] | None = None,
    is_whole: bool = False,
) -> None:
    """Put wheels beside an interpreter, and into its lock file.

    Pyodide's own wheels are packed anew, so its lock has other hashes than the package index.

    Args:
        folder: The folder of the interpreter.
        found: The wheels.
        depends: The dependencies of those that need some, by the name of the package.
        is_whole: Whether these are all packages, and the lock's own are removed.
    """
    lock = json.loads((folder / LOCK).read_text("utf-8"))
    packages = {} if is_whole else lock["packages"]
    for wheel in found:
        shutil.copy(wheel, folder)
        name, version, *_ = wheel.name.split("-")
        name = name.lower().replace("_", "-")
        known = packages.get(name, {"depends": [], "imports": _imports(wheel)})
        packages[name] = {
            "install_dir": "site",
            "package_type": "package",
            "unvendored_tests": False,
            **known,
            "name": name,
            "version": version,
            "file_name": wheel.name,
            "sha256": hashlib.sha256(wheel.read_bytes()).hexdigest(),
            "depends": list((depends or {}).get(name, known["depends"])),
        }
    (folder / LOCK).write_text(json.dumps(lock | {"packages": packages}), encoding="utf-8")


def put_owner(folder: Path, *documents: str) -> None:
    """Make documents load `owner.js` before all other scripts.

    Args:
        folder: The folder of the host's pages, which gets a copy of `owner.js`.
        documents: The paths of documents below it.
    """
    shutil.copy(OWNER, folder)
    for document in documents:
        file, up = folder / document, "../" * document.count("/")
        html = file.read_text("utf-8")
        if html.count(_HEAD) != 1:
            raise CannotStart(f"{document} contains {_HEAD} {html.count(_HEAD)} times.")
        tag = f'{_HEAD}<script src="{up}owner.js"></script>'
        file.write_text(html.replace(_HEAD, tag), encoding="utf-8")


def run(program: Path, *arguments: str | Path, folder: Path) -> None:
    """Run a program in a folder.

    Raises:
        CannotStart: It fails.
    """
    command = [str(program), *map(str, arguments)]
    ended = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)  # noqa: S603 - ours
    if ended.returncode:
        raise CannotStart(f"{program.name} failed: {(ended.stderr or ended.stdout).strip()}")


def library_files() -> list[Path]:
    """Return the files of `auth`, of which a build contains the wheel."""
    return sorted((ROOT / "auth").rglob("*.py"))


def _imports(wheel: Path) -> list[str]:
    with zipfile.ZipFile(wheel) as archive:
        tops = {Path(name).parts[0] for name in archive.namelist()}
    return sorted({top.removesuffix(".py") for top in tops if ".dist-info" not in top})


def _name_of(requirements: Path) -> str:
    return hashlib.sha256(requirements.read_bytes()).hexdigest()[:16]


def _kept_folder() -> Path:
    _KEPT.mkdir(parents=True, exist_ok=True)
    return _KEPT
