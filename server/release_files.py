"""The files that a release of the page depends on."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from server import account_page
from server.building.artifacts import record_of_built
from server.building.prepare import runtime_files
from server.building.sources import browser_half
from server.configuration import Configuration
from server.packages.page_index import page_packages
from server.public_files import find_public_file, is_public
from server.store import store_of


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseFiles:
    """The files of a release by their paths, such as `/static/boot.js`.

    Attributes:
        app: What the page loads of the app itself.
        compiled: What the archives of `auth` are made from: its modules, and the build's record.
        runtimes: The interpreters.
        packages: The archives of Python packages and their index, which is the first.
    """

    app: Mapping[str, Path]
    compiled: Mapping[str, Path]
    runtimes: Mapping[str, Path]
    packages: Mapping[str, Path]

    @property
    def all(self) -> dict[str, Path]:
        """All files by path."""
        return {**self.app, **self.compiled, **self.runtimes, **self.packages}


def find_release_files(folders: Sequence[Path], configuration: Configuration) -> ReleaseFiles:
    """Return the files that exist now.

    Args:
        folders: Where the page's files are; a file in an earlier folder replaces one in a later.
            The last folder contains `auth` and the interpreters.
        configuration: The page's configuration, whose `[files]` belong to the app.
    """
    root, app = folders[-1], dict[str, Path]()
    for folder in reversed(folders):
        program = folder / "main.py"
        app |= _by_path(folder, [program, *_assets(folder), *_configured(folder, configuration)])
    app |= _by_path(folders[0], [folders[0] / account_page.PROGRAM[1:]])
    return ReleaseFiles(
        app=dict(sorted(app.items())),
        compiled=_compiled(root),
        runtimes=_by_path(store_of(root), runtime_files(root)),
        packages=page_packages(root, configuration.packages, configuration.lock_file),
    )


def _compiled(root: Path) -> dict[str, Path]:
    modules = {f"/{name}": file for name, file in browser_half(root).items()}
    return _existing(modules | _by_path(store_of(root), [record_of_built(root)]))


def _assets(root: Path) -> list[Path]:
    # Folders below `runtime` come and go.
    parts = [one for one in (root / "static").glob("*") if one.name != "runtime"]
    files = [*parts, *(file for one in parts for file in one.rglob("*"))]
    return [file for file in files if is_public(_path(root, file))]


def _configured(root: Path, configuration: Configuration) -> list[Path]:
    named = configuration.files
    return [root / path[1:] for path in named if find_public_file(root, path, named=named)]


def _by_path(root: Path, files: Iterable[Path]) -> dict[str, Path]:
    return _existing({_path(root, file): file for file in sorted(files)})


def _existing(files: Mapping[str, Path]) -> dict[str, Path]:
    return {path: file for path, file in files.items() if file.is_file()}


def _path(root: Path, file: Path) -> str:
    return f"/{file.relative_to(root).as_posix()}"
