"""The folder that is built: put in its place in one step, and only where nothing else is lost."""

import tempfile
from collections.abc import Mapping
from pathlib import Path

from server.errors import CannotStart
from server.publishing.manifest import strangers
from server.runtimes import swap

SOURCES = ("auth", "server", "static", "tests")


def refuse_what_is_not_ours(out: Path, root: Path) -> None:
    """Check that `out` does not exist, or contains only what an earlier build put there.

    Raises:
        CannotStart: something of somebody's is there, or it is a folder of the project in `root`.
    """
    place = out.resolve()
    if root.is_relative_to(place) or any(place.is_relative_to(root / name) for name in SOURCES):
        raise CannotStart(f"--out {out} is part of the project: name a folder of its own.")
    if out.is_symlink() or (out.exists() and not out.is_dir()):
        raise CannotStart(f"--out {out} is there and is no folder: name another place.")
    _refuse_strangers(out)


def _refuse_strangers(out: Path) -> None:
    try:
        found = strangers(out) if out.exists() and any(out.iterdir()) else []
    except (ValueError, KeyError, TypeError):
        raise CannotStart(
            f"--out {out} is there and was not made by serve.py build, so nothing in it is "
            "touched: name another folder, or move that one away."
        ) from None
    if found:
        raise CannotStart(
            f"--out {out} has {found[0]}, which is not as serve.py build left it, so nothing in "
            "it is touched: move that file away, or name another folder."
        )


def replace(out: Path, files: Mapping[str, bytes]) -> None:
    """Write `files`, by their paths, and put them at `out` in one step.

    Raises:
        CannotStart: they cannot be written, or something of somebody's has come there meanwhile.
    """
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        # Beside its destination, and so on the same file system: the rename is one step.
        with tempfile.TemporaryDirectory(prefix=".incoming-", dir=out.parent) as staging:
            fresh = Path(staging, "fresh")
            for name, content in files.items():
                place = fresh / name
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(content)
            _refuse_strangers(out)
            swap(fresh, out, retired=Path(staging, "retired"))
    except OSError as failure:
        raise CannotStart(f"--out {out} cannot be written: {failure.strerror}.") from None
