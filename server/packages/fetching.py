"""Fetches wheels by the hashes in the lock, each once; every start checks them.

They are in `static/runtime/packages/wheels/`, in a folder for each hash.
"""

import hashlib
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from server.building.work import reported
from server.errors import CannotStart
from server.packages.archives import packages_folder
from server.packages.lock import Lock, LockedPackage
from server.packages.pip_failures import reason_of
from server.packages.pyodide_distribution import fetch_from_distribution
from server.packages.running_pip import run_pip
from server.packages.target import Target
from server.store import write_atomically


def ensure_wheels(root: Path, folder: Path, lock: Lock) -> dict[LockedPackage, bytes]:
    """Make sure that there is an intact wheel of each package, and return their contents.

    Args:
        root: The folder of the project.
        folder: The folder of the lock.
        lock: The packages.

    Raises:
        CannotStart: A wheel is missing and cannot be fetched, or has another hash than the lock.
        OSError: A file cannot be written.
    """
    found = {one: _kept(root, folder, one) for one in lock.packages}
    missing = [one for one, content in found.items() if content is None]
    if missing:
        print(f"Fetching {len(missing)} wheels …", file=sys.stderr, flush=True)
        with reported(f"{len(missing)} wheels"):
            for fetched in _fetched(missing, folder, lock.target):
                for one, content in fetched.items():
                    _store(_place(root, one), one, content)
                found |= fetched
    return {one: content for one, content in found.items() if content is not None}


def _kept(root: Path, folder: Path, package: LockedPackage) -> bytes | None:
    """Return the wheel that is here already, if it is intact."""
    place = folder / package.file if package.source == "file" else _place(root, package)
    try:
        content = place.read_bytes()
    except OSError:
        return None
    return content if _hash(content) == package.sha256 else None


def _fetched(
    packages: Sequence[LockedPackage], folder: Path, target: Target
) -> Iterator[dict[LockedPackage, bytes]]:
    """Return the wheels of one source after the other, so that none is fetched twice."""
    yield {one: _local(folder, one) for one in packages if one.source == "file"}
    yield _from_index([one for one in packages if one.source == "index"], target)
    for one in packages:
        if one.source == "pyodide":
            yield {one: fetch_from_distribution(one.file)}


def _store(place: Path, package: LockedPackage, content: bytes) -> None:
    if _hash(content) != package.sha256:
        raise CannotStart(_mismatch(package.file))
    place.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(place, content)


def _local(folder: Path, package: LockedPackage) -> bytes:
    try:
        return (folder / package.file).read_bytes()
    except OSError as failure:
        raise CannotStart(f"{package.file} cannot be read: {failure.strerror}.") from None


def _from_index(packages: list[LockedPackage], target: Target) -> dict[LockedPackage, bytes]:
    if not packages:
        return {}
    with tempfile.TemporaryDirectory() as workplace:
        requirements, output = Path(workplace, "requirements.txt"), Path(workplace, "wheels")
        requirements.write_text("".join(_line(one) for one in packages), encoding="utf-8")
        options = ("--no-deps", "--require-hashes", "-r", requirements, "-d", output)
        run = run_pip(target, "download", *options)
        if "DO NOT MATCH THE HASHES" in run.stderr:
            raise CannotStart(_other_hash(run.stderr, packages))
        if run.returncode:
            raise CannotStart(reason_of(run, target, {}))
        return {one: _downloaded(output, one) for one in packages}


def _line(package: LockedPackage) -> str:
    return f"{package.name}=={package.version} --hash=sha256:{package.sha256}\n"


def _downloaded(output: Path, package: LockedPackage) -> bytes:
    try:
        return (output / package.file).read_bytes()
    except OSError:
        raise CannotStart(
            f"The package index has no {package.file}, which the lock names. Delete "
            "packages.lock.json to resolve the packages anew."
        ) from None


def _other_hash(complaint: str, packages: Iterable[LockedPackage]) -> str:
    named = [one for one in packages if one.sha256 in complaint]
    return _mismatch(named[0].file if named else "A wheel")


def _mismatch(file: str) -> str:
    return (
        f"{file} does not have the SHA-256 in packages.lock.json: the lock or the file was changed "
        "since it was resolved. Restore the lock from version control, or delete it to resolve the "
        "packages anew."
    )


def _place(root: Path, package: LockedPackage) -> Path:
    return packages_folder(root) / "wheels" / package.sha256 / package.file_name


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
