"""An environment with only the stand-in: the wheel with its extra, from what is installed here."""

import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import Distribution, distribution
from pathlib import Path

from packaging.requirements import Requirement

EXTRA = "stand-in"
# Compiled by Python at the first start.
_NOT_INSTALLED = "__pycache__"


def install_alone(wheel: Path, folder: Path) -> Path:
    """Install a wheel with the extra `stand-in`, offline, and return the virtual environment.

    The packages that the extra requires, and only those, are copied from this environment.

    Args:
        wheel: The built wheel.
        folder: A folder for the environment.
    """
    venv = folder / "venv"
    uv = os.environ.get("UV") or shutil.which("uv") or "uv"
    _run(uv, "venv", "--quiet", "--python", sys.executable, str(venv))
    python = str(next(path for name in ("bin", "Scripts") for path in venv.glob(f"{name}/python*")))
    _run(uv, "pip", "install", "--quiet", "--python", python, str(wheel), "--no-deps", "--offline")
    packages = site_packages(venv)
    [own] = (Distribution.at(path) for path in packages.glob("cognito_sign_in-*.dist-info"))
    for required in _required_by(own, EXTRA, {}).values():
        _copy(required, packages)
    return venv


def site_packages(venv: Path) -> Path:
    """Return the folder of an environment's packages."""
    [packages] = [place for place in venv.glob("**/site-packages") if place.is_dir()]
    return packages


def size_of(folder: Path) -> int:
    """Return the bytes of all files in a folder, as an installer writes them."""
    files = (path for path in folder.rglob("*") if _NOT_INSTALLED not in path.parts)
    return sum(path.stat().st_size for path in files if path.is_file())


@contextmanager
def running_alone(venv: Path, *options: str) -> Iterator[str]:
    """Run `cognito-stand-in` during a `with` block, and return what it prints before it serves."""
    program = next(path for name in ("bin", "Scripts") for path in venv.glob(f"{name}/*stand-in*"))
    environment = {name: of for name, of in os.environ.items() if name != "PYTHONPATH"}
    process = subprocess.Popen(  # noqa: S603 - ours
        [str(program), *options],
        cwd=venv,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    with process:
        try:
            assert process.stdout is not None
            lines: list[str] = []
            while not lines or not lines[-1].startswith("Ctrl-C"):
                lines.append(process.stdout.readline())
                assert lines[-1], "".join(lines)
            yield "".join(lines)
        finally:
            process.kill()


def _required_by(
    one: Distribution, extra: str, found: dict[str, Distribution]
) -> dict[str, Distribution]:
    """Add the distributions that one requires, with the requirements of each, by name."""
    for line in one.requires or []:
        requirement = Requirement(line)
        if requirement.marker is None or requirement.marker.evaluate({"extra": extra}):
            required = distribution(requirement.name)
            if required.name not in found:
                found[required.name] = required
                _required_by(required, "", found)
    return found


def _copy(required: Distribution, packages: Path) -> None:
    here = Path(sysconfig.get_path("purelib"))
    for file in required.files or []:
        source = Path(str(file.locate())).resolve()
        # Programs are outside of this folder, and nobody runs them here.
        if source.is_relative_to(here) and _NOT_INSTALLED not in source.parts:
            target = packages / source.relative_to(here)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target)


def _run(*command: str) -> None:
    subprocess.run(command, check=True)  # noqa: S603 - ours
