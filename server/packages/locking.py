"""Makes a lock of what the resolver has chosen, and shows how it differs from the one before."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from packaging.utils import parse_wheel_filename

from server.errors import CannotStart
from server.library import NAME as LIBRARY
from server.packages.dependencies import dependencies
from server.packages.lock import Lock, LockedPackage
from server.packages.requirements import Wanted
from server.packages.resolving import Choice
from server.packages.target import Target
from server.packages.wheel import read_locked_wheel

TAKEN = frozenset(
    {
        LIBRARY,
        "js",
        "main",
        "page_packages",
        "polyscript",
        "pyodide",
        "pyodide_js",
        "pyscript",
        "stdlib_rest",
    }
)
"""Modules that a page has already: the library, the app, and those of Pyodide and PyScript."""


def draft_lock(
    wanted: Sequence[Wanted], choices: Iterable[Choice], target: Target, folder: Path
) -> Lock:
    """Return the lock for chosen wheels, without the modules that are in them.

    Args:
        wanted: The requirements.
        choices: The wheels of the whole closure.
        target: The Pyodide that they were chosen for.
        folder: The folder of the lock.

    Raises:
        OSError: A local wheel cannot be read.
    """
    named = {parse_wheel_filename(Path(one.file).name)[:2]: one for one in choices}
    requires = {name: one.requires for (name, _), one in named.items()}
    roots = [one.requirement for one in wanted]
    depends = dependencies(roots, requires, target.environment())
    packages = [
        LockedPackage(
            name=name,
            version=str(version),
            file=one.file,
            sha256=one.sha256 or file_hash(folder / one.file),
            source=one.source,
            depends=tuple(depends[name]),
        )
        for (name, version), one in sorted(named.items())
    ]
    requirements = tuple(one.text for one in wanted)
    return Lock(requirements=requirements, target=target, packages=tuple(packages))


def with_imports(lock: Lock, wheels: Mapping[LockedPackage, bytes]) -> Lock:
    """Return a lock with the names of each package's modules.

    Args:
        lock: The lock without them.
        wheels: The content of each package's wheel.

    Raises:
        CannotStart: A wheel is damaged, or has a module that every page has already.
    """
    packages = tuple(replace(one, imports=_imports(one, wheels[one])) for one in lock.packages)
    return replace(lock, packages=packages)


def _imports(package: LockedPackage, content: bytes) -> tuple[str, ...]:
    modules = read_locked_wheel(package, content).modules
    if taken := TAKEN.intersection(modules):
        raise CannotStart(
            f"{package.name} {package.version} has a module {min(taken)}, and every page has "
            "another one of that name. Remove the package from packages."
        )
    return tuple(modules)


def file_hash(file: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal.

    Raises:
        OSError: It cannot be read.
    """
    return hashlib.sha256(file.read_bytes()).hexdigest()


def differences(before: Lock | None, after: Lock) -> Iterator[str]:
    """Return a line for each package that is new, gone, or has another version or file."""
    old = {one.name: one for one in before.packages} if before else {}
    new = {one.name: one for one in after.packages}
    for name in sorted(old.keys() | new.keys()):
        was, now = old.get(name), new.get(name)
        if was is None and now is not None:
            yield f"+ {name} {now.version}{_origin(now)}"
        elif was is not None and now is None:
            yield f"- {name} {was.version}"
        elif was is not None and now is not None and was.sha256 != now.sha256:
            yield f"~ {name} {was.version} -> {now.version}{_origin(now)}"


def _origin(package: LockedPackage) -> str:
    return {"index": "", "pyodide": " (Pyodide's distribution)", "file": f" ({package.file})"}[
        package.source
    ]
