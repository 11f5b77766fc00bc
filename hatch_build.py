"""Builds the command's package for the wheel, under names that no other project uses.

In the repository the packages are `auth` and `server`. Many projects have packages with these
names, so in the wheel they are `cognito_auth` and `cognito_sign_in`, and every import says so.
"""

import re
import shutil
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

PACKAGE = "cognito_sign_in"
NAMES = {"auth": "cognito_auth", "server": PACKAGE}
# Only for this repository: its pins, and its own deployment.
LEFT_OUT = ("pins", "on_aws", "__pycache__")
# What the command needs of the project, at the same paths below `project/`.
PROJECT = (
    "LICENSE",
    "account.html",
    "account.py",
    "examples",
    "index.html",
    "infra/cognito.yaml",
    "infra/development.toml",
    "inspector",
    "main.py",
    "pyproject.toml",
    "pyscript.toml",
    "static",
)

BUILT = ("__pycache__", "runtime", "site")
"""Folders in these that are made here: what pages load, and what examples are built into."""

_FROM = re.compile(rf"^(\s*(?:>>> )?from )({'|'.join(NAMES)})(?=[. ])", re.MULTILINE)
_IMPORT = re.compile(rf"^(\s*import )({'|'.join(NAMES)})(\.[\w.]+)?$", re.MULTILINE)


def renamed(source: str) -> str:
    """Return a module whose imports have the names of the wheel."""
    source = _FROM.sub(lambda found: found[1] + NAMES[found[2]], source)
    return _IMPORT.sub(_imported, source)


def _imported(found: re.Match[str]) -> str:
    """Return `import auth` so that it binds the same name, and `import auth.x` as it is used."""
    start, name, rest = found[1], found[2], found[3] or ""
    return f"{start}{NAMES[name]}{rest}" if rest else f"{start}{NAMES[name]} as {name}"


def write_package(root: Path, target: Path) -> None:
    """Write the command's package into the folder `target`.

    Args:
        root: The repository.
        target: The folder of the package, which does not exist yet.
    """
    ignore = shutil.ignore_patterns(*LEFT_OUT)
    shutil.copytree(root / "server", target, ignore=ignore)
    for name in PROJECT:
        source, place = root / name, target / "project" / name
        place.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, place, ignore=shutil.ignore_patterns(*BUILT))
        else:
            shutil.copy(source, place)
    for module in target.rglob("*.py"):
        module.write_text(renamed(module.read_text("utf-8")), "utf-8", newline="\n")


class CustomBuildHook(BuildHookInterface[Any]):
    """Adds the package to the wheel."""

    def initialize(self, _version: str, build_data: dict[str, Any]) -> None:
        """Write the package into a temporary folder, and include it."""
        self._folder = tempfile.TemporaryDirectory()
        package = Path(self._folder.name, PACKAGE)
        write_package(Path(self.root), package)
        build_data["force_include"][str(package)] = PACKAGE

    def finalize(self, _version: str, _build_data: dict[str, Any], _artifact_path: str) -> None:
        """Remove the temporary folder."""
        self._folder.cleanup()
