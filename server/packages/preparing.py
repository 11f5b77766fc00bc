"""Prepares the packages of a page: the lock, the wheels, and what the page loads of them."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from server.configuration import Configuration
from server.errors import CannotStart
from server.packages.fetching import ensure_wheels
from server.packages.lock import Lock, read_lock
from server.packages.locking import differences, draft_lock, file_hash, with_imports
from server.packages.page_index import delete_unused, make_page_index, page_packages
from server.packages.pyodide_distribution import read_distribution
from server.packages.requirements import Wanted, parse_requirements
from server.packages.resolving import resolve
from server.packages.target import Target, target_of
from server.program import command
from server.store import runtime_folder


def prepare_packages(root: Path, configuration: Configuration) -> None:
    """Resolve what the lock does not have, and prepare the packages of a page on this machine.

    If that is impossible, a warning says why, and the page keeps the packages that it had.

    Args:
        root: The folder of the project; Pyodide is there already.
        configuration: The page's configuration.
    """
    if not configuration.packages:
        return
    try:
        _make(root, configuration, _resolved(root, configuration))
    except (CannotStart, OSError) as reason:
        had = page_packages(root, configuration.packages, configuration.lock_file)
        effect = "the page keeps those that it had" if had else "the page has none"
        print(
            f"Warning: the packages in {configuration.name} cannot be prepared, and {effect}. "
            f"{_sentence(reason)}",
            file=sys.stderr,
        )


def prepare_locked_packages(root: Path, configuration: Configuration) -> None:
    """Prepare the packages of a page that is published, exactly as the lock has them.

    Args:
        root: The folder of the project; Pyodide is there already.
        configuration: The page's configuration.

    Raises:
        CannotStart: The lock is missing or incomplete, or a wheel cannot be fetched; or there is a
            lock, and the configuration has no packages.
    """
    if not configuration.packages:
        return _require_no_lock(configuration)
    try:
        lock = read_complete_lock(root, configuration.packages, configuration.lock_file)
        _make(root, configuration, lock)
    except OSError as failure:
        raise CannotStart(_sentence(failure)) from None


def _require_no_lock(configuration: Configuration) -> None:
    """Check that nobody forgot `packages` in a second configuration, such as `production.toml`."""
    if lock := read_lock(configuration.lock_file):
        raise CannotStart(
            f"{configuration.name} has no packages, and {configuration.lock_file} was made for "
            f"{', '.join(lock.requirements)}. Add the same line packages = [...] to it, or delete "
            "the lock."
        )


def read_complete_lock(root: Path, packages: Sequence[str], file: Path) -> Lock:
    """Return the lock if it has everything that a page needs.

    Args:
        root: The folder of the project; Pyodide is there already.
        packages: The page's requirements.
        file: The lock.

    Raises:
        CannotStart: It is missing, malformed, or for other packages, another Pyodide or another
            local wheel; or a requirement is invalid.
    """
    target = _target(root)
    wanted, lock = parse_requirements(packages, file.parent, target), read_lock(file)
    if lock is None or (reason := _reason_not_current(lock, wanted, target, file.parent)):
        reason = "is missing" if lock is None else reason
        raise CannotStart(
            f"{file} {reason}. Run `{command('serve')}` once, which resolves the packages, and "
            "commit the file."
        )
    return lock


def _make(root: Path, configuration: Configuration, lock: Lock) -> None:
    wheels = ensure_wheels(root, configuration.lock_file.parent, lock)
    make_page_index(root, configuration.lock_file, wheels)
    with suppress(OSError):  # what is in use on Windows; a later start deletes it
        delete_unused(root)


def _resolved(root: Path, configuration: Configuration) -> Lock:
    """Return the lock, resolved anew and written if it does not fit the configuration."""
    target, file = _target(root), configuration.lock_file
    wanted = parse_requirements(configuration.packages, file.parent, target)
    before = read_lock(file)
    if before is not None and not _reason_not_current(before, wanted, target, file.parent):
        return before
    print(f"Resolving {', '.join(configuration.packages)} for Pyodide …", file=sys.stderr)
    distribution = read_distribution(_pyodide_lock(root))
    choices = resolve(wanted, file.parent, target, distribution)
    draft = draft_lock(wanted, choices, target, file.parent)
    lock = with_imports(draft, ensure_wheels(root, file.parent, draft))
    file.write_text(lock.text(), encoding="utf-8")
    _report(file, before, lock)
    return lock


def _reason_not_current(
    lock: Lock, wanted: Sequence[Wanted], target: Target, folder: Path
) -> str | None:
    """Return why a lock does not have what the configuration wants; None if it has."""
    if set(lock.requirements) != {one.text for one in wanted}:
        return "was resolved for other packages than those in the configuration"
    if lock.target != target:
        return f"was resolved for a Pyodide with Python {lock.target.python}, not {target.python}"
    if missing := next(_missing(lock, wanted, target), None):
        return f"has nothing that fits {missing}"
    locked = {one.file: one.sha256 for one in lock.packages if one.source == "file"}
    for path in (one.path for one in wanted if one.path):
        if locked.get(path) != file_hash(folder / path):
            return f"has another {path} than there is now"
    return None


def _missing(lock: Lock, wanted: Sequence[Wanted], target: Target) -> Iterator[Requirement]:
    """Return the requirements that a lock does not meet, although it was made for them."""
    versions = {one.name: one.version for one in lock.packages}
    for one in (one.requirement for one in wanted):
        version = versions.get(canonicalize_name(one.name))
        is_wanted = one.marker is None or one.marker.evaluate(target.environment())
        if is_wanted and not (version and one.specifier.contains(version, prereleases=True)):
            yield one


def _report(file: Path, before: Lock | None, after: Lock) -> None:
    for line in differences(before, after):
        print(f"  {line}", file=sys.stderr)
    print(
        f"{file} has {len(after.packages)} packages. Commit it: from now on it decides.",
        file=sys.stderr,
    )


def _sentence(reason: Exception) -> str:
    if isinstance(reason, OSError):
        return f"{reason.filename or 'A file'} cannot be used: {reason.strerror}."
    return str(reason)


def _target(root: Path) -> Target:
    return target_of(_pyodide_lock(root))


def _pyodide_lock(root: Path) -> Path:
    return runtime_folder(root) / "pyodide" / "pyodide-lock.json"
