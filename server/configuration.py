"""The configuration in force: a `pyscript.toml`, its `[auth]` table checked by the package."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from auth.config import AuthConfig
from auth.errors import ConfigurationError
from server.errors import CannotStart
from server.origins import Origins, is_loopback, origin_of, repoint
from server.page_settings import completed, unservable


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuration:
    """What the page is configured with.

    `text` is what is served as `/pyscript.toml`, with the settings that PyScript needs; `name` is
    the file that it came from, for messages; `files` are the paths in its `[files]` table.
    """

    name: str
    text: str
    auth: AuthConfig
    files: frozenset[str]

    @property
    def origins(self) -> Origins:
        """Where it says that the page, Cognito's domain and the issuer are."""
        return Origins(
            page=origin_of(self.auth.redirect_uri),
            domain=self.auth.domain_origin,
            issuer=origin_of(self.auth.issuer),
        )

    @property
    def is_for_loopback(self) -> bool:
        """Whether Cognito's domain is on this machine, so that a stand-in can be meant."""
        return is_loopback(self.auth.domain_origin)

    def at(self, origins: Origins) -> "Configuration":
        """Return the same configuration with its loopback origins replaced by `origins`.

        Raises:
            CannotStart: the moved configuration is no longer sound.
        """
        return parse_configuration(repoint(self.text, self.origins, origins), name=self.name)


def read_configuration(file: Path) -> Configuration:
    """Read and check the configuration in `file`.

    Raises:
        CannotStart: it cannot be read, is not TOML, or its `[auth]` table has a mistake.
    """
    return parse_configuration(_read(file), name=str(file))


def read_document(file: Path) -> dict[str, Any]:
    """Read the configuration in `file`, with whatever mistakes are in it.

    Raises:
        CannotStart: it cannot be read, is not TOML, or has no `[auth]` table.
    """
    document = _parse(_read(file), str(file))
    _auth_table(document, str(file))
    return document


def parse_configuration(text: str, *, name: str) -> Configuration:
    """Check the configuration in `text`, which came from the file `name`.

    Raises:
        CannotStart: it is not TOML, its `[auth]` table is missing or has a mistake, or a page
            cannot start with it.
    """
    document = _parse(text, name)
    table, files = _auth_table(document, name), document.get("files", {})
    if not isinstance(files, dict):
        raise CannotStart(f"{name} has a [files] that is not a table.")
    try:
        auth = AuthConfig.from_mapping(table)
    except ConfigurationError as mistake:
        raise CannotStart(f"{name} has a mistake: {mistake}.") from None
    if reason := unservable(document):
        raise CannotStart(
            f"With {name} no page can start: {reason}. Remove the lines `interpreter` and "
            "`plugins`."
        )
    text = completed(text, document)
    return Configuration(name=name, text=text, auth=auth, files=frozenset(files))


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as failure:
        reason = getattr(failure, "strerror", None) or "it is not UTF-8"
        raise CannotStart(f"The configuration {file} cannot be read: {reason}.") from None


def _parse(text: str, name: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as mistake:
        raise CannotStart(f"{name} is not valid TOML: {mistake}.") from None


def _auth_table(document: dict[str, Any], name: str) -> dict[str, Any]:
    table = document.get("auth")
    if not isinstance(table, dict):
        raise CannotStart(f"{name} has no [auth] table, which says who signs people in.")
    return table
