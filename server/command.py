"""`serve.py` and `cognito-sign-in`: check everything, then serve until Ctrl-C, or run a command."""

import argparse
import sys
import threading
import webbrowser
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import astuple
from typing import TYPE_CHECKING

from server import console
from server.arguments import make_parser
from server.building.prepare import prepare
from server.configuration import Configuration, read_configuration
from server.console_socket import WithConsole
from server.contents import first_with
from server.doctor import command as doctor
from server.errors import CannotStart
from server.origins import Origins, is_loopback, port_of
from server.packages.micropython import warn_about_micropython
from server.page_folder import require_page, use_current_folder
from server.program import NAME
from server.publishing import command as publishing
from server.replaced import replaced
from server.running import listening, serve
from server.runtimes import ROOT
from server.site import Site, make_site
from server.stand_in import refuse_stand_in_options, stand_in_from_options
from server.startup_banner import startup_banner

if TYPE_CHECKING:
    import socket

    from starlette.types import ASGIApp

USUAL_PAGE = "http://localhost:8000"
USUAL_PORT = 8000


def _new(arguments: Sequence[str]) -> int:
    from server.new_project import main as new_project  # noqa: PLC0415 - only `new` needs it

    return new_project(list(arguments))


def _stand_in(arguments: Sequence[str]) -> int:
    from cognito_stand_in.__main__ import main as stand_in  # noqa: PLC0415 - as in server.site

    pool = ROOT / "infra" / "cognito.yaml", ROOT / "infra" / "development.toml"
    stand_in(arguments, program=f"{NAME} stand-in", usual_files=pool)
    return 0


# Programs by the first argument; each takes the other arguments and returns its exit status.
PROGRAMS = {"build": publishing.main, "doctor": doctor.main, "new": _new, "stand-in": _stand_in}
SERVE = "serve"


def main(arguments: Sequence[str] | None = None) -> None:
    """Serve, or run a command. If that is impossible, print why and exit with status 1.

    Args:
        arguments: The arguments of the program; None for those of this process.
    """
    words = sys.argv[1:] if arguments is None else list(arguments)
    try:
        if words and (program := PROGRAMS.get(words[0])):
            sys.exit(program(words[1:]))
        options = _parse(words)
        if options.command:
            print(_run_command(options))
        else:
            _start(options)
    except CannotStart as reason:
        sys.exit(f"{NAME}: {reason}")
    except KeyboardInterrupt:
        sys.exit(130)  # what shells expect after Ctrl-C


def _parse(words: list[str]) -> argparse.Namespace:
    kind = SERVE if words and words[0] == SERVE else ""
    rest = words[1:] if kind else words
    options = make_parser(f"{NAME} {kind}".rstrip()).parse_intermixed_args(rest)
    use_current_folder(options)
    return options


def _run_command(options: argparse.Namespace) -> str:
    if options.command[0] in {*PROGRAMS, SERVE}:
        raise CannotStart(f"`{NAME} {options.command[0]}` must come before its options.")
    return console.run(options, _origins(options, read_configuration(options.config)))


def _start(options: argparse.Namespace) -> None:
    require_page(options.page)
    configuration = read_configuration(options.config)
    site = _compose(options, configuration)
    with listening(site) as sockets, _with_console(options, site) as (app, more_sockets):
        prepare(ROOT, configuration)
        page = first_with([options.page or ROOT, ROOT], "index.html")
        warn_about_micropython(configuration, page, options.entry)
        print(startup_banner(site, replaced(configuration, site)), flush=True)
        if options.open:
            # In a thread, because a browser in the terminal would keep the server waiting.
            threading.Thread(target=webbrowser.open, args=(site.page_url,), daemon=True).start()
        serve(app, [*sockets, *more_sockets])


@contextmanager
def _with_console(
    options: argparse.Namespace, site: Site
) -> "Iterator[tuple[ASGIApp, list[socket.socket]]]":
    if site.cognito is None:
        yield site, []
        return
    with console.command_sockets(options, site.origins) as sockets:
        yield WithConsole(site, site.cognito), sockets


def _compose(options: argparse.Namespace, configuration: Configuration) -> Site:
    uses_stand_in = _uses_stand_in(options, configuration)
    if not uses_stand_in:
        refuse_stand_in_options(options)
    origins = _origins(options, configuration)
    if uses_stand_in:
        _require_three_ports(origins, configuration)
    cognito = stand_in_from_options(options, origins) if uses_stand_in else None
    return make_site(
        ROOT,
        configuration.at(origins),
        origins=origins,
        cognito=cognito,
        entry=options.entry,
        write_log=_write_log,
        front=options.page,
        is_inspected=not options.no_inspector,
        allowed_hosts=options.allow_host,
    )


def _uses_stand_in(options: argparse.Namespace, configuration: Configuration) -> bool:
    wanted = configuration.is_for_loopback or bool(options.command)
    return wanted and not options.no_stand_in


def _origins(options: argparse.Namespace, configuration: Configuration) -> Origins:
    port = options.port
    uses_stand_in = _uses_stand_in(options, configuration)
    if uses_stand_in and port is None and not configuration.is_for_loopback:
        port = USUAL_PORT  # the configuration's own provider is elsewhere
    return choose_origins(configuration, port, uses_stand_in=uses_stand_in)


def _require_three_ports(origins: Origins, configuration: Configuration) -> None:
    if len({port_of(origin) for origin in astuple(origins)}) < len(astuple(origins)):
        raise CannotStart(
            f"{configuration.name}: two of page, domain and issuer have the same port, and the "
            "stand-in needs three ports. Choose them with --port, or use a provider of your own "
            "with --no-stand-in."
        )


def _write_log(line: str) -> None:
    print(line, flush=True)


def choose_origins(
    configuration: Configuration, port: int | None, *, uses_stand_in: bool
) -> Origins:
    """Return where to serve: as configured, or from `port` on.

    A page that is deployed elsewhere is served at the usual port.

    Args:
        configuration: The page's configuration.
        port: The port of the page; None for the configured one.
        uses_stand_in: Whether the stand-in serves Cognito's origins; if not, they stay as
            configured.

    Raises:
        CannotStart: There are not enough ports after `port`, or the stand-in would have to serve
            an issuer that is elsewhere.
    """
    configured = configuration.origins
    if port is None:
        if uses_stand_in and not is_loopback(configured.issuer):
            # Its port would be https's own, 443.
            raise CannotStart(
                f"{configuration.name}: got the issuer {configured.issuer}, expected one on this "
                "machine, like the domain. Choose ports with --port, or use a provider of your own "
                "with --no-stand-in."
            )
        page = configured.page if is_loopback(configured.page) else USUAL_PAGE
        return Origins(page, configured.domain, configured.issuer)
    moved = Origins.from_port(port)
    return moved if uses_stand_in else Origins(moved.page, configured.domain, configured.issuer)
