"""What PyScript has to be told for a strict page, besides `[auth]`: interpreter and plugins.

A configuration without these settings gets them when it is served or built. One that sets them
otherwise names files that nothing serves.
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
"""PyScript's optional parts; `error` is served, and switched off: it would show tracebacks."""

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


def unservable(document: Mapping[str, Any]) -> str | None:
    """Return what in a parsed configuration keeps a page from starting; None if nothing does."""
    interpreter = str(document.get("interpreter", INTERPRETER))
    if not interpreter.startswith("/static/"):
        return f'interpreter = "{interpreter}" is not served'
    plugins = document.get("plugins", SETTINGS["plugins"])
    missing = [name for name in NOT_SERVED if f"!{name}" not in plugins]
    return f"plugins leaves {missing[0]} on, which is not served" if missing else None
