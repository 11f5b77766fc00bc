"""Ended sessions and used codes, recorded for every tab of the app (HTML, Web storage)."""

import hashlib

from ..encoding import base64url
from ..errors import StorageUnavailable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..ports import Storage

PREFIX = "cognito.ended."
LIMIT = 50
"""Names kept at a time: a session's end and its code are two, and only the latest matter."""


class EndedSessions:
    """The names that are recorded; if storage is blocked, those that this tab has added.

    BroadcastChannel reaches only open tabs, so ended sessions and used codes are also recorded in
    the storage that all tabs share. The record contains nothing secret: a session is named by its
    family, a code by a hash of it.
    """

    def __init__(self, app: str, storage: "Storage") -> None:
        """Read and write one record.

        Args:
            app: The `namespace` of the app.
            storage: What all tabs of the origin share.
        """
        self._key = PREFIX + app
        self._storage = storage
        self._own: list[str] = []

    def add(self, name: str) -> None:
        """Record `name`, which has no spaces."""
        if self.has(name):
            return
        self._own.append(name)
        try:
            self._storage.set(self._key, " ".join((self._shared() + [name])[-LIMIT:]))
        except StorageUnavailable:
            return

    def has(self, name: str) -> bool:
        """Return whether `name` is recorded."""
        return name in self._own or name in self._shared()

    def _shared(self) -> "list[str]":
        try:
            return (self._storage.get(self._key) or "").split()
        except StorageUnavailable:
            return []


def name_of_code(code: str) -> str:
    """Return the name under which a used code is recorded."""
    return base64url.encode(hashlib.sha256(code.encode()).digest()[:16])
