"""Write the library as a zip for other PyScript pages: `uv run -m server.page_zip`.

PyScript unpacks it on both interpreters. `uv build` writes the wheel, for backends, tests and
micropip.
"""

import tomllib
from pathlib import Path

from server.building.sources import archive_of, browser_half, read
from server.library import NAME
from server.program import IS_INSTALLED, ROOT

IMPORT_NAME = "cognito_auth"
# The demonstration page's own programs.
_LEFT_OUT = (f"{NAME}/page/launcher.py", f"{NAME}/page/owner_launcher.py")


def page_zip(root: Path) -> bytes:
    """Return a zip of the browser half of `auth`, as the package `cognito_auth`."""
    files = read(browser_half(root)) | {f"{NAME}/LICENSE": (root / "LICENSE").read_bytes()}
    return archive_of(
        {
            f"{IMPORT_NAME}/{name.partition('/')[2]}": content
            for name, content in files.items()
            if name not in _LEFT_OUT
        }
    )


def file_name(root: Path) -> str:
    """Return the name of the zip, which contains the version, so that browsers may cache it."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return f"{IMPORT_NAME}-{project['version']}.zip"


def main() -> None:
    """Write the zip into `dist/`, or if installed into the current folder, and print its path."""
    place = (Path.cwd() if IS_INSTALLED else ROOT / "dist") / file_name(ROOT)
    place.parent.mkdir(exist_ok=True)
    place.write_bytes(page_zip(ROOT))
    print(place)


if __name__ == "__main__":
    main()
