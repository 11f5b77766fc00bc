"""Serve the stand-in that the command line describes, until Ctrl-C."""

from __future__ import annotations

import secrets
import sys
from contextlib import ExitStack, suppress
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from starlette.middleware.trustedhost import TrustedHostMiddleware

from ..cloudformation.errors import TemplateError
from ..cognito import FakeCognito
from ..control.client import NotReachable, announced
from ..state_file import StateFileDamaged
from .health import PATH, WithHealth
from .listening import LOCAL_HOSTS, exposure_lines, listen
from .own_pools import pools_from_options
from .summary import endpoint_lines, message_line, people_lines
from .tls import TlsRefused, tls_files, tls_lines, wants_tls
from .web_server import WebServer, run

if TYPE_CHECKING:
    import argparse
    import socket
    from collections.abc import Mapping
    from pathlib import Path

    from starlette.types import ASGIApp, Receive, Scope, Send

    from ..messages import Message


def serve(parser: argparse.ArgumentParser, options: argparse.Namespace) -> None:
    """Serve until Ctrl-C; the program ends with a message if that is not possible."""
    stand_ins = _stand_ins(options)
    hosts = _hosts(options)
    apps: dict[int, ASGIApp] = {}
    for position, cognito in enumerate(stand_ins):
        port = options.port + 2 * position
        apps |= {port: _guarded(cognito, cognito.domain_app, hosts)}
        apps |= {port + 1: _guarded(cognito, cognito.issuer_app, hosts)}
    with ExitStack() as stack:
        try:
            files = tls_files(options, stack, [one for one in hosts if not _is_of_aws(one)])
        except TlsRefused as mistake:
            parser.error(str(mistake))
        sockets = [one for port in apps for one in listen(stack, port, options.host)]
        lines = [line for cognito in stand_ins for line in [*_lines(cognito), ""]]
        lines += [*_place_lines(options, apps), *exposure_lines(options.host, hosts)]
        servers = [(WebServer(_by_port(apps), files), sockets)]
        if options.control_port is not None:
            # Without TLS, because it is at a loopback address only.
            control, opened, more = _control(stack, options, stand_ins[0])
            servers.append((WebServer(control), [opened]))
            lines += more
        lines += [*tls_lines(files), "", "Ctrl-C stops it.", ""]
        print("\n".join(lines), flush=True)
        run(servers)


def _stand_ins(options: argparse.Namespace) -> list[FakeCognito]:
    scheme = "https" if wants_tls(options) else "http"
    try:
        pools = pools_from_options(options, scheme)
        stand_ins = []
        for position, pool in enumerate(pools):
            cognito = FakeCognito(pool, state_path=_state(options.state, pool.pool_id, position))
            cognito.directory.announce = _print_message
            # Whoever has a pool of their own sees the page that people will see.
            cognito.switches.one_click_people = options.is_demonstration
            for name in options.fault:
                cognito.faults.enable(name)
            for name, value in options.switch:
                cognito.switches.set(name, value)
            cognito.save_state()
            stand_ins.append(cognito)
    except (TemplateError, StateFileDamaged, ValueError) as mistake:
        sys.exit(f"The stand-in cannot start: {mistake}.")
    except OSError as failure:
        sys.exit(f"{failure.filename or options.state}: {failure.strerror}.")
    return stand_ins


def _print_message(message: Message) -> None:
    print(message_line(message), flush=True)


def _state(path: Path | None, pool_id: str, position: int) -> Path | None:
    """Return the state file of a pool: the first has the file itself."""
    if path is None or position == 0:
        return path
    return path.with_name(f"{path.stem}.{pool_id}{path.suffix}")


def _hosts(options: argparse.Namespace) -> list[str]:
    """Return the hosts that requests may name: local ones, and those of the options."""
    configured = [urlsplit(url).hostname for url in (options.domain_url, options.issuer) if url]
    addresses = [one for one in options.host if one not in {"0.0.0.0", "::"}]  # noqa: S104
    given = [*configured, *addresses, *options.allow_host]
    written = [f"[{one}]" if one and ":" in one else one for one in given]
    return list(dict.fromkeys([*LOCAL_HOSTS, *(one for one in written if one)]))


def _is_of_aws(host: str) -> bool:
    # Whoever trusts the certificate must not trust it in the place of AWS.
    return host.endswith((".amazonaws.com", ".amazoncognito.com"))


def _guarded(cognito: FakeCognito, app: ASGIApp, hosts: list[str]) -> ASGIApp:
    checked = TrustedHostMiddleware(app, hosts, www_redirect=False)
    return WithHealth(checked, cognito.pool.pool_id)


def _lines(cognito: FakeCognito) -> list[str]:
    notices = [f"  {notice}" for notice in cognito.pool.notices]
    notes = ["", "Not everything in the template has an effect here:", *notices] if notices else []
    return [*endpoint_lines(cognito), "", *people_lines(cognito), *notes]


def _place_lines(options: argparse.Namespace, apps: Mapping[int, ASGIApp]) -> list[str]:
    """Return the lines about the ports, which the URLs above may not name."""
    scheme = "https" if wants_tls(options) else "http"
    lines = [f"Health: {scheme}://localhost:{options.port}{PATH}"]
    if options.domain_url is not None or options.issuer is not None:
        domain, issuer = list(apps)[:2]
        lines.append(f"Ports: {domain} for the domain, {issuer} for the issuer")
    return lines


def _control(
    stack: ExitStack, options: argparse.Namespace, cognito: FakeCognito
) -> tuple[ASGIApp, socket.socket, list[str]]:
    """Return the application for control, its socket, and the lines about it."""
    # Here, because it is off in most starts.
    from ..control.application import control_application  # noqa: PLC0415
    from ..control.in_process import Control  # noqa: PLC0415

    token = secrets.token_urlsafe(32)
    # Loopback whatever --host says: the token would cross the network as plain text.
    (opened,) = listen(stack, options.control_port, ("127.0.0.1",), "--control-port")
    port = opened.getsockname()[1]
    with suppress(NotReachable, OSError):
        stack.enter_context(announced(options.port, port, token))
    lines = ["", f"Control: http://127.0.0.1:{port}", f"Control token: {token}"]
    return control_application(Control(cognito), token), opened, lines


def _by_port(apps: Mapping[int, ASGIApp]) -> ASGIApp:
    async def by_port(scope: Scope, receive: Receive, send: Send) -> None:
        # The port of the socket, not the one in the Host header.
        await apps[scope["server"][1]](scope, receive, send)

    return by_port
