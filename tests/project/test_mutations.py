"""The table of mutations fits the code: a row that takes nothing out proves nothing."""

import ast

import pytest

from server.runtimes import ROOT
from tests.mutations.mutation import Mutation
from tests.mutations.table import MUTATIONS


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda one: one.without)
def test_a_mutation_finds_its_text_once(mutation: Mutation) -> None:
    """What is left without it is still a program, and the tests that should notice are there."""
    whole = (ROOT / mutation.file).read_text("utf-8")
    assert whole.count(mutation.text) == 1
    if mutation.file.endswith(".py"):
        ast.parse(whole.replace(mutation.text, mutation.instead))
    assert [path for path in mutation.tests if not (ROOT / path).exists()] == []
