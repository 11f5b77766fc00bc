"""Which programs would run on MicroPython."""

import pytest

from server.building.micropython_fit import MODULES, runs_on_micropython
from server.runtimes import ROOT
from tests.vectors.interpreters import run

LIST_MODULES = 'help("modules")'


def test_the_app_of_this_project_would() -> None:
    """It imports `auth`, and awaits outside of functions."""
    assert runs_on_micropython((ROOT / "main.py").read_text("utf-8"))


@pytest.mark.parametrize(
    "source",
    [
        "",
        "import asyncio, json\nawait asyncio.sleep(1)\n",
        "import js\nfrom auth import Page\nfrom auth.calls.aws.client import AwsClient\n",
        'text = """\n  two\nlines"""\n',
    ],
)
def test_what_micropython_has_is_enough(source: str) -> None:
    """Its own modules, and those of `auth`."""
    assert runs_on_micropython(source)


@pytest.mark.parametrize(
    "source",
    [
        "import dataclasses\n",
        "import json, numpy\n",
        "from urllib.parse import quote\n",
        "def late():\n    import enum\n",
        "import pyodide.http\n",
        "from auth.calls.libraries import urllib_handler\n",
        "from auth.calls import libraries\n",
        "import helpers\n",
        "from . import helpers\n",
        "match 1:\n    case _: pass\n",
        "def f(a, /): pass\n",
        "this is no Python\n",
        "null = '\0'\n",
    ],
)
def test_anything_else_needs_pyodide(source: str) -> None:
    """Other modules, other syntax, and modules of the app's own, which are not checked."""
    assert not runs_on_micropython(source)


def test_the_list_is_that_of_the_interpreter() -> None:
    """What the MicroPython of pages says that it has."""
    words = run("micropython", LIST_MODULES).partition("Plus")[0].split()
    assert {word.partition("/")[0] for word in words} == MODULES
