"""The settings of PyScript that a page with a strict policy needs: interpreter and plugins.

A configuration without them gets them when it is served or built. Other values would make PyScript
load files that nothing serves. `packages` is not served, since PyScript would install packages
itself, with micropip and from other origins.
"""

import json
import re
import tomllib
from collections.abc import Mapping
from typing import Any

from server.errors import CannotStart

INTERPRETER = "/static/interpreters.js"
NOT_SERVED = (
    "codemirror",
    "deprecations-manager",
    "donkey",
    "py-editor",
    "py-game",
    "py-terminal",
)
"""Plugins of PyScript that are not served. `error` is served but off, as it shows tracebacks."""

SETTINGS = {"interpreter": INTERPRETER, "plugins": [f"!{name}" for name in ("error", *NOT_SERVED)]}

LOCK = "packages.lock.json"
"""The lock file, beside the configuration."""

# A list of strings, with comments and line breaks in it (TOML 1.0, "Array" and "String").
_SETTING = re.compile(
    r"""^[ \t]*(?:packages|"packages"|'packages')[ \t]*=[ \t]*
    \[(?:"(?:\\.|[^"\\\n])*"|'[^'\n]*'|\#[^\n]*|[\s,])*\]
    [ \t]*(?:\#[^\n]*)?(?:\n|\Z)""",
    re.MULTILINE | re.VERBOSE,
)


def completed(text: str, document: Mapping[str, Any]) -> str:
    """Return the text of a configuration with the settings that it lacks.

    Args:
        text: A `pyscript.toml`.
        document: The same, parsed.
    """
    lines = [
        f"{name} = {json.dumps(value)}" for name, value in SETTINGS.items() if name not in document
    ]
    return "\n".join([*lines, text])


def reason_not_servable(document: Mapping[str, Any]) -> str | None:
    """Return why a page cannot start with a parsed configuration; None if it can."""
    interpreter = str(document.get("interpreter", INTERPRETER))
    if not interpreter.startswith("/static/"):
        return f'interpreter = "{interpreter}" is not served'
    plugins = document.get("plugins", SETTINGS["plugins"])
    if not isinstance(plugins, list):
        return f"plugins is {type(plugins).__name__}, expected a list of strings"
    missing = [name for name in NOT_SERVED if f"!{name}" not in plugins]
    return f"plugins does not switch {missing[0]} off, which is not served" if missing else None


def packages_of(document: Mapping[str, Any], name: str) -> tuple[str, ...]:
    """Return the requirements in a parsed configuration.

    Args:
        document: The configuration.
        name: The file that it came from, for messages.

    Raises:
        CannotStart: `packages` is not a list of strings.
    """
    value = document.get("packages", [])
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return tuple(value)
    found = type(value).__name__
    if isinstance(value, list):
        found = f"a list with {next(type(one).__name__ for one in value if type(one) is not str)}"
    raise CannotStart(
        f"{name}: packages: got {found}, expected a list of strings such as "
        '["sympy", "pydantic>=2"].'
    )


def without_packages(text: str, name: str) -> str:
    """Return the text of a valid configuration without its setting `packages`.

    Raises:
        CannotStart: It is written in a way that cannot be removed.
    """
    document = tomllib.loads(text)
    if "packages" not in document:
        return text
    del document["packages"]
    for match in _SETTING.finditer(text):  # another one may be in a table of its own
        rest = text[: match.start()] + text[match.end() :]
        try:
            if tomllib.loads(rest) == document:
                return rest
        except tomllib.TOMLDecodeError:
            continue
    raise CannotStart(
        f"{name}: packages cannot be read. Write it as one list of strings in quotes, such as "
        'packages = ["sympy", "pydantic>=2"].'
    )
