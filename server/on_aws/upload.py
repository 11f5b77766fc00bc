"""Upload a built page to its bucket: `python -m server.on_aws.upload FOLDER BUCKET`.

S3 sends what an object was uploaded with: its type, how long it may be kept, its coding. So files
go up in groups with the same headers, and documents last: they name all the others.
"""

import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from server.headers import ASKED_FOR_EACH_TIME, KEPT_FOR_EVER, NEVER_STORED
from server.public_files import TYPES

_ORDER = (KEPT_FOR_EVER, ASKED_FOR_EACH_TIME, NEVER_STORED)
_HASHED = re.compile(r"(?:.*/)?(?:app|runtime)-[0-9a-f]{16}/.*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """Objects with the same headers; `files` are what to send, by the objects' keys."""

    cache_control: str
    content_type: str
    content_encoding: str
    files: Mapping[str, Path]

    def command(self, folder: str, bucket: str) -> list[str]:
        """Give the command that sends what lies in `folder` with these headers."""
        # An address that never changes its meaning has nothing new to send.
        lasts = self.cache_control == KEPT_FOR_EVER
        how = ["sync", "--size-only"] if lasts else ["cp", "--recursive"]
        headers = ["--cache-control", self.cache_control, "--content-type", self.content_type]
        if self.content_encoding:
            headers += ["--content-encoding", self.content_encoding]
        target = f"s3://{bucket}/"
        return ["aws", "s3", *how, "--only-show-errors", *headers, folder, target]


def uploads(site: Path) -> list[Upload]:
    """Sort the files of a built page into groups, in the order in which to send them.

    Where a file was compressed with brotli, that is what is sent in its place: every browser that
    can run the page takes it over https, and CloudFront compresses neither archives nor Python.
    """
    groups: dict[tuple[str, str, str], dict[str, Path]] = {}
    for file in sorted(path for path in site.rglob("*") if path.suffix in TYPES and path.is_file()):
        key = file.relative_to(site).as_posix()
        compressed = file.with_name(f"{file.name}.br")
        sent, coding = (compressed, "br") if compressed.is_file() else (file, "")
        group = (_cache_control(key), TYPES[file.suffix], coding)
        groups.setdefault(group, {})[key] = sent
    found = [
        Upload(cache_control=kept, content_type=kind, content_encoding=coding, files=files)
        for (kept, kind, coding), files in groups.items()
    ]
    return sorted(found, key=lambda upload: _ORDER.index(upload.cache_control))


def main(site: Path, bucket: str) -> None:
    """Send every group from a folder of its own, under the names that the objects are to have."""
    for upload in uploads(site):
        with tempfile.TemporaryDirectory() as folder:
            for key, file in upload.files.items():
                place = Path(folder, key)
                place.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(file, place)
            subprocess.run(upload.command(folder, bucket), check=True)  # noqa: S603 - our own


def _cache_control(key: str) -> str:
    if _HASHED.fullmatch(key):
        return KEPT_FOR_EVER
    return NEVER_STORED if key.endswith(".html") else ASKED_FOR_EACH_TIME


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
