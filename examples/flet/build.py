"""Builds the Flet app into `site/`, with the interpreter and the packages that it loads.

`uv run --group dev -m examples.flet.build`
"""

import io
import shutil
import tarfile
import tempfile
import zipfile
from pathlib import Path

from examples.browser_hosts import (
    environment,
    library_files,
    own_wheel,
    put_owner,
    put_wheels,
    rebuilt,
    run,
    wheels,
)
from server.building.prepare import prepare
from server.errors import CannotStart
from server.runtimes import ROOT

HERE = Path(__file__).parent
OUT = HERE / "site"
APP = HERE / "main.py"
TOOLS = HERE / "tools.txt"
PACKAGES = HERE / "app.txt"
ARCHIVE = "app.tar.gz"

# What `flet publish` does itself, which fetches the interpreter from elsewhere.
_PATCH = f"""
from flet_web.patch_index import patch_font_manifest_json, patch_index_html

patch_index_html(
    "index.html",
    "/site/",
    pyodide=True,
    pyodide_script_path="main.py",
    pyodide_version="local",
    app_package_url="{ARCHIVE}",
    no_cdn=True,
)
patch_font_manifest_json("assets/FontManifest.json")
"""
_ADDRESS = '"pyodide/pyodide.mjs"'
"""What `patch_index_html` writes, which a worker cannot import."""


def build() -> Path:
    """Build what is not there yet, and return the folder.

    Raises:
        CannotStart: Something cannot be fetched or built.
    """
    inputs = (Path(__file__), APP, TOOLS, PACKAGES, *library_files())
    with rebuilt(OUT, *inputs) as fresh:
        if fresh is not None:
            _build(fresh)
    return OUT


def archive_of(program: str, packages: Path) -> bytes:
    """Return the archive of an app.

    Args:
        program: The text of its `main.py`.
        packages: An archive whose packages it gets.
    """
    content = io.BytesIO()
    with tarfile.open(packages) as source, tarfile.open(fileobj=content, mode="w:gz") as archive:
        for member in source:
            if member.name != "main.py":
                archive.addfile(member, source.extractfile(member))
        _add(archive, "main.py", program.encode())
    return content.getvalue()


def _build(fresh: Path) -> None:
    python = environment(TOOLS, has_dependencies=False)
    [web] = python.parent.rglob("site-packages/flet_web/web")
    shutil.copytree(web, fresh, dirs_exist_ok=True)
    run(python / "python", "-c", _PATCH, folder=fresh)
    page = fresh / "index.html"
    html = page.read_text("utf-8")
    if html.count(_ADDRESS) != 1:
        raise CannotStart(f"index.html contains {_ADDRESS} {html.count(_ADDRESS)} times.")
    page.write_text(html.replace(_ADDRESS, '"/site/pyodide/pyodide.mjs"'), encoding="utf-8")
    put_owner(fresh, "index.html")
    put_wheels(fresh / "pyodide", [one for one in wheels(PACKAGES) if "wasm32" in one.name])
    _put_app(fresh / ARCHIVE)


def _put_app(file: Path) -> None:
    with tempfile.TemporaryDirectory() as workplace, tarfile.open(file, "w:gz") as archive:
        pure = [one for one in wheels(PACKAGES) if "wasm32" not in one.name]
        for wheel in (*pure, own_wheel(Path(workplace))):
            with zipfile.ZipFile(wheel) as files:
                for name in files.namelist():
                    if not name.startswith("cognito_sign_in/"):  # the command
                        _add(archive, f"__pypackages__/{name}", files.read(name))
        _add(archive, "main.py", APP.read_bytes())


def _add(archive: tarfile.TarFile, name: str, content: bytes) -> None:
    member = tarfile.TarInfo(name)
    member.size = len(content)
    archive.addfile(member, io.BytesIO(content))


if __name__ == "__main__":
    prepare(ROOT)
    build()
