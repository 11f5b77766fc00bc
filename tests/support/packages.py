"""Wheels for tests of packages: made in memory, and locked without a resolver."""

import hashlib
import io
import json
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from packaging.metadata import parse_email
from packaging.requirements import Requirement

from server.packages.lock import Lock, LockedPackage
from server.packages.locking import draft_lock, with_imports
from server.packages.page_index import make_page_index
from server.packages.requirements import Wanted
from server.packages.resolving import Choice
from server.packages.target import Target, target_of
from server.packages.wheel import read_wheel
from server.runtimes import ROOT
from server.store import runtime_folder

WITH_PACKAGES = (
    ROOT / "tests" / "e2e" / "packages" / "pyscript.toml",
    ROOT / "examples" / "shared_models" / "pyscript.toml",
)
"""The configurations whose packages the tests need; their locks are in the repository."""
TARGET = Target(python="3.14.2", abi="2031_0")
PURE = "py3-none-any"


def wheel(
    name: str,
    version: str,
    files: Mapping[str, str | bytes] | None = None,
    *,
    requires: Sequence[str] = (),
    extras: Sequence[str] = (),
    python: str = "",
    tag: str = PURE,
) -> tuple[str, bytes]:
    """Return the name and the content of a wheel.

    Args:
        name: The package's name.
        version: Its version.
        files: Its files by path; None for one module of its name.
        requires: Its `Requires-Dist`.
        extras: Its `Provides-Extra`.
        python: Its `Requires-Python`.
        tag: The tag in its name.
    """
    base = f"{name.replace('-', '_')}-{version}"
    lines = ["Metadata-Version: 2.1", f"Name: {name}", f"Version: {version}"]
    lines += [f"Requires-Dist: {one}" for one in requires]
    lines += [f"Provides-Extra: {one}" for one in extras]
    lines += [f"Requires-Python: {python}"] if python else []
    about = f"Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: {tag}\n"
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for path, text in (files or {f"{name.replace('-', '_')}.py": f"name = {name!r}\n"}).items():
            archive.writestr(zipfile.ZipInfo(path), text)
        archive.writestr(zipfile.ZipInfo(f"{base}.dist-info/METADATA"), "\n".join(lines) + "\n")
        archive.writestr(zipfile.ZipInfo(f"{base}.dist-info/WHEEL"), about)
        archive.writestr(zipfile.ZipInfo(f"{base}.dist-info/RECORD"), "")
    return f"{base}-{tag}.whl", content.getvalue()


def lock_wheels(
    wheels: Iterable[Path], requirements: Sequence[str], target: Target = TARGET
) -> tuple[Lock, dict[LockedPackage, bytes]]:
    """Return the lock of a closure of given wheels, and the content of each."""
    contents = {one.name: one.read_bytes() for one in wheels}
    wanted = [Wanted(text=one, requirement=Requirement(one)) for one in requirements]
    choices = [_choice(name, content) for name, content in contents.items()]
    draft = draft_lock(wanted, choices, target, Path())
    lock = with_imports(draft, {one: contents[one.file] for one in draft.packages})
    return lock, {one: contents[one.file] for one in lock.packages}


def _choice(file: str, content: bytes) -> Choice:
    found = read_wheel(file, content)
    [metadata] = (of for path, of in found.files.items() if path.endswith("/METADATA"))
    return Choice(
        name=found.name,
        version=found.version,
        file=file,
        sha256=hashlib.sha256(content).hexdigest(),
        source="index",
        requires=tuple(parse_email(metadata)[0].get("requires_dist", [])),
    )


def install_wheels(
    root: Path, folder: Path, wheels: Iterable[Path], requirements: Sequence[str]
) -> Lock:
    """Lock given wheels in a page's folder, and make what the page loads, without a resolver.

    Args:
        root: The folder of the project, with `static/runtime/`.
        folder: The folder of the page's `pyscript.toml`.
        wheels: The wheels of the whole closure.
        requirements: What `packages` has.
    """
    target = target_of(runtime_folder(root) / "pyodide" / "pyodide-lock.json")
    lock, contents = lock_wheels(wheels, requirements, target)
    lock_file = folder / "packages.lock.json"
    lock_file.write_text(lock.text(), encoding="utf-8")
    make_page_index(root, lock_file, contents)
    return lock


def pyodide_lock(*wheels: tuple[str, bytes], depends: Mapping[str, Sequence[str]] = {}) -> str:
    """Return a `pyodide-lock.json` for a distribution of wheels.

    Args:
        wheels: Names and contents.
        depends: The dependencies of packages that have some.
    """
    packages = {
        name: {
            "name": name,
            "version": file.split("-")[1],
            "file_name": file,
            "sha256": hashlib.sha256(content).hexdigest(),
            "depends": list(depends.get(name, [])),
            "package_type": "package",
        }
        for file, content in wheels
        for name in (file.split("-")[0],)
    }
    info = {"python": TARGET.python, "abi_version": TARGET.abi}
    return json.dumps({"info": info, "packages": packages})
