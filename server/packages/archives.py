"""Makes one archive of each package, with bytecode for Pyodide's Python in place of sources.

They are in `static/runtime/packages/`, with a hash of their content in their names, so that pages
of several projects can share the folder. An archive is made again only if what it depends on has
changed.
"""

import hashlib
import json
import re
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from types import ModuleType

from server.addresses import integrity_of
from server.building import compiling, tools, uncompiled
from server.building.sources import digest_of
from server.building.work import reported
from server.manifest import MANIFEST
from server.packages.lock import LockedPackage
from server.packages.wheel import Wheel, read_locked_wheel
from server.store import runtime_folder, write_atomically

_IMPORTS_TESTS = re.compile(rb"^\s*(?:from|import)\s[^\n#]*\btests\b", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Archive:
    """What a page needs to know about an archive.

    Attributes:
        file: Its name.
        integrity: Its hash (SRI).
        bytes: Its size.
        modules: The names of its top-level modules and packages.
        compiled: The paths of its extension modules.
    """

    file: str
    integrity: str
    bytes: int
    modules: list[str]
    compiled: list[str]


def packages_folder(root: Path) -> Path:
    """Return the folder with wheels and archives for pages of the project in `root`."""
    return runtime_folder(root) / "packages"


def ensure_archives(
    root: Path, wheels: Mapping[LockedPackage, bytes]
) -> dict[LockedPackage, Archive]:
    """Make sure that there is an intact archive of each package.

    Args:
        root: The folder of the project.
        wheels: The content of each package's wheel.

    Raises:
        CannotStart: A wheel is damaged, or Pyodide did not run.
        OSError: A file cannot be read or written.
    """
    folder = packages_folder(root)
    compiler = compiling if tools.are_installed() else uncompiled
    records = {one: folder / f".{_inputs(one, compiler)}.json" for one in wheels}
    found = {one: _intact(folder, record) for one, record in records.items()}
    stale = [one for one, archive in found.items() if archive is None]
    if stale:
        print(f"Preparing {_listed(stale)} for pages …", file=sys.stderr, flush=True)
        made = _make(root, {one: wheels[one] for one in stale}, compiler)
        for one, archive in made.items():
            records[one].write_text(json.dumps(asdict(archive)), encoding="utf-8")
            found[one] = archive
    return {one: archive for one, archive in found.items() if archive is not None}


def without_tests(files: Mapping[str, bytes]) -> Mapping[str, bytes]:
    """Return the files of a package without its folders `tests`, unless it imports them itself.

    They are half of some packages, such as SymPy.
    """
    kept = {path: of for path, of in files.items() if "tests" not in path.split("/")[:-1]}
    imported = any(_IMPORTS_TESTS.search(of) for path, of in kept.items() if path[-3:] == ".py")
    return files if imported else kept


def _make(
    root: Path, contents: Mapping[LockedPackage, bytes], compiler: ModuleType
) -> dict[LockedPackage, Archive]:
    wheels = {one: read_locked_wheel(one, content) for one, content in contents.items()}
    with reported(f"{len(wheels)} packages"):
        archives: dict[str, bytes] = compiler.packages_for_pyodide(
            runtime_folder(root) / "pyodide",
            {one.name: without_tests(wheel.files) for one, wheel in wheels.items()},
        )
    folder = packages_folder(root)
    folder.mkdir(parents=True, exist_ok=True)
    return {one: _store(wheel, archives[one.name], folder) for one, wheel in wheels.items()}


def _store(wheel: Wheel, content: bytes, folder: Path) -> Archive:
    version = re.sub(r"[^A-Za-z0-9.]", "_", wheel.version)
    digest = hashlib.sha256(content).hexdigest()[:16]
    file = folder / f"{wheel.name}-{version}-{digest}.zip"
    write_atomically(file, content)
    return Archive(
        file=file.name,
        integrity=integrity_of(content),
        bytes=len(content),
        modules=wheel.modules,
        compiled=wheel.compiled,
    )


def _inputs(package: LockedPackage, compiler: ModuleType) -> str:
    own = (Path(__file__), Path(__file__).with_name("wheel.py"), Path(str(compiler.__file__)))
    programs = (*compiling.FOR_PYODIDE, MANIFEST, *own)
    contents = {file.name: file.read_bytes() for file in programs}
    return digest_of({**contents, package.file_name: package.sha256.encode()})[:32]


def _intact(folder: Path, record: Path) -> Archive | None:
    try:
        archive = Archive(**json.loads(record.read_bytes()))
        content = (folder / archive.file).read_bytes()
    except (OSError, ValueError, TypeError):
        return None
    if integrity_of(content) != archive.integrity:
        return None
    with suppress(OSError):  # a folder that cannot be written
        (folder / archive.file).touch()  # so that it is not deleted before an index has it
    return archive


def _listed(packages: list[LockedPackage]) -> str:
    return ", ".join(f"{one.name} {one.version}" for one in packages)
