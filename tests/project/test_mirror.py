"""tests/unit mirrors the modules of `auth`.

tests/contract tests the stand-in as a whole; its unit tests have the names of its modules.
"""

import re
from pathlib import Path

from tests.project.modules import AUTH, ROOT, STAND_IN, Module, belongs_to

TEST = re.compile(r"^(async )?def test_", re.MULTILINE)
NAMED_OTHERWISE = {
    "auth.backend.access_token_claims": ["test_access_token_claims.py"],
    "auth.backend.fetch": ["test_key_fetch.py"],
    "auth.backend.keys": ["test_key_cache.py"],
}
"""Where a file of the module's own name would be taken for another module's."""

ELSEWHERE = (
    "auth.browser",
    "auth.page",
    "auth.protocol.app_client",
    "auth.remote.connect",
    "auth.remote.port",
    "auth.session.context",
    "auth.testing",
    "auth.vault.client",
    "auth.vault.worker",
)
"""Tested in a real browser, or as a whole through their endpoints; or types alone."""

MIRRORED = [
    one
    for one in AUTH
    if one.path.name != "__init__.py"
    and (one.name == "auth.testing.doubles" or not belongs_to(one.name, *ELSEWHERE))
]


def files_of_tests(module: Module) -> list[Path]:
    """Return the files that test a module."""
    folder = ROOT.joinpath("tests", "unit", *module.name.split(".")[1:-1])
    names = NAMED_OTHERWISE.get(module.name, [f"test_{module.path.name}"])
    return [folder / name for name in names]


def test_a_module_has_its_test_file() -> None:
    """`auth/x/y.py` is tested by `tests/unit/x/test_y.py`."""
    missing = [
        path.relative_to(ROOT).as_posix()
        for module in MIRRORED
        for path in files_of_tests(module)
        if not path.is_file() or not TEST.search(path.read_text("utf-8"))
    ]
    assert missing == []


def test_every_unit_test_belongs_to_something() -> None:
    """A test file at the top of the mirror starts with the name of its module."""
    stems = [one.path.stem for one in AUTH]
    starts = tuple(f"test_{stem}_" for stem in stems)
    files = (ROOT / "tests" / "unit").glob("test_*.py")
    assert [path.name for path in files if not f"{path.stem}_".startswith(starts)] == []


def test_every_test_of_the_stand_in_belongs_to_a_module() -> None:
    """`tests/unit/stand_in/x/test_y.py` tests `cognito_stand_in/x/y.py`."""
    folder = ROOT / "tests" / "unit" / "stand_in"
    found = [path.relative_to(folder) for path in folder.rglob("test_*.py")]
    assert found
    modules = {tuple(part.strip("_") for part in one.name.split(".")[1:]) for one in STAND_IN}
    tested = {path: (*path.parts[:-1], path.stem.removeprefix("test_")) for path in found}
    assert [path for path, module in tested.items() if module not in modules] == []
