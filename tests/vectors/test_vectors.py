"""What `auth` decides is the same on CPython, Pyodide and MicroPython."""

import asyncio
import json
from functools import cache
from typing import Any

import pytest

from tests.vectors import journey, runner
from tests.vectors.interpreters import IN_NODE, ROOT, portable_modules, run

FOLDER = ROOT / "tests" / "vectors"
FILES = sorted(file.name for file in FOLDER.glob("*.json"))
CASES = [
    (document["call"], case)
    for document in (json.loads((FOLDER / name).read_text("utf-8")) for name in FILES)
    for case in document["cases"]
]
JOURNEY = [
    "signed_out",
    "signing_in",
    "signed_out",
    ["http://localhost:8000/", "StateMismatch", None],
    "signing_in",
    "signed_in",
    ["http://localhost:8000/?q=1#/inbox", None, journey.APP_STATE],
    "renewing",
    "signed_in",
    "Bearer access-6",
    "renewing",
    "offline",
    "offline",
    "renewing",
    "signed_in",
    "access-7",
    "renewing",
    "signed_in",
    "signed_in",
    ["signed_in", "ada", journey.APP_STATE],
    "ada",
    ["ended", "signed_out_elsewhere"],
    "<SignOutResult local=True revoked=None hosted=True>",
    [
        "http://localhost:8001/logout?client_id=c&logout_uri=http%3A%2F%2Flocalhost%3A8000%2F",
        {},
        ["session_wanted"]
        + ["session"] * 4  # a sign-in and three renewals
        + ["session_wanted"] * 2  # after the reload: of this session, and of any
        + ["session"]  # for tabs that were opened meanwhile
        + ["signed_out"],  # passed on
    ],
]
PROGRAM = """
from tests.vectors import journey, runner
print('[' + runner.report('/app/tests/vectors') + ',' + await journey.report() + ']')
"""


@cache
def reported(interpreter: str) -> Any:
    """Return the reports of the runner and of the journey; each interpreter is started once."""
    if interpreter in IN_NODE:
        return json.loads(run(interpreter, PROGRAM))
    return json.loads(runner.report(str(FOLDER))), json.loads(asyncio.run(journey.report()))


@pytest.mark.parametrize(("call", "case"), CASES)
def test_a_vector_comes_out_as_written(call: str, case: dict[str, Any]) -> None:
    """On CPython each case is a test of its own."""
    expected = {name: case[name] for name in case if name in {"gives", "raises"}}
    assert runner.outcome(call, case) == expected


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("interpreter", IN_NODE)
def test_a_vector_file_comes_out_as_written_in_the_browser(interpreter: str, name: str) -> None:
    """Both interpreters of the browser run every case of every file with the same outcome."""
    result, _ = reported(interpreter)
    assert result["failures"][name] == []
    assert result["cases"] == reported("cpython")[0]["cases"]


def test_every_call_has_vectors() -> None:
    """No entry of the runner's table goes untried."""
    assert {call for call, _ in CASES} == set(runner.CALLS)


@pytest.mark.parametrize("interpreter", ["cpython", *IN_NODE])
def test_a_sessions_life_is_the_same_everywhere(interpreter: str) -> None:
    """Sign-in, call, renewal, trouble, reload and sign-out run alike on all three."""
    _, seen = reported(interpreter)
    assert seen == JOURNEY


@pytest.mark.parametrize("interpreter", IN_NODE)
def test_every_portable_module_can_be_imported(interpreter: str) -> None:
    """The browser half starts on both interpreters, without anything that they lack."""
    modules = portable_modules()
    assert len(modules) > 20
    program = f"for name in {modules!r}: __import__(name)\nprint('imported')"
    assert run(interpreter, program).strip() == "imported"


def test_a_program_that_raises_fails_its_test() -> None:
    """`run` fails for a program with an uncaught exception."""
    with pytest.raises(AssertionError, match="ValueError"):
        run("micropython", "raise ValueError('x')")
