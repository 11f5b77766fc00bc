"""What packages must fit: the Python, the platform and the ABI of the Pyodide that pages get."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from packaging.tags import Tag, compatible_tags, cpython_tags


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A Pyodide.

    Attributes:
        python: The version of its Python, such as `3.14.2`.
        abi: The version of its ABI (PEP 783), such as `2025_0`.
    """

    python: str
    abi: str

    @property
    def platform(self) -> str:
        """The platform's tag in the names of wheels."""
        return f"pyemscripten_{self.abi}_wasm32"

    @property
    def python_tag(self) -> str:
        """The tag of its Python, such as `cp314`."""
        return "cp{}{}".format(*self.python.split("."))

    def environment(self) -> dict[str, str]:
        """Return the values of environment markers (dependency specifiers, PyPA)."""
        return {
            "implementation_name": "cpython",
            "implementation_version": self.python,
            "os_name": "posix",
            "platform_machine": "wasm32",
            "platform_python_implementation": "CPython",
            "platform_release": "",
            "platform_system": "Emscripten",
            "platform_version": "",
            "python_full_version": self.python,
            "python_version": self.python.rpartition(".")[0],
            "sys_platform": "emscripten",
        }

    def tags(self) -> Iterator[Tag]:
        """Return the tags of the wheels that it can load, the best first."""
        major, minor, *_ = (int(part) for part in self.python.split("."))
        yield from cpython_tags((major, minor), [self.python_tag], [self.platform])
        yield from compatible_tags((major, minor), self.python_tag, [self.platform])


def target_of(pyodide_lock: Path) -> Target:
    """Return what a Pyodide says about itself in its `pyodide-lock.json`.

    Raises:
        OSError, ValueError, KeyError: The file is missing or malformed.
    """
    info = json.loads(pyodide_lock.read_bytes())["info"]
    return Target(python=str(info["python"]), abi=str(info["abi_version"]))
