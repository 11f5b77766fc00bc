"""Chooses the modules to change, and the tests that must notice a change."""

from pathlib import Path

VECTORS = "tests/vectors/test_vectors.py::test_a_vector_comes_out_as_written"
CLIENT = ("tests/unit/test_c*.py", "tests/unit/session", "tests/unit/flows", "tests/security/page")
EXTRA_TESTS: dict[str, tuple[str, ...]] = {
    "auth/*.py": CLIENT,
    "auth/session/*.py": CLIENT,
    "auth/flows/*.py": CLIENT,
    "auth/account/*.py": ("tests/unit/account",),
    "auth/calls/*.py": CLIENT,
    "auth/calls/aws/*.py": (VECTORS, "tests/unit/calls/aws"),
    "auth/calls/libraries/*.py": ("tests/unit/calls/libraries",),
    "auth/config/*.py": ("tests/unit/config", "tests/unit/test_c*.py"),
    "auth/encoding/*.py": (VECTORS, "tests/unit/protocol", "tests/security/page"),
    "auth/protocol/*.py": (VECTORS, "tests/unit/session", *CLIENT),
    "auth/backend/*.py": ("tests/unit/backend", "tests/security/api"),
    "inspector/recorder/*.py": ("tests/unit/inspector",),
    "server/headers.py": ("tests/unit/server/test_page_headers.py", "tests/unit/server/publishing"),
    "server/addresses.py": ("tests/unit/server/test_release.py",),
    "server/release.py": ("tests/unit/server/test_development.py",),
    "server/building/*.py": ("tests/unit/server/building", "tests/vectors/test_archives.py"),
    "server/doctor/*.py": ("tests/unit/server/doctor",),
    "server/on_aws/*.py": ("tests/unit/server/on_aws",),
    "server/publishing/*.py": ("tests/unit/server/publishing", "tests/unit/server/test_release.py"),
}
"""The modules, and the tests that run if those of the same name notice nothing."""


def modules(root: Path) -> list[str]:
    """Return the paths of all modules, relative to the root."""
    paths = {path for pattern in EXTRA_TESTS for path in root.glob(pattern)}
    return sorted(path.relative_to(root).as_posix() for path in paths)


def steps_for(module: str, root: Path) -> list[list[str]]:
    """Return what pytest runs for `auth/x/y.py`: first `tests/unit/x/test_y*.py`, then the rest."""
    path = Path(module)
    folders = path.parent.parts[path.parts[0] == "auth" :]
    mirror = "/".join(["tests", "unit", *folders, f"test_{path.stem}*.py"])
    extra = next(tests for pattern, tests in EXTRA_TESTS.items() if path.match(pattern))
    steps = [_matches(pattern, root) for pattern in (mirror, *extra)]
    return [step for step in steps if step]


def _matches(pattern: str, root: Path) -> list[str]:
    if "*" not in pattern:
        return [pattern]
    return sorted(path.relative_to(root).as_posix() for path in root.glob(pattern))
