"""Resolves requirements for Pyodide: pip chooses versions and files of the whole closure.

pip gets wheels without content for Pyodide's own distribution, so it chooses among the index, the
distribution and local wheels at once: the newest version that fits everything, and of one version
the index's file.
"""

import json
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from server.errors import CannotStart
from server.packages.lock import Source
from server.packages.pip_failures import reason_of
from server.packages.pyodide_distribution import Entry, entry_of_stand_in, write_stand_ins
from server.packages.requirements import Wanted
from server.packages.running_pip import run_pip
from server.packages.target import Target


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A wheel that pip has chosen.

    Attributes:
        name: The package's name.
        version: Its version.
        file: The wheel's name; for the source "file", its path from `pyscript.toml`.
        sha256: Its hash in hexadecimal; empty for the source "file".
        source: Where it comes from.
        requires: The package's requirements (`Requires-Dist`).
    """

    name: str
    version: str
    file: str
    sha256: str
    source: Source
    requires: tuple[str, ...]


def resolve(
    wanted: Sequence[Wanted], folder: Path, target: Target, distribution: Mapping[str, Entry]
) -> list[Choice]:
    """Return a wheel for each package of the closure.

    Args:
        wanted: The requirements.
        folder: The folder of `pyscript.toml`.
        target: The Pyodide that the wheels must fit.
        distribution: Pyodide's own distribution.

    Raises:
        CannotStart: There is no solution, a package requires another one by its address, or the
            index cannot be reached.
    """
    with tempfile.TemporaryDirectory() as workplace:
        report, stand_ins = Path(workplace, "report.json"), Path(workplace, "distribution")
        stand_ins.mkdir()
        write_stand_ins(distribution, stand_ins)
        options = ("--dry-run", "--ignore-installed", "--report", report, "--find-links", stand_ins)
        run = run_pip(target, "install", *options, *(_argument(one, folder) for one in wanted))
        if run.returncode:
            raise CannotStart(reason_of(run, target, distribution))
        record = json.loads(report.read_bytes())
    if record["environment"] != target.environment():
        raise CannotStart("This version of pip cannot resolve for Pyodide. Install another one.")
    paths = {_file_name(one.path): one.path for one in wanted if one.path}
    for one in wanted:
        _require_extras(one.requirement, record["install"])
    return [_choice(entry, paths, distribution) for entry in record["install"]]


def _require_extras(requirement: Requirement, found: Iterable[Mapping[str, Any]]) -> None:
    name = canonicalize_name(requirement.name)
    for metadata in (entry["metadata"] for entry in found):
        if canonicalize_name(metadata["name"]) == name:
            known = {canonicalize_name(one) for one in metadata.get("provides_extra", [])}
            if unknown := {canonicalize_name(one) for one in requirement.extras} - known:
                raise CannotStart(
                    f"{requirement.name} {metadata['version']} has no extra {min(unknown)}. "
                    f"Its extras: {', '.join(sorted(known)) or 'none'}."
                )


def _argument(wanted: Wanted, folder: Path) -> str:
    """Return a requirement as pip takes it; a path must not depend on the current folder."""
    if not wanted.path:
        return wanted.text
    extras = ",".join(sorted(wanted.requirement.extras))
    return f"{(folder / wanted.path).resolve()}" + (f"[{extras}]" if extras else "")


def _choice(
    entry: Mapping[str, Any], paths: Mapping[str, str], distribution: Mapping[str, Entry]
) -> Choice:
    metadata, download = entry["metadata"], entry["download_info"]
    file = _file_name(unquote(urlsplit(download["url"]).path))
    sha256 = str(download["archive_info"].get("hashes", {}).get("sha256", ""))
    source: Source = "index"
    if entry["is_direct"]:
        _require_own(file, paths)
        file, sha256, source = paths[file], "", "file"
    elif packed := entry_of_stand_in(distribution, file):
        file, sha256, source = packed.file, packed.sha256, "pyodide"
    return Choice(
        name=metadata["name"],
        version=metadata["version"],
        file=file,
        sha256=sha256,
        source=source,
        requires=tuple(metadata.get("requires_dist", [])),
    )


def _require_own(file: str, paths: Mapping[str, str]) -> None:
    """Check that a wheel with an address is one of the configuration's."""
    if file not in paths:
        raise CannotStart(
            f"A package requires {file} by its address, and pages get packages by name only, or "
            "as wheels beside pyscript.toml. Use a version of the package that requires a name."
        )


def _file_name(path: str) -> str:
    return path.rpartition("/")[2]
