"""The lock file `packages.lock.json`: version, wheel and SHA-256 of each package, and its modules.

It is beside `pyscript.toml`, belongs into version control, and contains no addresses.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, Literal

from packaging.utils import InvalidWheelFilename, canonicalize_name, parse_wheel_filename

from server.errors import CannotStart
from server.packages.target import Target

FORMAT = 1

Source = Literal["index", "pyodide", "file"]
SOURCES: tuple[Source, ...] = ("index", "pyodide", "file")


@dataclass(frozen=True, slots=True, kw_only=True)
class LockedPackage:
    """One package of the closure.

    Attributes:
        name: The normalized name.
        version: The exact version.
        file: The name of its wheel; for the source "file", its path from the lock's folder.
        sha256: The wheel's hash in hexadecimal.
        source: Where the wheel comes from: the package index, Pyodide's distribution, a file.
        depends: The names of the packages that it needs.
        imports: The names of its top-level modules and packages.
    """

    name: str
    version: str
    file: str
    sha256: str
    source: Source
    depends: tuple[str, ...] = ()
    imports: tuple[str, ...] = ()

    @property
    def file_name(self) -> str:
        """The wheel's own name, without a folder."""
        return PurePosixPath(self.file).name


@dataclass(frozen=True, slots=True, kw_only=True)
class Lock:
    """The packages of a page.

    Attributes:
        requirements: What was resolved, as in `packages` of the configuration.
        target: The Pyodide that it was resolved for.
        packages: The closure, sorted by name.
    """

    requirements: tuple[str, ...]
    target: Target
    packages: tuple[LockedPackage, ...]

    def text(self) -> str:
        """Return the content of the lock file, in which small changes are small differences."""
        record = {
            "format": FORMAT,
            "pyodide": {"python": self.target.python, "abi": self.target.abi},
            "requirements": list(self.requirements),
            "packages": {one.name: _entry(one) for one in self.packages},
        }
        return json.dumps(record, indent=2) + "\n"


def read_lock(file: Path) -> Lock | None:
    """Read a lock file; return None if there is none.

    Raises:
        CannotStart: The file cannot be read, or is malformed.
    """
    try:
        text = file.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as failure:
        reason = getattr(failure, "strerror", None) or "it is not UTF-8"
        raise CannotStart(f"{file} cannot be read: {reason}.") from None
    try:
        return parse_lock(text)
    except _Malformed as mistake:
        raise CannotStart(
            f"{file} was edited or damaged: {mistake}. Restore it from version control, or delete "
            "it to resolve the packages anew."
        ) from None


class _Malformed(ValueError):
    pass


def parse_lock(text: str) -> Lock:
    """Parse the content of a lock file.

    Raises:
        ValueError: It is malformed; the message says where.
    """
    try:
        record = json.loads(text)
    except ValueError as mistake:
        raise _Malformed(f"it is not JSON ({mistake})") from None
    _require(isinstance(record, dict) and record.get("format") == FORMAT, '"format" is not 1')
    target = _table(record, "pyodide")
    packages = _table(record, "packages")
    names = _strings(record, "requirements", "the lock")
    parsed = tuple(_parse_package(name, packages) for name in sorted(packages))
    return Lock(
        requirements=names,
        target=Target(python=_string(target, "python", "pyodide"), abi=str(target.get("abi"))),
        packages=parsed,
    )


def _entry(package: LockedPackage) -> dict[str, object]:
    return {
        "version": package.version,
        "file": package.file,
        "sha256": package.sha256,
        "source": package.source,
        "depends": list(package.depends),
        "imports": list(package.imports),
    }


def _parse_package(name: str, packages: Mapping[str, Any]) -> LockedPackage:
    entry = _table(packages, name)
    package = LockedPackage(
        name=name,
        version=_string(entry, "version", name),
        file=_string(entry, "file", name),
        sha256=_string(entry, "sha256", name),
        source=_source(entry, name),
        depends=_strings(entry, "depends", name),
        imports=_strings(entry, "imports", name),
    )
    _require(re.fullmatch("[0-9a-f]{64}", package.sha256), f"{name}: sha256 is not a SHA-256")
    _require_own_wheel(package)
    for one in package.depends:
        _require(one in packages, f"{name} depends on {one}, which is not in it")
    return package


def _require_own_wheel(package: LockedPackage) -> None:
    try:
        name, version, *_ = parse_wheel_filename(package.file_name)
    except InvalidWheelFilename:
        raise _Malformed(f"{package.name}: file is not the name of a wheel") from None
    is_own = (name, str(version)) == (package.name, package.version)
    _require(is_own, f"{package.name} {package.version}: file is {package.file}")
    _require(canonicalize_name(package.name) == package.name, f"{package.name} is not normalized")
    is_plain = package.source == "file" or package.file == package.file_name
    _require(is_plain, f"{package.name}: file contains a folder")


def _source(entry: Mapping[str, Any], name: str) -> Source:
    for known in SOURCES:
        if entry.get("source") == known:
            return known
    raise _Malformed(f"{name}: source is none of {', '.join(SOURCES)}")


def _table(record: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = record.get(key)
    if not isinstance(value, dict):
        raise _Malformed(f"{key} is not a table")
    return value


def _string(entry: Mapping[str, Any], key: str, where: str) -> str:
    value = entry.get(key)
    if not isinstance(value, str) or not value:
        raise _Malformed(f"{where}: {key} is not a string")
    return value


def _strings(entry: Mapping[str, Any], key: str, where: str) -> tuple[str, ...]:
    value: Sequence[object] | None = entry.get(key)
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise _Malformed(f"{where}: {key} is not a list of strings")
    return tuple(str(one) for one in value)


def _require(condition: object, otherwise: str) -> None:
    if not condition:
        raise _Malformed(otherwise)
