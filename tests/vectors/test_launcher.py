"""The MicroPython of the launcher, which has JavaScript of its own in place of emscripten's."""

import ast
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from server.building import uncompiled
from server.building.compiling import auth_for_micropython
from server.building.sources import (
    archive_of,
    browser_half,
    micropython_sources,
    modules_of,
    read,
)
from server.errors import CannotStart
from server.runtimes import ROOT
from tests.project.modules import ON_BOTH, Module
from tests.vectors.test_archives import BUILT, MICROPYTHON, restored

LAUNCHER = "launcher.mpy.bin"


def in_launcher(program: str) -> list[str]:
    """Run Python in the launcher's MicroPython, and return the lines that it printed."""
    return restored(program, LAUNCHER).splitlines()


@pytest.mark.parametrize(
    "program",
    [
        "print('ä€😀' + js.String('ü😀'), js.encodeURIComponent('é😀'), len(js.String('😀')))",
        "print(js.Math.max(1, 2.5, -3), js.Number('0.1'), js.Math.pow(2, 31))",
        "print(js.Array.of('b', 'a').sort().join(), js.undefined, js.Array.new().length)",
        "print([one for one in js.Array.of(1, 'x', None, True)], js.Array.of(7)[0])",
        "made = js.Array.of(1, 2); made[1] = 'x'; print(made.join(), made[-1], made.at(0))",
        "js.made = lambda a, b=2: a + b; print(js.made(3)); print(js.made(3, 4))",
        "print(js.Object.keys(to_js({'a': 1, 'b': [2, {'c': None}]})).join())",
        "print(js.JSON.stringify(to_js([1.5, 'é', None, True, {'a': []}])))",
        "print(js.Object.keys(js.Object(a=1)).length, js.Object.assign(js.Object.new(), b=2).b)",
        "js.o = to_js({'a': [1]}); js.o.b = 'x'; print(js.JSON.stringify(js.o), js.o is js.o)",
        "print(hasattr(js, 'Math'), hasattr(js, 'Nothing'), js.URL.new('/a', 'https://b.c').href)",
        "f = js.Function.prototype.call.bind(js.String.prototype.at); print(f('abc', 1), f('abc'))",
        "try: js.nothing()\nexcept AttributeError as e: print(e)",
        "import jsffi; print(len(jsffi.mem_info()) > 1)",
        "print(js.Array.of(object(), len, str)[1]('abc'), js.isNaN(1))",
    ],
)
def test_values_cross_to_javascript_and_back(program: str) -> None:
    """They do so as in the whole MicroPython."""
    program = f"import js; from jsffi import to_js\n{program}"
    assert in_launcher(program) == restored(program).splitlines() != []


def test_strings_stay_as_they_are() -> None:
    """A byte order mark is not removed, and half a surrogate pair becomes U+FFFD."""
    program = "import js; print(js.encodeURIComponent('\ufeffé'), js.String.fromCharCode(0xD800))"
    assert in_launcher(program) == ["%EF%BB%BF%C3%A9 \ufffd"]


@pytest.mark.parametrize(
    "program",
    [
        "try:\n import nowhere\nexcept ImportError as e: print(e)",
        "try:\n 1 / 0\nexcept ZeroDivisionError as e: print(repr(e))",
        "try:\n open('/x')\nexcept OSError: print('OSError')",
        "def f(n): return f(n + 1)\ntry: f(0)\nexcept RuntimeError as e: print(e)",
        "import json, time, random; print(json.loads('[1.5]'), time.time() > 1.7e9)",
        "print(2.5 ** 3.5, 1e-300 / 3, float('1.7e308'), '%.3e' % 12345.678, divmod(-7.5, 2))",
        "import re; print(re.match('(a+)b', 'aab').group(1), 2 ** 100, 1e300 * 10, 7 % 3)",
    ],
)
def test_exceptions_and_library_are_those_of_micropython(program: str) -> None:
    """C's longjmp works, and files that do not exist are not found."""
    assert in_launcher(program) == restored(program).splitlines()


def modules_at_run_time() -> list[Module]:
    """Return the modules of launcher and vault, without what is for type checkers."""
    files = set(modules_of("vault.mpy.bin", micropython_sources(read(browser_half(ROOT)))))
    modules = [one for one in ON_BOTH if one.path.relative_to(ROOT).as_posix() in files]
    return [replace(one, text=ast.unparse(one.at_run_time)) for one in modules]


def test_the_launcher_has_all_of_the_library_that_its_modules_import() -> None:
    """Also what they import later, in functions; the rest of the library is left out."""
    found = {used.name for one in modules_at_run_time() for used in one.imports}
    names = sorted(name for name in found if name.partition(".")[0] != "auth")
    assert {"binascii", "json", "time"} <= set(names)
    program = (
        "def exists(name):\n"
        " try: __import__(name)\n"
        " except ImportError: return False\n"
        " return True\n"
        "print([name for name in {} if exists(name)])"
    )
    assert in_launcher(program.format(names)) == [restored(program.format(names))]
    absent = ["cmath", "datetime", "math", "pathlib", "unittest"]
    assert in_launcher(program.format([*absent, "re"])) == ["['re']"]


def test_the_launcher_computes_no_powers() -> None:
    """Those of complex numbers need tables that it does not have; a power of floats may be one."""
    found = {
        one.name
        for one in modules_at_run_time()
        for node in ast.walk(one.tree)
        if isinstance(node, ast.Pow) or getattr(node, "id", "") in ("complex", "pow")
    }
    assert found == set()


def test_the_memory_grows() -> None:
    """What was there before stays; a megabyte of heap and sixteen of memory are the start."""
    program = "a = [b'x' * 2**19 for _ in range(40)]; print(sum(map(len, a)), a[39][-1])"
    assert in_launcher(program) == [f"{40 * 2**19} 120"]


def test_promises_are_awaited() -> None:
    """A coroutine waits for JavaScript, gets its value, and catches its rejection."""
    program = (
        "import asyncio, js\n"
        "async def main():\n"
        " print(await js.Promise.resolve('value'))\n"
        " await asyncio.sleep(0.01)\n"
        " try: await js.Promise.reject(js.Error.new('reason'))\n"
        " except Exception as e: print(type(e).__name__, 'reason' in str(e))\n"
        " js.fails = fails\n"
        " print(await js.fails().catch(lambda e: 'caught ' + str(e)))\n"
        "async def fails(): raise ValueError('x')\n"
        "asyncio.create_task(main())"
    )
    assert in_launcher(program) == restored(program).splitlines() != []


def test_both_outputs_arrive_as_lines() -> None:
    """`print` and uncaught exceptions go through `stdout` and `stderr`."""
    program = "import sys; print('é'); print('b', file=sys.stderr); print('one\\ntwo')"
    assert in_launcher(program) == ["é", "one", "two"]


@pytest.mark.parametrize(
    ("found", "changed", "message"),
    [
        (b"class PyProxy{", b"class PyProxy {", "no class PyProxy{ in micropython.mjs"),
        (b"if(globalThis.loadMicro", b"if( globalThis.loadMicro", "no export async function"),
        (b"mp_js_time_ms", b"mp_js_time_us", "it imports mp_js_time_us"),
        (
            b"\0asyncio/funcs.py\0asyn",
            b"\0asyncio/funcs.pi\0asyn",
            "the names of its frozen modules",
        ),
    ],
)
def test_another_micropython_is_refused(
    tmp_path: Path, found: bytes, changed: bytes, message: str
) -> None:
    """The build says what has changed, instead of writing something that does not start."""
    other = shutil.copytree(MICROPYTHON, tmp_path / "micropython")
    for file in other.iterdir():
        file.write_bytes(file.read_bytes().replace(found, changed))
    with pytest.raises(CannotStart, match=message):
        auth_for_micropython(other, {"auth/__init__.py": b""})


def test_an_edited_module_brings_the_whole_micropython(tmp_path: Path) -> None:
    """It comes as an archive of sources in place of the image, which takes files and a compiler."""
    runtime = tmp_path / "static" / "runtime"
    shutil.copytree(MICROPYTHON, runtime / "micropython")
    shutil.copy(ROOT / "static" / "interpreters.js", runtime.parent)
    (runtime / "built").mkdir()
    for name in ("launcher.mjs", "launcher.wasm", "versions.js"):
        shutil.copy(BUILT / name, runtime / "built")
    edited = archive_of({"auth/__init__.py": b"EDITED = True"})
    (runtime / "built" / LAUNCHER).write_bytes(edited)
    program = "import auth, math; print(auth.EDITED)"
    assert restored(program, LAUNCHER, root=tmp_path) == "True"


def test_without_build_tools_the_launcher_has_the_whole_micropython() -> None:
    """It imports sources, which takes files and a compiler."""
    made = uncompiled.auth_for_micropython(MICROPYTHON, {"auth/__init__.py": b""})
    assert made["launcher.wasm"] == (MICROPYTHON / "micropython.wasm").read_bytes()
    assert b"/micropython/micropython.mjs" in made["launcher.mjs"]
