"""Send a command to a running stand-in: the address and token are in a file of the owner's.

This module imports little, so that a command takes a fraction of a second.
"""

from __future__ import annotations

import http.client
import json
import os
import stat
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


class NotReachable(Exception):
    """No stand-in can be reached, or it refuses the command; the message says what to do."""


@contextmanager
def announced(port: int, control_port: int, token: str) -> Iterator[None]:
    """Write the file for commands while the `with` block lasts.

    Args:
        port: The port of the domain, by which commands find the file.
        control_port: The port of the control application.
        token: Its token.

    Raises:
        NotReachable: other users can open the folder of the file.
    """
    path = _path(port)
    path.unlink(missing_ok=True)
    # Only the owner can read it, from its first byte on.
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump({"port": control_port, "token": token}, file)
    try:
        yield
    finally:
        path.unlink(missing_ok=True)


def send_command(port: int, words: Sequence[str]) -> str:
    """Send a command to the stand-in whose domain is at a port, and return its output.

    Raises:
        NotReachable: there is none, or it refuses the command.
    """
    try:
        found = json.loads(_path(port).read_text(encoding="utf-8"))
        connection = http.client.HTTPConnection("127.0.0.1", found["port"], timeout=10)
        headers = {
            "authorization": f"Bearer {found['token']}",
            "content-type": "application/json",
        }
        connection.request("POST", "/commands", json.dumps({"words": list(words)}), headers)
        answer = connection.getresponse()
        document = json.loads(answer.read())
        connection.close()
    except (OSError, ValueError, KeyError, http.client.HTTPException):
        raise NotReachable(
            f"No stand-in with --control-port runs at port {port}. Start one, or name its --port."
        ) from None
    if answer.status != 200:
        raise NotReachable(f"{document.get('error')}.")
    return str(document["output"])


def _path(port: int) -> Path:
    owner = os.getuid() if hasattr(os, "getuid") else 0
    folder = Path(tempfile.gettempdir(), f"stand-in-{owner}")
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    is_shared = hasattr(os, "getuid") and (found.st_uid != owner or found.st_mode & 0o077)
    if not stat.S_ISDIR(found.st_mode) or is_shared:
        raise NotReachable(f"{folder} must be a folder that only you can open. Remove it.")
    return folder / f"{port}.control"
