"""Reads and checks the page's configuration, a `pyscript.toml`."""

import tomllib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from auth.config import AuthConfig
from auth.errors import ConfigurationError
from server.errors import CannotStart
from server.headers import connect_origins
from server.origins import Origins, is_loopback, origin_of, replace_origins
from server.page_files import paths_of_files, reason_blocked
from server.page_settings import (
    LOCK,
    completed,
    packages_of,
    reason_not_servable,
    without_packages,
)
from server.program import NAME


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuration:
    """The page's configuration.

    Attributes:
        name: The file that it came from, for messages.
        text: What is served as `/pyscript.toml`, with the settings that PyScript needs.
        auth: The settings of the `[auth]` table.
        files: The paths in the `[files]` table, from the root of the page.
        packages: The requirements in `packages`, which are not served.
    """

    name: str
    text: str
    auth: AuthConfig
    files: frozenset[str]
    packages: tuple[str, ...] = ()

    @property
    def lock_file(self) -> Path:
        """The lock of `packages`, beside the file."""
        return Path(self.name).with_name(LOCK)

    @property
    def origins(self) -> Origins:
        """The configured origins of page, domain and issuer."""
        return Origins(
            page=origin_of(self.auth.redirect_uri),
            domain=self.auth.domain_origin,
            issuer=origin_of(self.auth.issuer),
        )

    @property
    def has_landing(self) -> bool:
        """Whether `[files]` contains a program for the landing page."""
        return any(path.endswith("/landing.py") for path in self.files)

    @property
    def has_vault(self) -> bool:
        """Whether a worker has the tokens."""
        return self.auth.token_storage == "worker"  # noqa: S105 - no token

    @property
    def is_for_loopback(self) -> bool:
        """Whether Cognito's domain is on this machine, so that the stand-in can serve it."""
        return is_loopback(self.auth.domain_origin)

    def at(self, origins: Origins) -> "Configuration":
        """Return the same configuration with its loopback origins replaced by `origins`.

        Raises:
            CannotStart: The changed configuration is invalid.
        """
        text = replace_origins(self.text, self.origins, origins)
        return replace(parse_configuration(text, name=self.name), packages=self.packages)


def read_configuration(file: Path) -> Configuration:
    """Read and check the configuration in `file`.

    Raises:
        CannotStart: The file cannot be read, is not TOML, or its `[auth]` table is invalid.
    """
    return parse_configuration(_read(file), name=str(file))


def read_document(file: Path) -> dict[str, Any]:
    """Return the parsed configuration in `file`, without checking its settings.

    Raises:
        CannotStart: The file cannot be read, is not TOML, or has no `[auth]` table.
    """
    document = _parse(_read(file), str(file))
    _auth_table(document, str(file))
    return document


def parse_configuration(text: str, *, name: str) -> Configuration:
    """Parse and check a configuration.

    Args:
        text: The content of a `pyscript.toml`.
        name: The file that it came from, for messages.

    Raises:
        CannotStart: The text is not TOML, its `[auth]` table is missing or invalid, or a page
            cannot start with it.
    """
    document = _parse(text, name)
    table, files = _auth_table(document, name), document.get("files", {})
    if not isinstance(files, dict):
        raise CannotStart(f"{name}: [files]: got {type(files).__name__}, expected a table.")
    try:
        auth = AuthConfig.from_mapping(table)
    except ConfigurationError as mistake:
        raise CannotStart(f"{name}: {mistake}.") from None
    if reason := reason_not_servable(document):
        raise CannotStart(
            f"{name}: {reason}, so the page cannot start. Remove the lines `interpreter` and "
            f"`plugins`: {NAME} adds the right ones."
        )
    if reason := reason_blocked(document, [origin_of(auth.redirect_uri), *connect_origins(auth)]):
        raise CannotStart(
            f"{name}: {reason}, so the page cannot start. Copy the file into the page's folder."
        )
    packages = packages_of(document, name)
    text = without_packages(completed(text, document), name)
    return Configuration(
        name=name, text=text, auth=auth, files=paths_of_files(files), packages=packages
    )


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
        raise CannotStart(
            f"{name} has no [auth] table. Add one with domain, issuer, client_id, redirect_uri and "
            "logout_uri: see docs/settings.md."
        )
    return table
