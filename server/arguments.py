"""The words that `serve.py` understands."""

import argparse
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from server.page import ENTRY_TAGS
from server.runtimes import ROOT

DESCRIPTION = (
    "Serve the page, a stand-in for Cognito and the demonstration API, on this machine alone."
)
COMMANDS = """\
other programs, each with its own --help:
  serve.py build                     write the page into a folder for a static host
  serve.py doctor                    say what is wrong with a configuration

commands for the stand-in:
  serve.py users                     list its people; `serve.py help` lists all commands
  serve.py add-user NAME EMAIL PASSWORD, join NAME GROUP, end-sessions, rotate-keys, ...
  serve.py faults | switches         list the names that --fault and --switch take

  They reach the stand-in that runs with the same --port or --state. With --state they also
  work on the memory of one that is stopped."""


CONFIGURATION = ROOT / "pyscript.toml"


class TakePage(argparse.Action):
    """Notes the folder of a page; its `pyscript.toml` is the configuration unless one is named."""

    def __call__(
        self,
        _parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: str | Sequence[Any] | None,
        _option: str | None = None,
    ) -> None:
        """Note it."""
        namespace.page = Path(str(values))
        own = namespace.page / CONFIGURATION.name
        if namespace.config == CONFIGURATION and own.is_file():
            namespace.config = own


def make_parser() -> argparse.ArgumentParser:
    """Make the parser; its options come in groups, as a person looks for them."""
    parser = argparse.ArgumentParser(
        prog="serve.py",
        description=DESCRIPTION,
        epilog=COMMANDS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument(
        "command", nargs="*", metavar="COMMAND", help="a command for the stand-in, see below"
    )
    parser.add_argument(
        "--port", type=int, help="the page's port; the stand-in takes the two after it"
    )
    parser.add_argument(
        "--config",
        type=Path,
        default=CONFIGURATION,
        metavar="FILE",
        help="serve this file as /pyscript.toml (default: pyscript.toml)",
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
        action=TakePage,
        metavar="FOLDER",
        help="serve another page: what this folder has takes the place of the usual files",
    )
    group.add_argument(
        "--entry",
        choices=list(ENTRY_TAGS),
        default="launcher",
        help="start with the launcher (default), or with the app alone on CPython or MicroPython",
    )
    group.add_argument(
        "--no-inspector", action="store_true", help="record no sign-ins and serve no /inspector/"
    )


def _add_stand_in_options(group: argparse._ArgumentGroup) -> None:
    presence = group.add_mutually_exclusive_group()
    presence.add_argument(
        "--no-stand-in",
        action="store_true",
        help="start no stand-in: the configuration names a provider of your own",
    )
    presence.add_argument(
        "--only-stand-in",
        action="store_true",
        help="start the stand-in alone, for an app of your own, and say where its endpoints are",
    )
    group.add_argument(
        "--state", type=Path, metavar="FILE", help="keep the stand-in's memory here over restarts"
    )
    for option, metavar, meaning in (
        ("--fault", "NAME", "make the stand-in fail in this way"),
        ("--switch", "NAME=VALUE", "decide a doubtful fact about Cognito"),
        ("--parameter", "NAME=VALUE", "set a parameter of infra/cognito.yaml"),
    ):
        group.add_argument(
            option,
            action="append",
            default=[],
            metavar=metavar,
            help=f"{meaning}; may be given several times",
        )
