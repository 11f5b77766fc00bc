"""The previous build, whose pages are still open.

Headers and files do not change at the same moment on every host: CloudFront takes minutes for its
policies. Until then, a page may arrive with the policy of the other build, which allows another
import map. A page that was open before still loads files of its own release.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from server.errors import CannotStart
from server.program import NAME
from server.publishing.manifest import SERVED, changed_files, missing, read_manifest


@dataclass(frozen=True, slots=True, kw_only=True)
class Previous:
    """What is kept of the previous build.

    Attributes:
        lasting: Its folders whose files never change.
        files: Their files by path.
        import_map: The source expression that allows its import map.
    """

    lasting: tuple[str, ...]
    files: Mapping[str, bytes]
    import_map: str


def read_previous(folder: Path) -> Previous:
    """Read the build in `folder`.

    Raises:
        CannotStart: The folder is not a build, or was changed.
    """
    try:
        manifest, found = read_manifest(folder), [*changed_files(folder), *missing(folder)]
        lasting, import_map = (
            tuple(map(_folder, manifest["release"])),
            _hash(manifest["import_map"]),
        )
    except (ValueError, KeyError, TypeError):
        raise CannotStart(f"--previous {folder} was not written by {NAME} build.") from None
    if found:
        raise CannotStart(f"--previous {folder} has changed since it was built: {found[0]}.")
    served = folder / SERVED
    paths = [path for address in lasting for path in served.joinpath(address[1:]).rglob("*")]
    files = {
        path.relative_to(served).as_posix(): path.read_bytes() for path in paths if path.is_file()
    }
    return Previous(lasting=lasting, files=files, import_map=import_map)


def _folder(address: str) -> str:
    return _matching(r"/(?:[\w-][\w.-]*/)*(?:app|runtime)-[0-9a-f]{16}/", address)


def _hash(expression: str) -> str:
    return _matching(r"'sha256-[A-Za-z0-9+/]{43}='", expression)


def _matching(pattern: str, text: str) -> str:
    """Return `text` if it matches, so that nothing else gets into headers and configurations."""
    if not re.fullmatch(pattern, text):
        raise ValueError
    return text
