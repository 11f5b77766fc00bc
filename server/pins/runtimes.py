"""The interpreters' packages: versions, hashes, sizes, and the names that contain a build hash."""

import re
from dataclasses import replace

from packaging.version import Version

from server.errors import CannotStart
from server.manifest import Fingerprint, Runtime
from server.registry import archive_of, files_of, npm_integrity_of

# What a bundler appends to a file's name.
_BUILD_HASH = re.compile(r"-[\w-]{8}(?=\.js$)")


def recorded(runtime: Runtime, version: str) -> Runtime:
    """Fetch a version of a runtime's package, and return its record.

    Files keep their names, except for those that contain a build hash: they are followed by what
    the package's own modules import.

    Raises:
        CannotStart: The registry cannot be reached, or the package has no such file.
    """
    archive = archive_of(runtime.package, version)
    found = files_of(archive, runtime.source)
    chunks = _chunks(runtime, found)
    renamed = {old: chunks[name] for name, old in runtime.chunks.items()}
    names = [renamed.get(name, name) for name in runtime.files]
    if missing := [name for name in names if name not in found]:
        raise CannotStart(
            f"{runtime.package} {version} has no {missing[0]}: correct its name in "
            "server/runtimes.json and run this again."
        )
    return replace(
        runtime,
        version=version,
        integrity=npm_integrity_of(archive),
        files={name: Fingerprint.of(found[name]) for name in names},
        chunks=chunks,
    )


def newer(recorded_version: str, latest_version: str) -> str:
    """Return the newer of two versions: what a registry calls the latest may be behind."""
    return max(recorded_version, latest_version, key=Version)


def micropython_series(runtimes: list[Runtime]) -> str:
    """Return the series of MicroPython, such as `1.28`, whose compiler must be of the same one."""
    [version] = [runtime.version for runtime in runtimes if runtime.name == "micropython"]
    return ".".join(version.split(".")[:2])


def _chunks(runtime: Runtime, found: dict[str, bytes]) -> dict[str, str]:
    chunks: dict[str, str] = {}
    for name, old in runtime.chunks.items():
        pattern = re.escape(_BUILD_HASH.sub("\0", old)).replace("\0", r"-[\w-]{8}")
        # An entry point imports the first one, which imports the others.
        importers = [*chunks.values(), *(runtime.files.keys() - set(runtime.chunks.values()))]
        text = b"".join(found.get(one, b"") for one in importers).decode()
        matches = set(re.findall(rf"[\"']\./({pattern})[\"']", text))
        if len(matches) != 1:
            raise CannotStart(
                f"{runtime.package} imports {len(matches)} files like {old}: correct `chunks` in "
                "server/runtimes.json and run this again."
            )
        chunks[name] = matches.pop()
    return chunks
