"""PyScript, Pyodide and MicroPython: checked by hash at every start, fetched when not intact.

To change a version: edit `package.json`, make the lock file anew with
`npm install --package-lock-only --omit-lockfile-registry-resolved=true`, then run
`python -m server.runtimes --record`, which writes the new hashes into `runtimes.json`.
"""

import argparse
import json
import shutil
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from server.errors import CannotStart
from server.manifest import Fingerprint, Runtime, read_manifest, write_manifest
from server.npm import install_locked
from server.progress import Progress

ROOT = Path(__file__).resolve().parent.parent

Install = Callable[[Path, Path, Callable[[Path], None]], Path]


def ensure_runtimes(root: Path = ROOT, *, install: Install = install_locked) -> None:
    """Make sure that `root`'s `static/runtime/` holds every recorded file, intact.

    Every file is hashed. A runtime with a missing or changed file, which is also how another
    version shows, is fetched again and put in its place in one step.

    Raises:
        CannotStart: a runtime is not intact and could not be fetched or written.
    """
    shelf = root / "static" / "runtime"
    wanted = [one for one in read_manifest() if one.damaged(shelf / one.name)]
    if not wanted:
        return
    try:
        _fetch(wanted, root, shelf, install)
    except OSError as failure:
        raise CannotStart(f"static/runtime/ cannot be filled: {failure.strerror}.") from failure


def _fetch(wanted: list[Runtime], root: Path, shelf: Path, install: Install) -> None:
    with Progress(wanted, sys.stderr) as progress, tempfile.TemporaryDirectory() as workplace:
        node_modules = install(root, Path(workplace), progress.show)
        for runtime in wanted:
            _put_in_place(runtime, node_modules, shelf)
        progress.finish()


def _put_in_place(runtime: Runtime, node_modules: Path, shelf: Path) -> None:
    shelf.mkdir(parents=True, exist_ok=True)
    # Made on the same file system as its destination, so that the rename is one step.
    with tempfile.TemporaryDirectory(prefix=".incoming-", dir=shelf) as staging:
        fresh = Path(staging, runtime.name)
        _copy(runtime, node_modules, fresh)
        swap(fresh, shelf / runtime.name, retired=Path(staging, "retired"))


def _copy(runtime: Runtime, node_modules: Path, folder: Path) -> None:
    folder.mkdir()
    for name, source in runtime.sources(node_modules).items():
        if source.is_file():
            shutil.copyfile(source, folder / name)
    if damaged := runtime.damaged(folder):
        raise CannotStart(
            f"{runtime.package} as npm delivers it differs from server/runtimes.json in "
            f"{', '.join(damaged)}: record it again with `python -m server.runtimes --record`."
        )


def swap(fresh: Path, place: Path, *, retired: Path) -> None:
    """Put the folder `fresh` in its `place` in one step; what was there goes to `retired`."""
    if place.exists():
        place.rename(retired)
    fresh.rename(place)


def record(root: Path = ROOT) -> None:
    """Fetch the locked packages and write their versions, hashes and sizes into `runtimes.json`.

    The names of the files are kept: a package that renames one needs an edit of the manifest first.

    Raises:
        CannotStart: npm failed, or a package has no file of a recorded name.
    """
    with tempfile.TemporaryDirectory() as workplace:
        node_modules = install_locked(root, Path(workplace), lambda _: None)
        write_manifest([_recorded(one, node_modules) for one in read_manifest()])


def _recorded(runtime: Runtime, node_modules: Path) -> Runtime:
    package = json.loads((node_modules / runtime.package / "package.json").read_text("utf-8"))
    try:
        files = {name: Fingerprint.of(at) for name, at in runtime.sources(node_modules).items()}
    except FileNotFoundError as missing:
        name = Path(missing.filename).name
        raise CannotStart(
            f"{runtime.package} {package['version']} has no {name}: correct its name in "
            "server/runtimes.json and record again."
        ) from None
    return replace(runtime, version=package["version"], files=files)


def main() -> None:
    """Check and fetch the runtimes, or with `--record` write their record anew."""
    parser = argparse.ArgumentParser(prog="python -m server.runtimes", description=main.__doc__)
    parser.add_argument("--record", action="store_true", help="write server/runtimes.json anew")
    try:
        record() if parser.parse_args().record else ensure_runtimes()
    except CannotStart as reason:
        sys.exit(str(reason))


if __name__ == "__main__":
    main()
