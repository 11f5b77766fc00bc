"""Run the stand-in in its own process, so that it does not share a core with the client."""

import multiprocessing
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection

from cognito_stand_in import FakeCognito
from server.origins import Origins, free_origins
from server.running import listening, make_server
from server.runtimes import ROOT
from server.site import make_stand_in, make_stand_in_site

MOST_SECONDS_TO_START = 30


@contextmanager
def serving() -> Iterator[tuple[FakeCognito, Callable[[], float]]]:
    """Serve on free loopback ports; yield an equal stand-in, and a function for its CPU seconds."""
    origins = free_origins()
    ours, theirs = multiprocessing.get_context("spawn").Pipe()
    process = multiprocessing.get_context("spawn").Process(target=_serve, args=(origins, theirs))
    process.start()
    try:
        if not ours.poll(MOST_SECONDS_TO_START):
            raise TimeoutError("the stand-in did not start")
        ours.recv()
        yield make_stand_in(ROOT, origins), lambda: _ask(ours)
    finally:
        ours.send("stop")
        process.join()


def _ask(ours: Connection) -> float:
    ours.send("seconds")
    seconds: float = ours.recv()
    return seconds


def _serve(origins: Origins, theirs: Connection) -> None:
    site = make_stand_in_site(
        make_stand_in(ROOT, origins), origins=origins, write_log=lambda _: None
    )
    server = make_server(site)
    with listening(site) as sockets:

        def obey() -> None:
            theirs.send("ready")
            while theirs.recv() != "stop":
                theirs.send(time.process_time())
            server.should_exit = True

        threading.Thread(target=obey, daemon=True).start()
        server.run(sockets)
