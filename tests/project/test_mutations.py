"""The mutator finds conditions, and the list of survivors matches the code."""

import ast

import pytest

from server.runtimes import ROOT
from tests.mutations.__main__ import parts, reasons
from tests.mutations.guards import mutants
from tests.mutations.subjects import EXTRA_TESTS, modules, steps_for

GUARD = "def f(a, b):\n    if {}:\n        raise ValueError\n    return a\n"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (GUARD.format("a"), ["never a"]),
        (GUARD.format("a or b"), ["without a", "without b"]),
        (GUARD.format("a and b"), ["never a and b", "without a", "without b"]),
        (
            GUARD.format("not 0 < a <= b"),
            [
                "never not 0 < a <= b",
                "only 0 < a of 0 < a <= b",
                "only a <= b of 0 < a <= b",
            ],
        ),
        (GUARD.format("(a or '') == b"), ["never (a or '') == b"]),
        ("def f(a):\n    if a:\n        raise a\n    else:\n        return 1\n", []),
        ("def f(a):\n    if a:\n        a.clear()\n", []),
        ("def f(a) -> bool:\n    return a > 1\n", ["always a > 1", "never a > 1"]),
        ("def f(a, b) -> bool:\n    return a and b\n", ["without a", "without b"]),
        ("def f(a, b):\n    return a if b else None\n", ["always b"]),
        ("def f(a, b):\n    return '' if b else a\n", ["never b"]),
        ("def f(a):\n    return [b for b in a if b]\n", ["always b"]),
    ],
)
def test_a_condition_is_found(source: str, expected: list[str]) -> None:
    """Guards, operands of `and` and `or`, halves of a comparison, filters, and returned bools."""
    assert [one.name for one in mutants(source)] == [f"f: {name}" for name in expected]


def test_a_mutant_replaces_the_condition_alone() -> None:
    """The condition is still evaluated, because `:=` in it may assign a name."""
    source = 'class C:\n    def f(self):\n        if "ä" in (a := self.g()):\n            return\n'
    [mutant] = mutants(source)
    assert mutant.name == "C.f: never 'ä' in (a := self.g())"
    changed = mutant.apply(source.encode()).decode()
    assert changed == source.replace(
        'if "ä" in (a := self.g()):', 'if (("ä" in (a := self.g())) and False):'
    )


def test_equal_conditions_of_a_function_have_different_names() -> None:
    """A row of the list matches exactly one mutant."""
    source = "def f(a):\n" + "    if a:\n        return\n" * 2
    assert [one.name for one in mutants(source)] == ["f: never a", "f: never a (2)"]


def test_every_mutant_is_a_program() -> None:
    """Any test would notice a mutant with a syntax error."""
    for module in modules(ROOT):
        for mutant in mutants((ROOT / module).read_text("utf-8")):
            ast.parse(mutant.new, mode="eval")


def test_every_module_has_tests_to_notice() -> None:
    """Every pattern of `EXTRA_TESTS` matches a module, and every test exists."""
    assert [pattern for pattern in EXTRA_TESTS if not any(ROOT.glob(pattern))] == []
    tests = {module: steps_for(module, ROOT) for module in modules(ROOT)}
    assert [module for module, steps in tests.items() if not steps] == []
    paths = {path.partition("::")[0] for steps in tests.values() for step in steps for path in step}
    assert [path for path in paths if not (ROOT / path).exists()] == []


def test_the_slices_are_equal_and_whole() -> None:
    """Every mutant is in exactly one slice; sizes of slices differ by one at most."""
    wanted = modules(ROOT)
    slices = [parts(wanted, f"{number}/7") for number in range(1, 8)]
    sizes = [sum(last - first for _, first, last in chosen) for chosen in slices]
    assert max(sizes) - min(sizes) <= 1
    numbers = [(one, n) for chosen in slices for one, *part in chosen for n in range(*part)]
    assert len(numbers) == len(set(numbers)) == sum(sizes)
    assert sum(sizes) == sum(last for _, _, last in parts(wanted, "1/1"))


def test_every_survivor_exists_and_has_a_reason() -> None:
    """Every row of the list matches a mutant."""
    names = {
        f"{module} {one.name}"
        for module in modules(ROOT)
        for one in mutants((ROOT / module).read_text("utf-8"))
    }
    listed = reasons()
    assert [name for name in listed if name not in names] == []
    assert [name for name, reason in listed.items() if not reason] == []
