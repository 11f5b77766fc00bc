"""Makes a lock from wheels that were chosen and fetched."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from packaging.metadata import parse_email
from packaging.requirements import Requirement

from server.packages.dependencies import dependencies
from server.packages.lock import Lock, LockedPackage, Source
from server.packages.target import Target
from server.packages.wheel import Wheel, read_wheel


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """A wheel that fits the requirements.

    Attributes:
        file: Its name; for the source "file", its path from the lock's folder.
        source: Where it comes from.
        content: The wheel.
        requires: Its requirements (`Requires-Dist`); None for those in its own metadata.
    """

    file: str
    source: Source
    content: bytes = field(repr=False)
    requires: tuple[str, ...] | None = None


def make_lock(
    requirements: Sequence[str],
    roots: Iterable[Requirement],
    chosen: Iterable[Chosen],
    target: Target,
) -> Lock:
    """Return the lock for chosen wheels.

    Args:
        requirements: The requirements as the person wrote them.
        roots: The same, parsed.
        chosen: The wheels of the whole closure.
        target: The Pyodide that they were chosen for.

    Raises:
        DamagedWheel: One of them is not a wheel.
    """
    wheels = {one: read_wheel(one.file.rpartition("/")[2], one.content) for one in chosen}
    requires = {
        wheel.name: requires_of(wheel) if one.requires is None else one.requires
        for one, wheel in wheels.items()
    }
    depends = dependencies(roots, requires, target.environment())
    packages = [
        LockedPackage(
            name=wheel.name,
            version=wheel.version,
            file=one.file,
            sha256=hashlib.sha256(one.content).hexdigest(),
            source=one.source,
            depends=tuple(depends[wheel.name]),
            imports=tuple(wheel.modules),
        )
        for one, wheel in wheels.items()
    ]
    ordered = tuple(sorted(packages, key=lambda one: one.name))
    return Lock(requirements=tuple(requirements), target=target, packages=ordered)


def requires_of(wheel: Wheel) -> tuple[str, ...]:
    """Return the requirements in a wheel's own metadata (core metadata, PyPA)."""
    [metadata, *_] = (of for path, of in wheel.files.items() if path.endswith("/METADATA"))
    return tuple(parse_email(metadata)[0].get("requires_dist", []))
