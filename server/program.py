"""How this program is installed: its name, its own files, the folder of the person's page.

In a checkout it is `serve.py`. The wheel has the same program as the command `cognito-sign-in`, and
the project's files in the folder `project` beside this module (`hatch_build.py`).
"""

import os
import sys
from pathlib import Path

_PROJECT = Path(__file__).resolve().with_name("project")

IS_INSTALLED = _PROJECT.is_dir()
ROOT = _PROJECT if IS_INSTALLED else Path(__file__).resolve().parent.parent
"""The project's files. If installed, nothing below it is ever written."""

NAME = "cognito-sign-in" if IS_INSTALLED else "serve.py"
CACHE_VARIABLE = "COGNITO_SIGN_IN_CACHE"


def command(words: str) -> str:
    """Return a command of this program as it is typed, for messages."""
    return f"{'' if IS_INSTALLED else 'uv run '}{NAME} {words}".rstrip()


def with_tools(words: str) -> str:
    """Return what installs the build tools, and in a checkout also runs a command with them."""
    if IS_INSTALLED:
        return "pip install 'cognito-sign-in[tool]'"
    return f"uv run --group build {NAME} {words}".rstrip()


def runtime_place() -> str:
    """Return the name of the folder for what is fetched and built, for messages."""
    return str(user_cache_folder()) if IS_INSTALLED else "static/runtime/"


def user_cache_folder() -> Path:
    """Return the folder for everything that is fetched or built, by the platform's convention.

    The environment variable `COGNITO_SIGN_IN_CACHE` names another one (XDG Base Directory
    Specification on Linux and others).
    """
    if own := os.environ.get(CACHE_VARIABLE):
        return Path(own).absolute()
    if sys.platform == "darwin":
        place = Path.home() / "Library" / "Caches"
    elif sys.platform == "win32":
        place = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    else:
        place = Path(os.environ.get("XDG_CACHE_HOME") or "")
        place = place if place.is_absolute() else Path.home() / ".cache"
    return place / "cognito-sign-in"
