"""Writes the built folder in one step, and only where no other file is lost."""

import tempfile
from collections.abc import Mapping
from pathlib import Path

from server.errors import CannotStart
from server.program import NAME
from server.publishing.manifest import changed_files
from server.runtimes import swap

SOURCES = ("auth", "server", "static", "tests")


def require_replaceable(out: Path, *projects: Path) -> None:
    """Check that a build may replace a folder.

    Args:
        out: The folder. It must not exist, be empty, or contain an unchanged earlier build.
        projects: The folders of projects, whose own folders are refused.

    Raises:
        CannotStart: It contains other files, or it is part of a project.
    """
    place = out.resolve()
    if any(_is_part_of(place, project) for project in projects):
        raise CannotStart(f"--out {out} is part of the project. Name another folder.")
    if out.is_symlink() or (out.exists() and not out.is_dir()):
        raise CannotStart(f"--out {out} exists and is not a folder. Name another path.")
    _require_unchanged_build(out)


def _is_part_of(place: Path, project: Path) -> bool:
    own = any(place.is_relative_to(project / name) for name in SOURCES)
    return own or project.is_relative_to(place)


def _require_unchanged_build(out: Path) -> None:
    try:
        found = changed_files(out) if out.exists() and any(out.iterdir()) else []
    except (ValueError, KeyError, TypeError):
        raise CannotStart(
            f"--out {out} exists and was not written by {NAME} build, so it is not replaced. "
            "Name another folder, or move this one."
        ) from None
    if found:
        raise CannotStart(
            f"--out {out} contains {found[0]}, which was added or changed after the build, so the "
            "folder is not replaced. Move that file, or name another folder."
        )


def replace(out: Path, files: Mapping[str, bytes]) -> None:
    """Replace a folder in one step.

    Args:
        out: The folder.
        files: Its new files by path.

    Raises:
        CannotStart: They cannot be written, or other files have been added meanwhile.
    """
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        # On the same file system as its destination, so that the rename is one step.
        with tempfile.TemporaryDirectory(prefix=".incoming-", dir=out.parent) as staging:
            fresh = Path(staging, "fresh")
            for name, content in files.items():
                place = fresh / name
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(content)
            _require_unchanged_build(out)
            swap(fresh, out, retired=Path(staging, "retired"))
    except OSError as failure:
        raise CannotStart(f"--out {out} cannot be written: {failure.strerror}.") from None
