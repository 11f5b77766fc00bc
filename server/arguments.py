"""The arguments of `serve.py` and of its command `serve`."""

import argparse
import re
from pathlib import Path

from server.page import ENTRY_TAGS
from server.page_folder import CONFIGURATION, add_page_option
from server.program import NAME

DESCRIPTION = (
    "Serve the page, a local stand-in for Cognito and the demonstration API, for this machine only."
)
COMMANDS = f"""\
programs, each with its own --help:
  {NAME} new FOLDER       make a project: page, program, configuration, test
  {NAME} serve            serve the page with the stand-in and the API, as without a command
  {NAME} stand-in         serve only the stand-in, for any app: TLS, pools, tests
  {NAME} build            write the page into a folder for a static host
  {NAME} doctor           find mistakes in a configuration

commands for the stand-in:
  {NAME} help             list all commands, such as add-user and rotate-keys
  {NAME} users            list its users
  {NAME} faults|switches  list the names for --fault and --switch

  A command goes to the running stand-in with the same --port or --state. With --state, it also
  works while the stand-in is stopped."""


def make_parser(program: str = NAME) -> argparse.ArgumentParser:
    """Return the parser of the command line.

    Args:
        program: What was typed before the arguments, for `--help`.
    """
    parser = argparse.ArgumentParser(
        prog=program,
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
    add_page_option(group, "serve another page: files in this folder replace the usual ones")
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
    group.add_argument(
        "--no-stand-in",
        action="store_true",
        help="use the provider in the configuration, although it is on this machine",
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
