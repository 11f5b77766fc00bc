"""`serve.py users` and other commands: sent to a running stand-in, or run on its state file."""

import argparse
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from server import program
from server.console_socket import is_answered, listening_at, send, socket_path
from server.errors import CannotStart
from server.origins import Origins
from server.stand_in import stand_in_from_options

if TYPE_CHECKING:
    from cognito_stand_in import FakeCognito

# Python on Windows has none: there, commands work on the state file of a stopped stand-in.
HAS_UNIX_SOCKETS = hasattr(socket, "AF_UNIX")
NEED_NO_MEMORY = frozenset({"help", "faults", "switches"})
LAST_AS_LONG_AS_IT_RUNS = frozenset({"fault", "switch"})


@contextmanager
def command_sockets(options: argparse.Namespace, origins: Origins) -> Iterator[list[socket.socket]]:
    """Open the socket for commands while the `with` block lasts, and yield it in a list.

    Without Unix sockets, or if it cannot be opened, the list is empty and a warning is printed.

    Raises:
        CannotStart: A running stand-in has the same state file.
    """
    place = _place(options, origins) if HAS_UNIX_SOCKETS else None
    if place is None:
        yield []
        return
    with listening_at(place) as sockets:
        yield sockets


def _place(options: argparse.Namespace, origins: Origins) -> Path | None:
    try:
        return socket_path(options.state, origins)
    except (CannotStart, OSError) as reason:
        print(
            f"Warning: commands such as `{program.NAME} users` cannot reach this stand-in: "
            f"{reason}",
            file=sys.stderr,
        )
        return None


def run(options: argparse.Namespace, origins: Origins) -> str:
    """Run the command in `options` and return what to print.

    Raises:
        CannotStart: The command is refused, or there is no stand-in to run it.
    """
    words = options.command
    if HAS_UNIX_SOCKETS and is_answered(place := socket_path(options.state, origins)):
        return send(place, words)
    if words[0] in LAST_AS_LONG_AS_IT_RUNS:
        raise CannotStart(
            f"No stand-in runs with this --port or --state, and a {words[0]} lasts only while one "
            f"runs. Start one with --{words[0]}."
        )
    if options.state is None and words[0] not in NEED_NO_MEMORY:
        raise CannotStart(
            f"No stand-in runs at {origins.domain}. Start one, or name its port with --port or its "
            "state file with --state."
        )
    return _run_on_state_file(stand_in_from_options(options, origins), words)


def _run_on_state_file(cognito: "FakeCognito", words: list[str]) -> str:
    from cognito_stand_in import CommandRefused, run_command  # noqa: PLC0415 - as in server.site

    try:
        return run_command(cognito, words)
    except CommandRefused as mistake:
        raise CannotStart(f"{mistake}.") from None
