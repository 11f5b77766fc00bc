"""Running a site: in the foreground until Ctrl-C, or in a thread for as long as a test lasts."""

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

# An answer that is still on its way when Ctrl-C comes gets this long; idle connections get nothing.
SECONDS_TO_FINISH = 1

HEADER_BYTES = 262_144
"""The most bytes of a request's headers: those of people in many groups have large tokens."""


@contextmanager
def listening(site: Site) -> Iterator[list[socket.socket]]:
    """Listen on every port of `site` for as long as the `with` block lasts.

    Raises:
        CannotStart: one of them is taken.
    """
    opened: list[socket.socket] = []
    try:
        for port in site.apps:
            opened += listen(port, purpose=site.purpose_of(port))
        yield opened
    finally:
        close(opened)


def make_server(app: ASGIApp) -> uvicorn.Server:
    """Make the server for all of a site's sockets, with no header and no log line of its own."""
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
    # The server shuts down by itself and passes the signal on afterwards.
    with suppress(KeyboardInterrupt):
        make_server(app).run(sockets)


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningSite:
    """A site that is being served in a thread.

    `access_log` grows by a line a request; `cognito` is its stand-in.
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
    """Serve the page in `root` with a stand-in, for as long as the `with` block lasts.

    Without `origins` three free ports are taken; a `cognito` of one's own must have been made for
    the same `origins`. `config_file` stands in for `root`'s `pyscript.toml`.

    Raises:
        CannotStart: a port is taken, or the configuration or the page is not sound.
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
    """Serve `site` for as long as the `with` block lasts.

    An `app` around it gets what comes in, at `more_sockets` too.

    Raises:
        CannotStart: a port is taken.
    """
    # The sockets listen already, so that a request may come before the thread has started.
    with listening(site) as sockets:
        server = make_server(app or site)
        everything = [*sockets, *more_sockets]
        thread = threading.Thread(target=server.run, args=(everything,), name="site")
        thread.start()
        try:
            yield
        finally:
            server.should_exit = True
            thread.join()
