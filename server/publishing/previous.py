"""The build before this one, whose pages are still open, and whose headers may come late.

Headers and files do not change at the same moment on every host: CloudFront takes minutes for its
policies. Until then a page may arrive with the policy of the other build, which names another
import map; and a page that was open before goes on to ask for files of its own release.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from server.errors import CannotStart
from server.publishing.manifest import SERVED, read_manifest, strangers


@dataclass(frozen=True, slots=True, kw_only=True)
class Previous:
    """What lives on of it: its folders that never change, their files, and what allows its map."""

    lasting: tuple[str, ...]
    files: Mapping[str, bytes]
    import_map: str


def read_previous(folder: Path) -> Previous:
    """Read the build in `folder`.

    Raises:
        CannotStart: it is none, or not as it was built.
    """
    try:
        manifest, found = read_manifest(folder), strangers(folder)
    except (ValueError, KeyError, TypeError):
        raise CannotStart(f"--previous {folder} was not made by serve.py build.") from None
    if found:
        raise CannotStart(f"--previous {folder} is not as it was built: see its {found[0]}.")
    lasting = tuple(manifest["release"])
    below = tuple(f"{SERVED}{address}" for address in lasting)
    names = [name for name in manifest["files"] if name.startswith(below)]
    return Previous(
        lasting=lasting,
        files={name.removeprefix(f"{SERVED}/"): (folder / name).read_bytes() for name in names},
        import_map=manifest["import_map"],
    )
