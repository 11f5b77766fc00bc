"""Parses `packages`: dependency specifiers (PyPA), and wheels beside `pyscript.toml`.

`packaging` parses names, versions, extras and markers.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from packaging.requirements import InvalidRequirement, Requirement
from packaging.tags import Tag
from packaging.utils import InvalidWheelFilename, parse_wheel_filename

from server.errors import CannotStart
from server.packages.target import Target

# A path to a wheel, and the extras after it: `./lib/my_lib-1.0-py3-none-any.whl[plots]`.
_WHEEL = re.compile(r"(?P<path>[^\[\]]+\.whl)\s*(?:\[(?P<extras>[^\]]*)\])?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """One entry of `packages`.

    Attributes:
        text: The entry as it was written.
        requirement: The same, parsed; for a wheel, its exact version.
        path: The path of the wheel, relative to `pyscript.toml`; empty for other entries.
    """

    text: str
    requirement: Requirement
    path: str = ""


def parse_requirements(texts: Iterable[str], folder: Path, target: Target) -> list[Wanted]:
    """Parse the entries of `packages`.

    Args:
        texts: The entries.
        folder: The folder of `pyscript.toml`.
        target: The Pyodide that wheels must fit.

    Raises:
        CannotStart: One of them is invalid.
    """
    return [_parse(text.strip(), folder, target) for text in texts]


def _parse(text: str, folder: Path, target: Target) -> Wanted:
    if "://" in text:
        raise _is_address(text)
    if match := _WHEEL.fullmatch(text):
        return _local(text, match["path"], match["extras"] or "", folder, target)
    if text.startswith((".", "/", "~")) or text.endswith((".tar.gz", ".zip")):
        raise CannotStart(
            f'packages: "{text}" is not a wheel. Build one with `uv build --wheel`, put it beside '
            "pyscript.toml, and write its path."
        )
    try:
        requirement = Requirement(text)
    except InvalidRequirement as mistake:
        reason = str(mistake).splitlines()[0]
        raise CannotStart(
            f'packages: got "{text}", expected a requirement such as "pydantic>=2" ({reason}).'
        ) from None
    if requirement.url:  # without "://", as in `x @ file:/folder`
        raise _is_address(text)
    return Wanted(text=text, requirement=requirement)


def _is_address(text: str) -> CannotStart:
    return CannotStart(
        f'packages: got the address "{text}", expected a name or a file. Write NAME==VERSION, '
        "or put the wheel beside pyscript.toml and write ./ and its name."
    )


def _local(text: str, path: str, extras: str, folder: Path, target: Target) -> Wanted:
    file = folder / path
    try:
        name, version, _, tags = parse_wheel_filename(file.name)
    except InvalidWheelFilename as mistake:
        raise CannotStart(f'packages: "{path}" is not the name of a wheel ({mistake}).') from None
    if Path(path).is_absolute():
        raise CannotStart(
            f'packages: got the absolute path "{path}", expected one relative to pyscript.toml.'
        )
    if not file.is_file():
        raise CannotStart(f'packages: "{path}" does not exist in {folder.resolve()}.')
    _require_tags(path, tags, target)
    try:
        requirement = Requirement(f"{name}[{extras}]=={version}")
    except InvalidRequirement:
        raise CannotStart(f'packages: "{text}": [{extras}] are not extras.') from None
    return Wanted(text=text, requirement=requirement, path=Path(path).as_posix())


def _require_tags(file: str, tags: Iterable[Tag], target: Target) -> None:
    """Check that Pyodide can load a wheel with these tags in its name."""
    if not set(tags).isdisjoint(target.tags()):
        return
    found = ", ".join(sorted(map(str, tags)))
    raise CannotStart(
        f'packages: "{file}" is for {found}, and pages have Pyodide with '
        f"{target.python_tag}-{target.python_tag}-{target.platform}. Use a wheel for that, or one "
        "without compiled code (py3-none-any)."
    )
