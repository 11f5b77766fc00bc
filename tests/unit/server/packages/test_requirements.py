"""Entries of `packages` are requirements or local wheels; everything else gets a sentence."""

from pathlib import Path

import pytest

from server.errors import CannotStart
from server.packages.requirements import parse_requirements
from tests.support.packages import TARGET, wheel
from tests.unit.server.packages.conftest import COMPILED


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with a wheel of one's own in another one."""
    name, content = wheel("my-lib", "1.0")
    (tmp_path / "dist").mkdir()
    (tmp_path / "dist" / name).write_bytes(content)
    return tmp_path


@pytest.mark.parametrize(
    "text",
    ["sympy", "pydantic>=2", "a[b,c]~=1.4", 'd; sys_platform == "emscripten"', "e == 1.*, != 1.2"],
)
def test_requirements_are_what_people_write(folder: Path, text: str) -> None:
    """PEP 508, with extras and markers."""
    [found] = parse_requirements([f"  {text} "], folder, TARGET)
    assert (found.text, found.path) == (text, "")


def test_a_wheel_may_be_beside_the_configuration(folder: Path) -> None:
    """Its exact version is the requirement; extras follow in brackets."""
    text = "./dist/my_lib-1.0-py3-none-any.whl[plots, more]"
    [found] = parse_requirements([text], folder, TARGET)
    assert found.path == "dist/my_lib-1.0-py3-none-any.whl"
    assert str(found.requirement) == "my-lib[more,plots]==1.0"


@pytest.mark.parametrize("tag", ["py3-none-any", "py2.py3-none-any", COMPILED, "cp39-abi3-any"])
def test_pyodides_tags_fit(tmp_path: Path, tag: str) -> None:
    """Pure wheels, and those for its Python and ABI."""
    tag = tag.replace("abi3-any", f"abi3-{TARGET.platform}")
    name, content = wheel("my_lib", "1.0", tag=tag)
    (tmp_path / name).write_bytes(content)
    assert parse_requirements([f"./{name}"], tmp_path, TARGET)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "expected a requirement such as"),
        ("sym py", 'got "sym py", expected a requirement such as'),
        ("sympy=1", "expected a requirement"),
        ("https://files.example/x-1.0-py3-none-any.whl", "got the address .*Write NAME==VERSION"),
        ("x @ https://files.example/x-1.0-py3-none-any.whl", "got the address"),
        ("x @ file:/srv/x", "got the address"),
        ("./gone-1.0-py3-none-any.whl", "does not exist in /"),
        ("./my_lib", "is not a wheel. Build one with"),
        ("my_lib-1.0.tar.gz", "is not a wheel. Build one with"),
        ("./my_lib.whl", "is not the name of a wheel"),
        ("/my_lib-1.0-py3-none-any.whl", "got the absolute path"),
        ("./dist/my_lib-1.0-py3-none-any.whl[not an extra]", "are not extras"),
    ],
)
def test_a_mistake_is_one_sentence(folder: Path, text: str, complaint: str) -> None:
    """It says what was written and what was expected."""
    with pytest.raises(CannotStart, match=f"^packages: .*{complaint}"):
        parse_requirements([text], folder, TARGET)


@pytest.mark.parametrize(
    "tag",
    [
        "cp314-cp314-manylinux_2_28_x86_64",
        "cp313-cp313-pyemscripten_2030_0_wasm32",
        "cp314-cp314-pyemscripten_2030_0_wasm32",
        "cp313-cp313-pyemscripten_2031_0_wasm32",
    ],
)
def test_a_wheel_for_another_abi_is_refused(tmp_path: Path, tag: str) -> None:
    """The sentence says what it is for, and what pages have."""
    name, content = wheel("my_lib", "1.0", tag=tag)
    (tmp_path / name).write_bytes(content)
    with pytest.raises(CannotStart, match=rf"is for {tag}, and pages have Pyodide with {COMPILED}"):
        parse_requirements([f"./{name}"], tmp_path, TARGET)
