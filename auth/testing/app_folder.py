"""The folder of an app: its page, its program and its settings."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from cognito_stand_in import Pool

_REPLACED = ("domain", "issuer", "client_id", "redirect_uri", "logout_uri")
_ELSEWHERE = ("region", "user_pool_id", "replica_issuers", "jwks_uri", "identity_origin")
_CONFIGURATION = "pyscript.toml"


def find_app(start: Path, end: Path | None = None) -> Path:
    """Return the nearest folder with an `index.html`, from `start` upwards.

    Args:
        start: The first folder, for example that of a test.
        end: The last folder; without it, the root of the file system.

    Raises:
        LookupError: There is none.
    """
    for folder in (start, *start.parents):
        if (folder / "index.html").is_file():
            return folder
        if folder == end:
            break
    raise LookupError(f"no index.html in {start}, nor in the folders above it: pass folder=...")


def settings_in(folder: Path) -> dict[str, object]:
    """Return the `[auth]` table of an app's `pyscript.toml`; empty if there is none.

    Raises:
        tomllib.TOMLDecodeError: The file is no TOML.
    """
    file = folder / _CONFIGURATION
    table = tomllib.loads(file.read_text("utf-8")).get("auth") if file.is_file() else None
    return dict(table) if isinstance(table, dict) else {}


def settings_at(table: Mapping[str, object], pool: Pool, redirect_uri: str) -> dict[str, object]:
    """Return an app's settings for another pool and another address of its page.

    Args:
        table: The app's `[auth]` table.
        pool: The pool.
        redirect_uri: Where the page is.
    """
    from .pools import settings_of  # noqa: PLC0415 - the plugin for pytest is loaded everywhere

    own = {name: value for name, value in table.items() if name not in _ELSEWHERE}
    there = settings_of(pool, redirect_uri)
    return {**there, **own, **{name: there[name] for name in _REPLACED}}
