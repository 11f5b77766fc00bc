"""`auth` for other projects: a wheel for backends, and a zip for PyScript pages.

`uv run -m server.packaging` writes both into `dist/`: the same bytes each time, on any machine, for
nothing in them is compressed or dated. The version stands in `pyproject.toml` alone.
"""

import argparse
import base64
import hashlib
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from server.building.sources import archive_of, browser_half, read
from server.runtimes import ROOT

IMPORT_NAME = "auth"
_GATE = "auth/gate.py"
_STAND_IN = "cognito_stand_in"
_IMPORT = re.compile(rb"^([ \t]*(?:from|import) )auth(?=[.\s])", re.MULTILINE)
_LEFT_OUT = {".pyc"}

WHEEL = """\
Wheel-Version: 1.0
Generator: server.packaging
Root-Is-Purelib: true
Tag: py3-none-any
"""


def main() -> None:
    """Write both packages."""
    parser = argparse.ArgumentParser(prog="python -m server.packaging", description=main.__doc__)
    parser.add_argument("--to", type=Path, default=ROOT / "dist", help="the folder (default: dist)")
    parser.add_argument(
        "--import-name",
        default=IMPORT_NAME,
        help="what to import it by, where `auth` is something else already (default: auth)",
    )
    options = parser.parse_args()
    if not options.import_name.isidentifier():
        parser.error("--import-name takes a Python name")
    for file in write_packages(options.to, import_name=options.import_name):
        print(file)


def write_packages(folder: Path, *, import_name: str = IMPORT_NAME) -> list[Path]:
    """Write the wheel and the zip into `folder`, and give their paths."""
    project = read_project()
    wheel_name = f"{_file_name(project)}-{project['version']}"
    wheel = folder / f"{wheel_name}-py3-none-any.whl"
    page_zip = folder / f"{import_name}-{project['version']}.zip"
    folder.mkdir(parents=True, exist_ok=True)
    wheel.write_bytes(archive_of(_wheel(project, import_name, f"{wheel_name}.dist-info")))
    page_zip.write_bytes(archive_of(_page_zip(import_name)))
    return [wheel, page_zip]


def read_project() -> dict[str, Any]:
    """Give the `[project]` table, which knows name, version and extras."""
    project: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return project


def _page_zip(import_name: str) -> dict[str, bytes]:
    """Give what a page imports, on either interpreter."""
    files = _renamed(read(browser_half(ROOT)), import_name)
    return files | {f"{import_name}/LICENSE": (ROOT / "LICENSE").read_bytes()}


def _wheel(project: Mapping[str, Any], import_name: str, info: str) -> dict[str, bytes]:
    """Return all of `auth` but the gate, which is the program of one page, and the stand-in."""
    files = _renamed(_contents(IMPORT_NAME), import_name) | _contents(_STAND_IN)
    files |= {
        f"{info}/METADATA": metadata(project).encode(),
        f"{info}/WHEEL": WHEEL.encode(),
        f"{info}/licenses/LICENSE": (ROOT / "LICENSE").read_bytes(),
    }
    rows = [f"{name},sha256={_digest(files[name])},{len(files[name])}" for name in sorted(files)]
    files[f"{info}/RECORD"] = "\n".join([*rows, f"{info}/RECORD,,", ""]).encode()
    return files


def _contents(package: str) -> dict[str, bytes]:
    """Read a package of this project, without what Python compiled from it."""
    found = {
        file.relative_to(ROOT).as_posix(): file
        for file in (ROOT / package).rglob("*")
        if file.is_file() and file.suffix not in _LEFT_OUT
    }
    return read(found)


def metadata(project: Mapping[str, Any]) -> str:
    """Write the core metadata. The page's server is this project's own: its needs are not told."""
    lines = [
        "Metadata-Version: 2.4",
        f"Name: {project['name']}",
        f"Version: {project['version']}",
        f"Summary: {project['description']}",
        f"License-Expression: {project['license']}",
        "License-File: LICENSE",
        f"Requires-Python: {project['requires-python']}",
    ]
    for extra, needs in project["optional-dependencies"].items():
        lines.append(f"Provides-Extra: {extra}")
        lines += [f'Requires-Dist: {need}; extra == "{extra}"' for need in needs]
    return "\n".join([*lines, ""])


def _renamed(files: Mapping[str, bytes], import_name: str) -> dict[str, bytes]:
    """Give the files of the package under another name, their imports of each other included.

    But not the gate, which is the program of one page.
    """
    new = rf"\g<1>{import_name}".encode()
    return {
        import_name + name.removeprefix(IMPORT_NAME): (
            _IMPORT.sub(new, content) if name.endswith(".py") else content
        )
        for name, content in files.items()
        if name != _GATE
    }


def _file_name(project: Mapping[str, Any]) -> str:
    return str(project["name"]).replace("-", "_")


def _digest(content: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()


if __name__ == "__main__":
    main()
