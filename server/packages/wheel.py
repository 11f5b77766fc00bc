"""Reads a wheel: what it is called, and which files it installs (binary distribution format, PyPA).

`packaging` parses the names of wheels, and `zipfile` checks the CRC of each member.
"""

import io
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from packaging.utils import InvalidWheelFilename, NormalizedName, parse_wheel_filename

from server.errors import CannotStart
from server.packages.lock import LockedPackage

# What `NAME-VERSION.data/` puts beside the modules; pages need no scripts, headers or manuals.
_INSTALLED = ("purelib", "platlib")
# The hashes in RECORD are those of sources, and pages get bytecode.
_LEFT_OUT = frozenset({"RECORD", "RECORD.jws", "RECORD.p7s"})


class DamagedWheel(ValueError):
    """A file is not a wheel, or only a part of one. The message has the reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wheel:
    """A wheel's name, and its files as they are installed.

    Attributes:
        name: The package's normalized name, such as `pydantic-core`.
        version: Its version.
        files: The files by their paths in `site-packages`.
    """

    name: NormalizedName
    version: str
    files: Mapping[str, bytes] = field(repr=False)

    @property
    def modules(self) -> list[str]:
        """The names of its top-level modules and packages."""
        return sorted({_module_of(path) for path in self.files if _is_module(path)})

    @property
    def compiled(self) -> list[str]:
        """The paths of its extension modules and shared libraries."""
        return sorted(path for path in self.files if path.endswith(".so"))


def read_wheel(file_name: str, content: bytes) -> Wheel:
    """Read a wheel.

    Args:
        file_name: The file's name, such as `idna-3.20-py3-none-any.whl`.
        content: Its content.

    Raises:
        DamagedWheel: The name is not a wheel's, or the content is not an intact zip file.
    """
    try:
        name, version, *_ = parse_wheel_filename(file_name)
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = [one for one in archive.infolist() if not one.is_dir()]
            files = dict(_installed((one.filename, archive.read(one)) for one in members))
    except InvalidWheelFilename:
        raise DamagedWheel("its name is not that of a wheel") from None
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as failure:
        raise DamagedWheel(f"it is not an intact zip file ({failure})") from None
    if not any(path.endswith(".dist-info/METADATA") for path in files):
        raise DamagedWheel("it has no METADATA")
    return Wheel(name=name, version=str(version), files=files)


def read_locked_wheel(package: LockedPackage, content: bytes) -> Wheel:
    """Read the wheel of a locked package.

    Args:
        package: The package.
        content: The content of its wheel.

    Raises:
        CannotStart: The wheel is damaged.
    """
    try:
        return read_wheel(package.file_name, content)
    except DamagedWheel as reason:
        raise CannotStart(f"{package.file} is damaged: {reason}.") from None


def _installed(members: Iterable[tuple[str, bytes]]) -> Iterable[tuple[str, bytes]]:
    for name, content in members:
        path = PurePosixPath(name)
        if path.is_absolute() or ".." in path.parts or "\\" in name:
            raise DamagedWheel(f"it contains {name}, which is outside of its folder")
        top, *rest = path.parts
        if top.endswith(".data"):
            if rest and rest[0] in _INSTALLED:
                yield "/".join(rest[1:]), content
        elif not (top.endswith(".dist-info") and path.name in _LEFT_OUT):
            yield path.as_posix(), content


def _is_module(path: str) -> bool:
    top = path.partition("/")[0]
    return path.endswith((".py", ".so")) and _module_of(path).isidentifier() and "." not in top[:1]


def _module_of(path: str) -> str:
    """Return the top-level name that imports a file: up to the first dot, as in `_x.abi3.so`."""
    return path.partition("/")[0].partition(".")[0]
