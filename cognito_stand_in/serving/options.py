"""Options of the command `stand-in`, with checks of their values."""

from __future__ import annotations

import argparse
import re
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from ..made_up_ids import is_pool_id
from .tls import add_tls_options

if TYPE_CHECKING:
    from collections.abc import Sequence

USUAL_PORT = 8001
HIGHEST_PORT = 65535
MOST_POOLS = 8


def parse_options(
    arguments: Sequence[str] | None, program: str, usual_files: tuple[Path, Path] | None = None
) -> tuple[argparse.ArgumentParser, argparse.Namespace]:
    """Return the parser and the options, or end the program with a message.

    Args:
        arguments: The arguments of the command; None for those of this process.
        program: The name of the command, for messages.
        usual_files: As for `main`.
    """
    parser = make_parser(program)
    options = parser.parse_args(arguments)
    options.is_demonstration = not (options.template or options.issuer or options.domain_url)
    of_example = options.client or options.machine or options.rotation
    if usual_files is not None and not (options.template or of_example):
        options.template = usual_files[0]
        options.people = options.people or usual_files[1]
    check_ports(parser, options)
    return parser, options


def make_parser(program: str = "cognito-stand-in") -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    parser = argparse.ArgumentParser(
        prog=program,
        description="Run a local stand-in for Amazon Cognito, for development and tests.",
        epilog=f"`{program} help` lists the commands. A command reaches the stand-in that runs "
        "with the same --port and a --control-port.",
    )
    parser.add_argument(
        "command", nargs="*", metavar="COMMAND", help="a command for a running stand-in"
    )
    _add_pool_options(parser.add_argument_group("the user pool"))
    _add_place_options(parser.add_argument_group("where it is"))
    _add_test_options(parser.add_argument_group("for tests"))
    add_tls_options(parser)
    parser.set_defaults(is_demonstration=False)
    return parser


def check_ports(parser: argparse.ArgumentParser, options: argparse.Namespace) -> None:
    """End the program if a port cannot be one."""
    if not 1 <= options.port < HIGHEST_PORT:
        parser.error(f"--port: got {options.port}, expected 1 to {HIGHEST_PORT - 1}")
    control = options.control_port
    if control is not None and not 0 <= control <= HIGHEST_PORT:
        parser.error(f"--control-port: got {control}, expected 0 to {HIGHEST_PORT}")
    if options.template is None:
        for option in ("people", "parameter", "value"):
            if getattr(options, option):
                parser.error(f"--{option}: got no --template, expected one")
    elif options.client or options.machine or options.rotation:
        parser.error("--client, --machine, --rotation: got a --template, which has the app clients")


def _add_pool_options(group: argparse._ArgumentGroup) -> None:
    add = group.add_argument
    add("--template", type=Path, metavar="FILE", help="a CloudFormation template, YAML or JSON")
    add("--people", type=Path, metavar="FILE", help="people with passwords, ids, secrets; TOML")
    _add_many(
        group,
        ("--parameter", "NAME=VALUE", pair, "a parameter of the template"),
        ("--value", "NAME=VALUE", pair, "a value that is known only in AWS: Site.DomainName=…"),
        ("--callback", "URL", callback_url, "a callback and sign-out URL of your app"),
        ("--client", "NAME[:secret]", client, "an app client, instead of the usual one"),
        ("--machine", "NAME", client_name, "an app client for the client credentials grant"),
    )
    add("--rotation", action="store_true", help="refresh tokens rotate (default: they do not)")
    add("--pool-id", type=pool_id, metavar="ID", help="the id of the user pool")
    add("--state", type=Path, metavar="FILE", help="keep people and sessions in this file")


def _add_place_options(group: argparse._ArgumentGroup) -> None:
    add = group.add_argument
    add(
        "--port",
        type=int,
        default=USUAL_PORT,
        help="port of the user pool's domain; the issuer takes the next one (default: %(default)s)",
    )
    add(
        "--domain-url",
        type=origin,
        metavar="URL",
        help="where browsers and apps reach the domain, if not at this port of localhost",
    )
    add(
        "--issuer",
        type=issuer,
        metavar="URL",
        help="the value of iss, if not at the next port of localhost",
    )
    _add_many(
        group,
        ("--host", "ADDRESS", address, "listen at this IP address (default: loopback only)"),
        ("--allow-host", "NAME", host_name, "accept requests to this host name too"),
    )


def _add_test_options(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "--control-port",
        type=int,
        metavar="PORT",
        help="accept control requests for tests at this loopback port, with a token (0: any port)",
    )
    _add_many(
        group,
        ("--fault", "NAME", str, "simulate a fault"),
        ("--switch", "NAME=VALUE", pair, "change a behaviour that Cognito does not document"),
    )


def _add_many(group: argparse._ArgumentGroup, *options: tuple[str, str, object, str]) -> None:
    for option, metavar, kind, meaning in options:
        group.add_argument(
            option,
            type=kind,  # type: ignore[arg-type]
            action="append",
            default=[],
            metavar=metavar,
            help=f"{meaning}; may be repeated",
        )


def pair(text: str) -> tuple[str, str]:
    """Return a name and a value."""
    name, equals, value = text.partition("=")
    if not name or not equals:
        raise argparse.ArgumentTypeError(f"got {text!r}, expected NAME=VALUE")
    return name, value


def client(text: str) -> tuple[str, str | None]:
    """Return the name of an app client, and its secret, `secret` or None."""
    name, colon, secret = text.partition(":")
    client_name(name)
    if colon and not re.fullmatch(r"[\x21-\x7e]{1,64}", secret):
        raise argparse.ArgumentTypeError(f"got {text!r}, expected NAME or NAME:secret")
    return name, secret if colon else None


def client_name(text: str) -> str:
    """Return the name of an app client."""
    if not re.fullmatch(r"[\w+=,.@-]{1,128}", text):
        raise argparse.ArgumentTypeError(f"got {text!r}, expected the name of an app client")
    return text


def pool_id(text: str) -> str:
    """Return the id of a user pool."""
    if not is_pool_id(text):
        raise argparse.ArgumentTypeError(f"got {text!r}, expected an id such as eu-west-1_Example1")
    return text


def host_name(text: str) -> str:
    """Return a host name."""
    if not re.fullmatch(r"[A-Za-z0-9.-]+", text):
        raise argparse.ArgumentTypeError(f"got {text!r}, expected a host name without a port")
    return text


def address(text: str) -> str:
    """Return an IP address."""
    import ipaddress  # noqa: PLC0415 - most starts have none

    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"got {text!r}, expected an IP address such as 0.0.0.0"
        ) from None


def callback_url(text: str) -> str:
    """Return an absolute URL."""
    parts = urlsplit(text)
    if not parts.scheme or not parts.netloc or "#" in text:
        raise argparse.ArgumentTypeError(
            f"got {text!r}, expected an absolute URL without a fragment, "
            "such as http://localhost:3000/callback"
        )
    return text


def origin(text: str) -> str:
    """Return an origin without a final slash."""
    url = _web_url(text)
    if urlsplit(url).path:
        raise argparse.ArgumentTypeError(f"got {text!r}, expected a URL without a path")
    return url


def issuer(text: str) -> str:
    """Return the URL of an issuer without a final slash."""
    return _web_url(text)


def _web_url(text: str) -> str:
    try:
        parts = urlsplit(text)
        has_port = parts.port is None or parts.port > 0
    except ValueError:
        has_port = False
    if not has_port or parts.scheme not in {"http", "https"} or not parts.hostname:
        raise argparse.ArgumentTypeError(f"got {text!r}, expected an http or https URL")
    if parts.query or parts.fragment or parts.username or not text.isascii():
        raise argparse.ArgumentTypeError(
            f"got {text!r}, expected a URL without query, fragment and user"
        )
    return text.rstrip("/")
