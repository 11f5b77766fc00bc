"""Libraries for the page's Pyodide: `requests`, what it needs, and `pyodide_http`.

They are dependencies of this project like any other, so whatever installed it has fetched them.
What pages get is their Python files as they were installed, each package held to a recorded hash.
"""

import json
import sys
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from server.building.sources import digest_of
from server.errors import CannotStart

RECORD = Path(__file__).with_name("libraries.json")
NAMES = ("certifi", "charset-normalizer", "idna", "pyodide-http", "requests", "urllib3")

# Certificates are the browser's business; the file has to be there, and nobody reads it.
_LEFT_EMPTY = "certifi/cacert.pem"
_WANTED = (".py", ".js")


def read_libraries() -> dict[str, bytes]:
    """Give the libraries' files by their paths.

    Raises:
        CannotStart: one of them is not installed, or not what was recorded.
    """
    recorded = json.loads(RECORD.read_text(encoding="utf-8"))
    files: dict[str, bytes] = {_LEFT_EMPTY: b""}
    for name in NAMES:
        found = _files_of(name)
        if digest_of(found) != recorded[name]:
            raise CannotStart(
                f"The installed {name} is not the one that pages get: install what pyproject.toml "
                "pins, or record it with `python -m server.building.libraries`."
            )
        files |= found
    return files


def _files_of(name: str) -> dict[str, bytes]:
    try:
        listed = distribution(name).files or []
    except PackageNotFoundError:
        raise CannotStart(f"{name} is not installed: run `uv sync`.") from None
    return {
        str(file): Path(str(file.locate())).read_bytes()
        for file in listed
        if file.suffix in _WANTED and ".." not in file.parts
    }


def record() -> None:
    """Write down the hash of each library as it is installed."""
    digests = {name: digest_of(_files_of(name)) for name in NAMES}
    RECORD.write_text(json.dumps(digests, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    try:
        record()
    except CannotStart as reason:
        sys.exit(str(reason))
