"""Dependencies are those for Pyodide, with those of the extras that somebody asks for."""

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from server.packages.dependencies import dependencies
from tests.support.packages import TARGET


def depends(root: str, **requires: list[str]) -> dict[str, list[str]]:
    """Return the dependencies of packages, given their requirements."""
    named = {canonicalize_name(name): texts for name, texts in requires.items()}
    found = dependencies([Requirement(root)], named, TARGET.environment())
    return {str(name): [str(one) for one in needed] for name, needed in found.items()}


def test_markers_are_evaluated_for_pyodide() -> None:
    """What Windows, an old Python or a threaded machine needs is no dependency of a page."""
    requires = [
        'one; sys_platform == "emscripten"',
        'two; sys_platform == "linux"',
        'three; python_version < "3.14"',
        'four; platform_machine == "wasm32" and python_version >= "3.14"',
    ]
    assert depends("a", a=requires, one=[], two=[], three=[], four=[])["a"] == ["four", "one"]


def test_extras_count_where_they_are_asked_for() -> None:
    """An extra may ask for an extra of another package, or for another one of the same."""
    found = depends(
        "a[all]",
        a=['a[some]; extra == "all"', 'b[fast]; extra == "some"', 'd; extra == "never"'],
        b=['c; extra == "fast"'],
        c=[],
        d=[],
    )
    assert found == {"a": ["b"], "b": ["c"], "c": [], "d": []}


def test_cycles_and_old_metadata_do_no_harm() -> None:
    """Two packages may need each other; what is no requirement is passed over."""
    assert depends("a", a=["B"], b=["A", "not one!"]) == {"a": ["b"], "b": ["a"]}
