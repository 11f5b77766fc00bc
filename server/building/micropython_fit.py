"""Check whether an app's program would run on MicroPython, which starts sooner than Pyodide."""

import ast
from collections.abc import Iterator
from textwrap import indent

from server.building.tools import cross_compile
from server.errors import CannotStart
from server.library import NAME

_LISTED = """
    __main__ _asyncio abc array asyncio base64 binascii builtins cmath collections copy datetime
    deflate errno fnmatch framebuf functools gc gzip hashlib heapq hmac html inspect io itertools
    js jsffi json locale logging math micropython operator os pathlib platform random re select
    stat string struct sys tarfile time types uctypes unittest uu vfs weakref zlib
"""
MODULES = frozenset(_LISTED.split())
"""The modules of the MicroPython that pages load; a test compares them."""

ON_PYODIDE_ONLY = f"{NAME}.calls.libraries"


def runs_on_micropython(source: str) -> bool:
    """Check whether MicroPython compiles a program and has the modules that it imports.

    Modules of the app's own count as missing, because they would have to be checked as well.

    Args:
        source: The program, which may use `await` outside of functions.
    """
    try:
        flags = ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
        tree = compile(source, "main.py", "exec", flags, dont_inherit=True)
        cross_compile("main.py", _in_a_function(source))
    except (SyntaxError, ValueError, CannotStart):
        return False
    return all(map(_exists, _imported(tree)))


def _in_a_function(source: str) -> bytes:
    """Return the program inside a coroutine function, where `mpy-cross` accepts `await`."""
    return f"async def main():\n pass\n{indent(source, ' ')}\n".encode()


def _imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module or ''}.{alias.name}" for alias in node.names)


def _exists(name: str) -> bool:
    if f"{name}.".startswith(f"{ON_PYODIDE_ONLY}."):
        return False
    return name.partition(".")[0] in MODULES | {NAME}
