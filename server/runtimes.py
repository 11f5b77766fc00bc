"""PyScript, Pyodide and MicroPython: checked by hash at every start, fetched if not intact.

`server/runtimes.json` records them; `uv run --group dev -m server.pins` writes it.
"""

import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from server import program
from server.errors import CannotStart, cannot_write_runtimes
from server.manifest import COMPILE_HINT, Runtime, read_manifest
from server.progress import Progress
from server.registry import fetch_archive, files_of
from server.store import runtime_folder, write_atomically

ROOT = program.ROOT

Fetch = Callable[[str, str, str, Callable[[int], None]], bytes]


def ensure_runtimes(root: Path = ROOT, *, fetch: Fetch = fetch_archive) -> None:
    """Make sure that `root`'s `static/runtime/` has every recorded file, intact.

    Every file is hashed. A runtime with a missing or changed file, which includes one of another
    version, is fetched again and replaced in one step.

    Raises:
        CannotStart: A runtime is not intact and cannot be fetched or written.
    """
    output, runtimes = runtime_folder(root), read_manifest()
    _fetch_damaged(runtimes, output, fetch)
    with suppress(OSError):  # pages only start more slowly without them
        for runtime in runtimes:
            _add_compile_hints(runtime, output)


def _fetch_damaged(runtimes: list[Runtime], output: Path, fetch: Fetch) -> None:
    wanted = [one for one in runtimes if one.damaged(output / one.name)]
    if not wanted:
        return
    progress = Progress(wanted, sys.stderr)
    try:
        for runtime in wanted:
            report = progress.reporter(runtime)
            archive = fetch(runtime.package, runtime.version, runtime.integrity, report)
            _store(runtime, files_of(archive, runtime.source), output)
            progress.finish(runtime)
    except OSError as failure:
        raise cannot_write_runtimes(failure) from failure


def _add_compile_hints(runtime: Runtime, output: Path) -> None:
    """Put the hint before the scripts that have none."""
    for name in runtime.files:
        file = output / runtime.name / name
        if file.suffix not in (".js", ".mjs") or file.read_bytes().startswith(COMPILE_HINT):
            continue
        write_atomically(file, COMPILE_HINT + file.read_bytes())


def _store(runtime: Runtime, found: dict[str, bytes], output: Path) -> None:
    output.mkdir(parents=True, exist_ok=True)
    # On the same file system as its destination, so that the rename is one step.
    with tempfile.TemporaryDirectory(prefix=".incoming-", dir=output) as staging:
        fresh = Path(staging, runtime.name)
        fresh.mkdir()
        for name in runtime.files.keys() & found.keys():
            (fresh / name).write_bytes(found[name])
        if damaged := runtime.damaged(fresh):
            raise CannotStart(
                f"{runtime.package} {runtime.version}: {', '.join(damaged)} differ from "
                "server/runtimes.json. Update the record with `uv run --group dev -m server.pins`."
            )
        swap(fresh, output / runtime.name, retired=Path(staging, "retired"))


def swap(fresh: Path, place: Path, *, retired: Path) -> None:
    """Move the folder `fresh` to `place` in one step, and what was there to `retired`."""
    if place.exists():
        place.rename(retired)
    fresh.rename(place)
