"""The library that pages import: its name, and its folder.

It is `auth` in a checkout, and `cognito_auth` in the wheel, where all imports have that name.
"""

from pathlib import Path

from auth import __file__ as _file
from auth import __name__ as NAME  # noqa: N812 - a constant here

_FOLDER = Path(_file).resolve().parent

__all__ = ["NAME", "library_folder"]


def library_folder(root: Path) -> Path:
    """Return the library's folder: that of the page in `root`, or else the installed one."""
    own = root / NAME
    return own if own.is_dir() else _FOLDER
