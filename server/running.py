"""Runs a site: in the foreground until Ctrl-C, or in a thread, for tests."""

import socket
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import uvicorn
from starlette.types import ASGIApp

from server.configuration import read_configuration
from server.origins import Origins, free_origins
from server.page import Entry
from server.runtimes import ROOT
from server.site import Site, make_site, make_stand_in
from server.sockets import close, listen

if TYPE_CHECKING:
    from cognito_stand_in import FakeCognito

# How long Ctrl-C waits for unfinished responses; idle connections are closed at once.
SECONDS_TO_FINISH = 1

HEADER_BYTES = 1_048_576
"""The most bytes of a request's headers: those of people in many groups have large tokens."""


@contextmanager
def listening(site: Site) -> Iterator[list[socket.socket]]:
    """Listen on every port of `site` while the `with` block lasts.

    Raises:
        CannotStart: A port is in use.
    """
    opened: list[socket.socket] = []
    try:
        for port in site.apps:
            opened += listen(port, purpose=site.purpose_of(port))
        yield opened
    finally:
        close(opened)


def make_server(app: ASGIApp) -> uvicorn.Server:
    """Return a server for all sockets of a site, without headers and log lines of its own."""
    config = uvicorn.Config(
        app,
        http="h11",
        ws="none",
        loop="asyncio",
        lifespan="off",
        log_config=None,
        log_level="warning",
        access_log=False,  # it would write query strings
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=SECONDS_TO_FINISH,
        h11_max_incomplete_event_size=HEADER_BYTES,
    )
    return uvicorn.Server(config)


def serve(app: ASGIApp, sockets: list[socket.socket]) -> None:
    """Serve a site until Ctrl-C."""
    # The server shuts down first, and raises the signal again afterwards.
    with suppress(KeyboardInterrupt):
        make_server(app).run(sockets)


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningSite:
    """A site that is being served in a thread.

    Attributes:
        page_url: The URL of the page.
        origins: Where page, domain and issuer are.
        cognito: The stand-in.
        access_log: The lines of the log so far.
    """

    page_url: str
    origins: Origins
    cognito: "FakeCognito"
    access_log: list[str]


@contextmanager
def serve_in_thread(
    origins: Origins | None = None,
    *,
    entry: Entry = "launcher",
    cognito: "FakeCognito | None" = None,
    root: Path = ROOT,
    config_file: Path | None = None,
) -> Iterator[RunningSite]:
    """Serve the page with a stand-in while the `with` block lasts.

    Args:
        origins: Where to serve; three free ports by default.
        entry: What the page starts with.
        cognito: The stand-in, made for the same `origins`.
        root: The folder of the page.
        config_file: The configuration, if it is not the folder's `pyscript.toml`.

    Raises:
        CannotStart: A port is in use, or the configuration or the page is invalid.
    """
    origins = origins or free_origins()
    cognito = cognito or make_stand_in(root, origins)
    access_log: list[str] = []
    site = make_site(
        root,
        read_configuration(config_file or root / "pyscript.toml").at(origins),
        origins=origins,
        cognito=cognito,
        entry=entry,
        write_log=access_log.append,
    )
    with in_thread(site):
        yield RunningSite(
            page_url=site.page_url, origins=origins, cognito=cognito, access_log=access_log
        )


@contextmanager
def in_thread(
    site: Site, app: ASGIApp | None = None, more_sockets: Iterable[socket.socket] = ()
) -> Iterator[None]:
    """Serve `site` while the `with` block lasts.

    Args:
        site: What is served.
        app: An application around it, which gets all requests instead.
        more_sockets: Sockets to serve besides those of the site.

    Raises:
        CannotStart: A port is in use.
    """
    # The sockets listen already, so a request can arrive before the thread has started.
    with (
        listening(site) as sockets,
        running_in_thread(make_server(app or site), [*sockets, *more_sockets]),
    ):
        yield


@contextmanager
def running_in_thread(server: uvicorn.Server, sockets: list[socket.socket]) -> Iterator[None]:
    """Run a server in a thread while the `with` block lasts.

    Args:
        server: The server.
        sockets: Its sockets, which listen already and stay open.
    """
    thread = threading.Thread(target=server.run, args=(sockets,), name="site")
    thread.start()
    try:
        yield
    finally:
        server.should_exit = True
        thread.join()
