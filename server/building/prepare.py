"""Prepares everything that a page loads: downloads, builds and compresses it."""

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from server import program
from server.building.artifacts import AUTH_ARCHIVES, ensure_built, is_compiled
from server.building.compression import Compressed, Effort, can_compress
from server.building.tools import require_tools
from server.building.versions import NAME, versions_js
from server.configuration import Configuration
from server.errors import CannotStart, cannot_write_runtimes
from server.packages.page_index import page_packages
from server.packages.preparing import prepare_locked_packages, prepare_packages
from server.public_files import TYPES
from server.runtimes import ensure_runtimes
from server.store import locked, runtime_folder

FOLDERS = ("pyscript", "pyodide", "micropython", "built")
"""The folders of `static/runtime/` with files that pages load."""

# Pages load what is built in their place, or what is served at an address of its own.
NOT_FOR_PAGES = frozenset(
    {"built.json", "python_stdlib.zip", "pyodide-lock.json"}
    | {path.removeprefix("/") for path in AUTH_ARCHIVES}
)

PATCHED = (
    "import pyscript as _pyscript",
    "new MutationObserver",
    "new XPathEvaluator",
    '`script[type="$',
    "onBeforeRunAsync",
)
"""What `static/interpreters.js` and `static/pyscript.js` edit, replace or clear in PyScript."""


def prepare(root: Path, configuration: Configuration | None = None) -> None:
    """Prepare what a page on this machine needs.

    If something is missing that only makes it faster, or that only some pages import, a warning is
    printed.

    Args:
        root: The folder of the project.
        configuration: The configuration of a page with packages.

    Raises:
        CannotStart: The page cannot work.
    """
    with _alone(root):
        ensure_runtimes(root)
        _check_pyscript(root)
        _build(root)
        if configuration:
            prepare_packages(root, configuration)
        if not is_compiled(root):
            print(
                f"Pages start faster with the build tools: `{program.with_tools('')}`.",
                file=sys.stderr,
            )
        if can_compress():
            _compress(root, configuration, "fast")


def prepare_to_publish(root: Path, configuration: Configuration | None = None) -> None:
    """Prepare what a published page needs: everything, compiled and compressed.

    Args:
        root: The folder of the project.
        configuration: The configuration of a page with packages.

    Raises:
        CannotStart: Something is missing or cannot be built.
    """
    require_tools()
    with _alone(root):
        ensure_runtimes(root)
        _check_pyscript(root)
        if configuration:  # before what takes most of a minute, because the lock may not fit
            prepare_locked_packages(root, configuration)
        _build(root)
        _compress(root, configuration, "best")


def runtime_files(root: Path) -> list[Path]:
    """Return the files of `static/runtime/` that pages load by their own paths."""
    folders = [runtime_folder(root) / name for name in FOLDERS]
    files = [file for folder in folders for file in sorted(folder.glob("[!.]*"))]
    return [file for file in files if file.suffix in TYPES and file.name not in NOT_FOR_PAGES]


@contextmanager
def _alone(root: Path) -> Iterator[None]:
    """Prepare while no other process does so in the same folder."""
    with ExitStack() as stack:
        # Where no lock can be written, everything may be there already, and nobody changes it.
        with suppress(OSError):
            stack.enter_context(locked(root))
        yield


def _check_pyscript(root: Path) -> None:
    """Make sure that PyScript still contains what `static/*.js` edits or replaces in it.

    Raises:
        CannotStart: It does not, so that a page would start unprotected or not at all.
    """
    folder = runtime_folder(root) / "pyscript"
    text = "".join(file.read_text("utf-8") for file in sorted(folder.glob("core*.js")))
    if missing := [one for one in PATCHED if one not in text]:
        raise CannotStart(
            f"PyScript does not contain {missing[0]!r}, which static/interpreters.js or "
            "static/pyscript.js replaces. Adapt them to this version of PyScript."
        )


def _build(root: Path) -> None:
    try:
        ensure_built(root)
        versions = runtime_folder(root) / "built" / NAME
        text = versions_js(root)
        if not versions.exists() or versions.read_text(encoding="utf-8") != text:
            versions.write_text(text, encoding="utf-8")
    except OSError as failure:
        raise cannot_write_runtimes(failure) from failure


def _compress(root: Path, configuration: Configuration | None, effort: Effort) -> None:
    own = [runtime_folder(root) / "built" / path[1:] for path in AUTH_ARCHIVES]
    if configuration:
        own += page_packages(root, configuration.packages, configuration.lock_file).values()
    try:
        Compressed.below(root).ensure([*runtime_files(root), *own], effort)
    except OSError as failure:
        raise cannot_write_runtimes(failure) from failure
