"""Adds compressed copies of files, for hosts that serve such copies."""

from collections.abc import Mapping
from pathlib import PurePosixPath

from server.building.compression import QUALITY, WORTH_IT, Coding, Compressed, compress
from server.public_files import TYPES
from server.replies import COMPRESSIBLE

SUFFIXES: dict[Coding, str] = {"br": ".br", "gzip": ".gz"}


def with_codings(files: Mapping[str, bytes], compressed: Compressed) -> dict[str, bytes]:
    """Return `files` with their copies in brotli and gzip, where these are smaller."""
    found = dict(files)
    for name, content in files.items():
        if not _is_worth_it(name, content):
            continue
        for coding, suffix in SUFFIXES.items():
            smaller = compressed.find(content, coding) or compress(content, coding, QUALITY["best"])
            if len(smaller) < len(content):
                found[f"{name}{suffix}"] = smaller
    return found


def _is_worth_it(name: str, content: bytes) -> bool:
    content_type = TYPES[PurePosixPath(name).suffix]
    return len(content) >= WORTH_IT and COMPRESSIBLE.fullmatch(content_type) is not None
