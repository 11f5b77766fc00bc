"""Finds what is public: the modules with `__all__`, and the names in it."""

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("auth", "cognito_stand_in")


@cache
def public_names() -> dict[str, list[str]]:
    """Return the names in `__all__` of each module that has one, without importing any."""
    files = [file for package in PACKAGES for file in sorted((ROOT / package).rglob("*.py"))]
    return {module_name(file): names for file in files if (names := exported(file))}


def exported(file: Path) -> list[str]:
    """Return the names in a file's `__all__`; an empty list if there is none."""
    return [
        str(name)
        for node in ast.parse(file.read_text("utf-8")).body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__"
        for name in ast.literal_eval(node.value)
    ]


def module_name(file: Path) -> str:
    """Return the dotted name of a module's file."""
    parts = file.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
