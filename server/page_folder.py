"""The folder of the page: `--page FOLDER`, or the current folder if the program is installed."""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from server import program
from server.errors import CannotStart

CONFIGURATION = program.ROOT / "pyscript.toml"
PROGRAM = "main.py"


class StorePageFolder(argparse.Action):
    """Stores the folder of a page, and its `pyscript.toml` if --config names no other."""

    def __call__(
        self,
        _parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: str | Sequence[Any] | None,
        _option: str | None = None,
    ) -> None:
        """Store the folder."""
        _store(namespace, Path(str(values)))


def add_page_option(group: "argparse._ActionsContainer", meaning: str) -> None:
    """Add `--page FOLDER` to the options in `group`."""
    usual = " (default: the current folder)" if program.IS_INSTALLED else ""
    group.add_argument("--page", action=StorePageFolder, metavar="FOLDER", help=meaning + usual)


def use_current_folder(options: argparse.Namespace, *, needs_configuration: bool = False) -> None:
    """If the program is installed and `--page` was not used, choose the current folder.

    Args:
        options: The parsed options, with `page` and `config`.
        needs_configuration: Whether the configuration must be the person's own; otherwise the one
            for the stand-in replaces a missing one.
    """
    if not program.IS_INSTALLED:
        return
    if options.page is None:
        _store(options, Path.cwd())
    if needs_configuration and options.config == CONFIGURATION:
        options.config = options.page / CONFIGURATION.name


def require_page(folder: Path | None) -> None:
    """Check that a person's folder has a page.

    Args:
        folder: The folder; None for the page of a checkout.

    Raises:
        CannotStart: It is not a folder, or has no `main.py`, although the program is installed.
    """
    if folder is None:
        return
    if not folder.is_dir():
        raise CannotStart(f"--page: {folder} is not a folder.")
    if program.IS_INSTALLED and not (folder / PROGRAM).is_file():
        raise CannotStart(
            f"{folder} has no {PROGRAM}. `{program.NAME} new FOLDER` makes a project; go to its "
            "folder, or name it with --page."
        )


def _store(namespace: argparse.Namespace, folder: Path) -> None:
    namespace.page = folder
    own = folder / CONFIGURATION.name
    if namespace.config == CONFIGURATION and own.is_file():
        namespace.config = own
