"""The arguments of `serve.py`."""

import argparse
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from server.page import ENTRY_TAGS
from server.runtimes import ROOT

DESCRIPTION = (
    "Serve the page, a local stand-in for Cognito and the demonstration API, for this machine only."
)
COMMANDS = """\
other programs, each with its own --help:
  serve.py build                     write the page into a folder for a static host
  serve.py doctor                    find mistakes in a configuration

commands for the stand-in:
  serve.py help                      list all commands, such as add-user and rotate-keys
  serve.py users                     list its users
  serve.py faults | switches         list the names for --fault and --switch

  A command goes to the running stand-in with the same --port or --state. With --state, it also
  works while the stand-in is stopped."""


CONFIGURATION = ROOT / "pyscript.toml"


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
        namespace.page = Path(str(values))
        own = namespace.page / CONFIGURATION.name
        if namespace.config == CONFIGURATION and own.is_file():
            namespace.config = own


def make_parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    parser = argparse.ArgumentParser(
        prog="serve.py",
        description=DESCRIPTION,
        epilog=COMMANDS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument(
        "command", nargs="*", metavar="COMMAND", help="command for the stand-in, see below"
    )
    parser.add_argument(
        "--port", type=int, help="port of the page; the stand-in uses the next two (default: 8000)"
    )
    parser.add_argument(
        "--config",
        type=Path,
        default=CONFIGURATION,
        metavar="FILE",
        help="configuration, served as /pyscript.toml (default: pyscript.toml)",
    )
    parser.add_argument(
        "--allow-host",
        type=_host_name,
        action="append",
        default=[],
        metavar="NAME",
        help="accept requests to this host name too, such as host.docker.internal; may be repeated",
    )
    _add_page_options(parser.add_argument_group("the page"))
    _add_stand_in_options(parser.add_argument_group("the stand-in"))
    return parser


def _host_name(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9.-]+", text):
        raise argparse.ArgumentTypeError(f"got {text!r}, expected a host name without a port")
    return text


def _add_page_options(group: argparse._ArgumentGroup) -> None:
    group.add_argument("--open", action="store_true", help="open the page in a browser")
    group.add_argument(
        "--page",
        action=StorePageFolder,
        metavar="FOLDER",
        help="serve another page: files in this folder replace the usual ones",
    )
    group.add_argument(
        "--entry",
        choices=list(ENTRY_TAGS),
        default="launcher",
        help="start the launcher (default), or the app itself on Pyodide (py) or MicroPython (mpy)",
    )
    group.add_argument(
        "--no-inspector",
        action="store_true",
        help="do not record sign-ins, and do not serve /inspector/",
    )


def _add_stand_in_options(group: argparse._ArgumentGroup) -> None:
    presence = group.add_mutually_exclusive_group()
    presence.add_argument(
        "--no-stand-in",
        action="store_true",
        help="use the provider in the configuration, although it is on this machine",
    )
    presence.add_argument(
        "--only-stand-in",
        action="store_true",
        help="serve only the stand-in, for your own app, and print its endpoints",
    )
    group.add_argument(
        "--state",
        type=Path,
        metavar="FILE",
        help="keep the stand-in's users and sessions in this file",
    )
    for option, metavar, meaning in (
        ("--fault", "NAME", "simulate a fault"),
        ("--switch", "NAME=VALUE", "change a behaviour that Cognito does not document"),
        ("--parameter", "NAME=VALUE", "set a parameter of infra/cognito.yaml"),
    ):
        group.add_argument(
            option,
            action="append",
            default=[],
            metavar=metavar,
            help=f"{meaning}; may be repeated",
        )
