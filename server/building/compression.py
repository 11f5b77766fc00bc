"""Compresses files for HTTP in advance (RFC 7932, RFC 1952), and finds them by their content."""

import gzip
import hashlib
import sys
import tempfile
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from functools import lru_cache
from pathlib import Path
from typing import Literal

from server.building.work import reported
from server.store import runtime_folder

try:
    import brotli
except ModuleNotFoundError:  # one of the build tools
    brotli = None


Coding = Literal["br", "gzip"]
Effort = Literal["best", "fast"]

# The best effort costs a minute for Pyodide and saves a tenth: for what is published, and measured.
QUALITY: dict[Effort, int] = {"best": 11, "fast": 7}
LARGE = 1_000_000  # bytes: above this, a file takes seconds
SMALL = 50_000  # bytes: up to this, the best effort takes some milliseconds
WORTH_IT = 256  # bytes: below this, the additional header is as long as the saving


def can_compress() -> bool:
    """Return whether a brotli compressor is installed."""
    return brotli is not None


class Compressed:
    """The folder of compressed files; each name contains the hash of the original."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @classmethod
    def below(cls, root: Path) -> "Compressed":
        """Return the folder of compressed files of the page in `root`."""
        return cls(runtime_folder(root) / "compressed")

    def ensure(self, files: Iterable[Path], effort: Effort) -> None:
        """Compress those `files` that have no copy with this effort or a better one.

        Raises:
            OSError: A file cannot be read or written.
        """
        missing = [file for file in files if not self._has(file.read_bytes(), effort)]
        if missing:
            print(_announced(missing, effort), file=sys.stderr, flush=True)
            (self._folder / effort).mkdir(parents=True, exist_ok=True)
            with ThreadPoolExecutor() as executor:  # the compressors let other threads run
                list(executor.map(lambda file: self._report(file, effort), missing))

    @lru_cache(maxsize=64)  # noqa: B019 - one object for as long as a page is served
    def find(self, content: bytes, coding: Coding) -> bytes | None:
        """Return the smallest copy of `content` in `coding`; None if there is none."""
        name = f"{_name(content)}.{coding}"
        for effort in QUALITY:
            file = self._folder / effort / name
            if file.exists():
                return file.read_bytes()
        return None

    def _has(self, content: bytes, effort: Effort) -> bool:
        efforts = [known for known in QUALITY if QUALITY[known] >= QUALITY[effort]]
        return any((self._folder / one / f"{_name(content)}.br").exists() for one in efforts)

    def _report(self, file: Path, effort: Effort) -> None:
        """Compress a file, and print how long it took if it is large."""
        size = file.stat().st_size
        large = size > LARGE
        with reported(f"{file.name}, {size / 1e6:.1f} MB") if large else nullcontext():
            self._compress(file, effort)

    def _compress(self, file: Path, effort: Effort) -> None:
        content = file.read_bytes()
        place = self._folder / effort
        # In a folder of its own: another file, or another program, may have the same content.
        with tempfile.TemporaryDirectory(prefix=".incoming-", dir=place) as staging:
            for coding in ("gzip", "br"):  # the last one is what is looked for
                fresh = Path(staging, f"{_name(content)}.{coding}")
                fresh.write_bytes(compress(content, coding, QUALITY[effort]))
                fresh.replace(place / fresh.name)


def _announced(files: Sequence[Path], effort: Effort) -> str:
    sizes = [file.stat().st_size for file in files]
    is_long = effort == "best" and max(sizes) > LARGE
    patience = " This takes a minute or two, and only once." if is_long else ""
    return f"Compressing {len(files)} files, {sum(sizes) / 1e6:.1f} MB …{patience}"


@lru_cache(maxsize=256)
def compress(content: bytes, coding: Coding, quality: int | None = None) -> bytes:
    """Return `content` compressed; without a `quality`, as well as is quickly possible."""
    if quality is None:
        quality = QUALITY["best" if len(content) <= SMALL else "fast"]
    if coding == "br":
        return bytes(brotli.compress(content, quality=quality))
    return gzip.compress(content, compresslevel=min(quality, 9), mtime=0)


def _name(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
