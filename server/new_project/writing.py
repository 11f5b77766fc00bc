"""Writes a new project into a folder that is empty or does not exist."""

from collections.abc import Mapping
from pathlib import Path

from server.errors import CannotStart

_NAMED = 3


def require_empty(folder: Path) -> None:
    """Check that a project can be written into a folder without touching what is there.

    Raises:
        CannotStart: The folder contains something, is not a folder, or cannot be read.
    """
    try:
        found = sorted(one.name for one in folder.iterdir())
    except FileNotFoundError:
        if folder.is_symlink():
            raise CannotStart(f"{folder} is a symbolic link to nothing. Name a folder.") from None
        return
    except NotADirectoryError:
        raise CannotStart(
            f"{folder} is a file, or is below one. Name a folder that does not exist."
        ) from None
    except OSError as failure:
        raise CannotStart(f"{folder} cannot be read: {failure.strerror}.") from None
    if found:
        more = f" and {len(found) - _NAMED} more" if len(found) > _NAMED else ""
        raise CannotStart(
            f"{folder} contains {', '.join(found[:_NAMED])}{more}. Nothing was written: name a "
            "folder that is empty or does not exist."
        )


def write_project(folder: Path, files: Mapping[str, str]) -> None:
    """Write the files of a project; a file that exists is never replaced.

    Args:
        folder: The folder, which is made if it does not exist.
        files: Their contents, by path in the folder.

    Raises:
        CannotStart: A file exists, or cannot be written.
    """
    place = folder
    try:
        for name, content in files.items():
            place = folder / name
            place.parent.mkdir(parents=True, exist_ok=True)
            with place.open("x", encoding="utf-8", newline="\n") as file:
                file.write(content)
    except OSError as failure:
        raise CannotStart(f"{place} cannot be written: {failure.strerror}.") from None
