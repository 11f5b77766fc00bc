"""Checks of `packages` and of their lock, without a request."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from server.doctor.diagnoses import found
from server.doctor.finding import Finding
from server.errors import CannotStart
from server.packages.preparing import read_complete_lock
from server.packages.requirements import parse_requirements
from server.packages.target import target_of
from server.page_settings import LOCK, packages_of, without_packages
from server.store import runtime_folder


def check_packages(document: Mapping[str, Any], file: Path, root: Path) -> list[Finding]:
    """Check that the packages of a page can be installed, and are locked.

    Args:
        document: The whole configuration, parsed.
        file: The configuration.
        root: The folder of the project. Without Pyodide in it, only the type is checked.
    """
    try:
        packages = packages_of(document, str(file))
        without_packages(file.read_text(encoding="utf-8"), str(file))
        target = target_of(runtime_folder(root) / "pyodide" / "pyodide-lock.json")
        parse_requirements(packages, file.parent, target)
    except CannotStart as reason:
        return [found("packages-are-invalid", str(reason))]
    except (OSError, ValueError, KeyError):
        return []
    try:
        if packages:
            read_complete_lock(root, packages, file.with_name(LOCK))
    except CannotStart as reason:
        return [found("packages-are-not-locked", str(reason))]
    return []
