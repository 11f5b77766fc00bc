"""Checks that programs, files and options of commands in the documents exist.

A program that is not in `CHECKS` fails, so that somebody adds a check for it.
"""

import ast
import re
import shlex
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import cache

from cognito_stand_in.control.commands import COMMANDS
from cognito_stand_in.serving.options import make_parser as stand_in_parser
from server.arguments import make_parser
from server.command import PROGRAMS, SERVE
from tests.documents import aws
from tests.project.modules import ROOT

OF_EVERY_SYSTEM = (
    *("cat", "cd", "cp", "curl", "echo", "export", "mkdir", "mv", "rm", "sed", "sh", "test"),
    *("apt-get", "docker", "git", "nginx", "npm", "npx", "rsync", "systemctl"),
)
"""Programs of which only the file arguments are checked."""

_SEPARATORS = {"&&", "||", "|", ";", "&", "(", ")"}
_OURS = (
    "auth/",
    "bench/",
    "cognito_stand_in/",
    "docs/",
    "examples/",
    "infra/",
    "server/",
    "static/",
    "tests/",
)
_ASSIGNMENT = re.compile(r"[A-Za-z_]\w*=")
_FUNCTION = re.compile(r"^ *(\w+) *\(\) *\{", re.MULTILINE)
_KEYWORDS = {"do", "done", "else", "fi", "if", "then", "while", "{", "}"}


def commands_in(text: str) -> Iterator[list[str]]:
    """Split a script into commands, without assignments and keywords before them."""
    for line in _FUNCTION.sub("", text.replace("\\\n", " ")).splitlines():
        lexer = shlex.shlex(line, posix=True, punctuation_chars=True)
        lexer.whitespace_split = True
        command: list[str] = []
        for word in [*lexer, ";"]:
            if word in _SEPARATORS:
                if command:
                    yield command
                command = []
            elif command or not (_ASSIGNMENT.match(word) or word in _KEYWORDS):
                command.append(word)


def check_script(text: str) -> None:
    """Check each command of a script except functions that the script defines."""
    own = set(_FUNCTION.findall(text))
    for command in commands_in(text):
        if command[0] not in own:
            check(command)


def check(command: list[str]) -> None:
    """Check that a command is valid."""
    program, *arguments = command
    if not program.startswith(_OURS):
        assert program in CHECKS, (
            f"{program}: add a check for this program to tests/documents/commands.py"
        )
        CHECKS[program](arguments)
    for argument in command:
        path = argument.partition("=")[2] or argument
        if path.startswith(_OURS) and "*" not in path:
            assert (ROOT / path).exists(), f"{path} does not exist"


def _check_uv(arguments: list[str]) -> None:
    subcommand, *rest = arguments
    known = ("add", "build", "export", "lock", "pip", "run", "sync")
    assert subcommand in known, f"uv {subcommand}?"
    if subcommand != "run":
        return
    while rest and rest[0] in ("--group", "--with"):
        rest = rest[2:]
    if rest[0] == "-m" or rest[0].endswith(".py"):
        _check_python(rest)
    else:
        check(rest)


def _check_python(arguments: list[str]) -> None:
    program, *rest = arguments
    if program == "-m":
        _check_module(*rest)
    elif program == "serve.py":
        _check_serve(rest)
    else:
        assert (ROOT / program).is_file(), f"{program} does not exist"


def _check_module(name: str, *arguments: str) -> None:
    """Check that a module is a program, and that its sources contain every long option."""
    path = ROOT.joinpath(*name.split("."))
    file = path / "__main__.py" if path.is_dir() else path.with_suffix(".py")
    assert file.is_file(), f"no program is called {name}"
    text = file.read_text("utf-8")
    assert "__main__" in text or path.is_dir(), f"{name} is no program"
    # A program's options may be added by other modules of its package.
    sources = [one.read_text("utf-8") for one in path.rglob("*.py")] if path.is_dir() else [text]
    for option in arguments:
        found = any(f'"{option}"' in one for one in sources)
        assert not option.startswith("--") or found, f"{name} has no {option}"


def _check_serve(arguments: list[str]) -> None:
    parser = make_parser()
    first = arguments[0] if arguments else ""
    if first not in COMMANDS and f"serve.py {first} " in parser.format_help():
        _check_program_of_serve(first, arguments[1:])
        return
    try:
        options = parser.parse_intermixed_args(arguments)
    except SystemExit:
        raise AssertionError(f"serve.py does not understand {shlex.join(arguments)}") from None
    assert not options.command or options.command[0] in COMMANDS, (
        f"serve.py has no command {options.command[0]}"
    )


def _check_installed(arguments: list[str]) -> None:
    """Check a command of the installed tool, which is the same program as serve.py."""
    name, *rest = arguments
    if name in PROGRAMS:
        _check_program_of_serve(name, rest)
        return
    assert name == SERVE, f"cognito-sign-in has no command {name}"
    _check_serve(rest)


def _check_program_of_serve(name: str, arguments: list[str]) -> None:
    """Check that the program's help lists every option."""
    text = help_of(name)
    for option in arguments:
        assert not option.startswith("-") or option in text, f"serve.py {name} has no {option}"


@cache
def help_of(name: str) -> str:
    """Return the output of `serve.py NAME --help`."""
    asked = [sys.executable, str(ROOT / "serve.py"), name, "--help"]
    return subprocess.run(asked, capture_output=True, text=True, check=True, cwd=ROOT).stdout  # noqa: S603


@cache
def saved_programs() -> set[str]:
    """Return the modules that documents tell their readers to save, which other tests run."""
    texts = [document.read_text("utf-8") for document in ROOT.glob("docs/*.md")]
    return {
        name for text in texts for name in re.findall(r"[Ss]ave (?:it|this) as `(\w+)\.py`", text)
    }


def _check_uvicorn(arguments: list[str]) -> None:
    folder = ROOT
    if arguments[0] == "--app-dir":
        folder, arguments = ROOT / arguments[1], arguments[2:]
    module, _, name = arguments[0].partition(":")
    if module in saved_programs():
        return
    file = folder.joinpath(*module.split(".")).with_suffix(".py")
    assert file.is_file(), f"{module} does not exist"
    tree = ast.parse(file.read_text("utf-8"))
    names = {
        target.id
        for statement in tree.body
        if isinstance(statement, ast.Assign)
        for target in statement.targets
        if isinstance(target, ast.Name)
    }
    assert name in names, f"{module} has no {name}"


def _check_nothing(_arguments: list[str]) -> None:
    """Accept any arguments; `check` looks at the files among them."""


def _check_stand_in(arguments: list[str]) -> None:
    """Check the options of the command of the stand-in, up to a redirection."""
    end = next((at for at, word in enumerate(arguments) if word.startswith(">")), None)
    try:
        stand_in_parser().parse_args(arguments[:end])
    except SystemExit:
        raise AssertionError(
            f"cognito-stand-in does not understand {shlex.join(arguments)}"
        ) from None


CHECKS: dict[str, Callable[[list[str]], None]] = {
    ".ci/run": _check_nothing,
    "aws": aws.check,
    "cognito-stand-in": _check_stand_in,
    "cognito-sign-in": _check_installed,
    "pip": _check_nothing,
    "pytest": _check_nothing,
    "python": _check_python,
    "python3": _check_python,
    "uv": _check_uv,
    "uvicorn": _check_uvicorn,
    **dict.fromkeys(OF_EVERY_SYSTEM, _check_nothing),
}
