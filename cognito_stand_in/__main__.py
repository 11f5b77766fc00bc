"""Run a stand-in on this machine: `python -m cognito_stand_in [--port N] [--callback URL]`."""

from __future__ import annotations

import argparse
import errno
import re
import socket
import sys
from contextlib import ExitStack, suppress
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import uvicorn
from starlette.middleware.trustedhost import TrustedHostMiddleware

from .cognito import FakeCognito
from .example import example_pool
from .summary import endpoint_lines, people_lines
from .tls import TlsRefused, add_tls_options, tls_files, tls_lines, wants_tls

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from starlette.types import ASGIApp, Receive, Scope, Send

    from .pool import Pool
    from .tls import TlsFiles

USUAL_PORT = 8001
HIGHEST_PORT = 65535
# Of a request's headers: people in many groups have large access tokens.
HEADER_BYTES = 1_048_576
PAGE_ORIGIN = "http://localhost:8000"
# A foreign page may use another name for this machine (DNS rebinding).
LOCAL_HOSTS = ("localhost", "127.0.0.1", "[::1]")
# Browsers may try either address of `localhost` first.
ADDRESSES = ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1"))


def main() -> None:
    """Serve until Ctrl-C."""
    parser = _parser()
    options = parser.parse_args()
    if not 1 <= options.port < HIGHEST_PORT:
        parser.error(f"--port: got {options.port}, expected 1 to {HIGHEST_PORT - 1}")
    scheme = "https" if wants_tls(options) else "http"
    cognito = FakeCognito(_pool(options.port, options.callback, scheme))
    hosts = [*LOCAL_HOSTS, *options.allow_host]
    apps = {
        options.port: TrustedHostMiddleware(cognito.domain_app, hosts, www_redirect=False),
        options.port + 1: TrustedHostMiddleware(cognito.issuer_app, hosts, www_redirect=False),
    }
    with ExitStack() as stack:
        try:
            files = tls_files(options, stack, hosts)
        except TlsRefused as mistake:
            parser.error(str(mistake))
        sockets = [one for port in apps for one in _listen(stack, port)]
        lines = [*endpoint_lines(cognito), "", *people_lines(cognito), "", *tls_lines(files)]
        print("\n".join([*lines, "", "Ctrl-C stops it.", ""]), flush=True)
        _serve(apps, sockets, files)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m cognito_stand_in",
        description="Run a local stand-in for Amazon Cognito, for development and tests.",
    )
    parser.add_argument(
        "--port",
        type=int,
        default=USUAL_PORT,
        help="port of the user pool's domain; the issuer takes the next one (default: %(default)s)",
    )
    parser.add_argument(
        "--callback",
        type=_callback_url,
        action="append",
        default=[],
        metavar="URL",
        help="callback and sign-out URL of your app; repeat it for more of them "
        f"(default: {PAGE_ORIGIN}/)",
    )
    parser.add_argument(
        "--allow-host",
        type=_host_name,
        action="append",
        default=[],
        metavar="NAME",
        help="accept requests to this host name too, such as host.docker.internal; repeat it for "
        "more of them",
    )
    add_tls_options(parser)
    return parser


def _host_name(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9.-]+", text):
        raise argparse.ArgumentTypeError(f"got {text!r}, expected a host name without a port")
    return text


def _callback_url(text: str) -> str:
    parts = urlsplit(text)
    if not parts.scheme or not parts.netloc or "#" in text:
        raise argparse.ArgumentTypeError(
            f"got {text!r}, expected an absolute URL without a fragment, "
            "such as http://localhost:3000/callback"
        )
    return text


def _pool(port: int, callback_urls: Sequence[str], scheme: str) -> Pool:
    """Return the example pool, which also accepts the root of each callback's origin."""
    parts = [urlsplit(url) for url in callback_urls]
    origins = [f"{one.scheme}://{one.netloc}" for one in parts if one.scheme in {"http", "https"}]
    return example_pool(
        domain=f"{scheme}://localhost:{port}",
        issuer_origin=f"{scheme}://localhost:{port + 1}",
        page_origins=origins if callback_urls else [PAGE_ORIGIN],
        callback_urls=callback_urls,
    )


def _listen(stack: ExitStack, port: int) -> list[socket.socket]:
    """Listen on the loopback addresses: IPv4 and, if the machine has it, IPv6."""
    opened: list[socket.socket] = []
    for family, address in ADDRESSES:
        try:
            one = stack.enter_context(socket.create_server((address, port), family=family))
        except OSError as failure:
            if family == socket.AF_INET6 and failure.errno != errno.EADDRINUSE:
                continue
            sys.exit(
                f"Port {port} cannot be used: {failure.strerror}. Choose another one with --port."
            )
        # Connections inherit this. Without it, a body may arrive 40 ms after its headers.
        one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        opened.append(one)
    return opened


def _serve(
    apps: Mapping[int, ASGIApp], sockets: list[socket.socket], files: TlsFiles | None
) -> None:
    async def by_port(scope: Scope, receive: Receive, send: Send) -> None:
        # The port of the socket, not the one in the Host header.
        await apps[scope["server"][1]](scope, receive, send)

    config = uvicorn.Config(
        by_port,
        ws="none",
        lifespan="off",
        log_level="warning",
        access_log=False,  # it would write codes in query strings
        proxy_headers=False,
        server_header=False,
        h11_max_incomplete_event_size=HEADER_BYTES,
        ssl_certfile=None if files is None else files.certificate,
        ssl_keyfile=None if files is None else files.key,
    )
    # uvicorn closes connections first, and raises the signal again afterwards.
    with suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets)


if __name__ == "__main__":
    main()
