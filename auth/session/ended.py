"""What is over for good: sessions that were ended, codes that were sent (HTML, "Web storage").

A message reaches those tabs only that are there to hear it. What must not come back to life has a
tombstone in localStorage instead, which tabs find that load later, and copies of a tab. It tells
nothing secret: a session goes by the name of its family, a code by a hash of it.
"""

import hashlib

from ..encoding import base64url
from ..errors import StorageUnavailable
from ..ports import Storage

PREFIX = "cognito.ended."
LIMIT = 50
"""Tombstones kept at a time: a session's end and its code are two, and only the latest matter."""


class Tombstones:
    """The endings that all tabs know of; where storage is blocked, those that this one knows of."""

    def __init__(self, client_id: str, storage: Storage) -> None:
        self._key = PREFIX + client_id
        self._storage = storage
        self._own: list[str] = []

    def bury(self, name: str) -> None:
        """Remember that `name`, a word without spaces, is over."""
        if self.has(name):
            return
        self._own.append(name)
        try:
            self._storage.set(self._key, " ".join((self._shared() + [name])[-LIMIT:]))
        except StorageUnavailable:
            return

    def has(self, name: str) -> bool:
        """Whether `name` is over."""
        return name in self._own or name in self._shared()

    def _shared(self) -> "list[str]":
        try:
            return (self._storage.get(self._key) or "").split()
        except StorageUnavailable:
            return []


def name_of_code(code: str) -> str:
    """Give the name that a code's tombstone bears."""
    return base64url.encode(hashlib.sha256(code.encode()).digest()[:16])
