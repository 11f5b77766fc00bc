"""The settings of PyScript that a page with a strict policy needs: interpreter and plugins.

A configuration without them gets them when it is served or built. Other values would make PyScript
load files that nothing serves.
"""

import json
from collections.abc import Mapping
from typing import Any

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
