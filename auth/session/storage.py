"""The session and the pending sign-ins in sessionStorage (HTML, Web storage).

Storage may contain anything: other code's keys, an older version's records, an attacker's. So a
record is read strictly or not at all, and other keys are never touched.
"""

from ..errors import AuthError, MalformedResponse, StorageUnavailable
from ..protocol.authorization import Transaction, parse_transaction
from .namespace import namespace
from .record import SessionRecord, parse_session_record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..config import AuthConfig
    from ..ports import Clock, Storage

TRANSACTION_PREFIX = "cognito.transaction."
SESSION_PREFIX = "cognito.session."

PENDING_LIMIT = 8
"""Pending sign-ins of one app that a tab keeps: one is normal, a few come from going back and
forth."""


class SessionStorage:
    """The stored record of this tab; `token_storage = "memory"` stores none."""

    def __init__(self, config: "AuthConfig", storage: "Storage") -> None:
        self._config = config
        self._storage = storage
        self._key = SESSION_PREFIX + namespace(config)

    def read(self) -> SessionRecord | None:
        """Return the stored record, and remove one that is invalid.

        Raises:
            StorageUnavailable: The browser blocks storage.
        """
        text = self._storage.get(self._key)
        if not text:
            return None
        try:
            return parse_session_record(text, self._config)
        except AuthError:
            self.clear()
            return None

    def write(self, record: SessionRecord) -> None:
        """Store `record`.

        Raises:
            StorageUnavailable: The browser blocks storage, or has no room; nothing changes then.
        """
        if self._config.token_storage == "session":
            self._storage.set(self._key, record.to_json())

    def clear(self) -> bool:
        """Remove the record, and return whether that worked."""
        try:
            self._storage.remove(self._key)
        except StorageUnavailable:
            return False
        return True


class TransactionStorage:
    """The pending sign-ins of this tab, one for each `state`."""

    def __init__(self, storage: "Storage", clock: "Clock") -> None:
        self._storage = storage
        self._clock = clock

    def put(self, transaction: Transaction) -> None:
        """Store `transaction` until it is taken, and remove stale ones and the oldest of its app.

        Raises:
            StorageUnavailable: The browser blocks storage, or does not keep what is stored.
        """
        self._sweep(transaction)
        key = TRANSACTION_PREFIX + transaction.state
        text = transaction.to_json()
        self._storage.set(key, text)
        if self._storage.get(key) != text:
            raise StorageUnavailable("sessionStorage does not keep what is put there")

    def take(self, state: str | None) -> Transaction | None:
        """Return the pending sign-in of `state`, and remove it: it is used once (RFC 9700 2.1.1).

        Raises:
            StorageUnavailable: The browser blocks storage.
        """
        key = TRANSACTION_PREFIX + (state or "")
        text = self._storage.get(key) if state else None
        if text is None:
            return None
        self._storage.remove(key)
        transaction = self._parsed(text)
        return transaction if transaction and transaction.state == state else None

    def has(self, state: str) -> bool:
        """Return whether a sign-in with this `state` is pending, or was until it became stale."""
        try:
            return self._storage.get(TRANSACTION_PREFIX + state) is not None
        except StorageUnavailable:
            return False

    def has_any(self, config: "AuthConfig") -> bool:
        """Return whether any sign-in of an app is pending in this tab.

        Raises:
            StorageUnavailable: The browser blocks storage.
        """
        keys = [key for key in self._storage.keys() if key.startswith(TRANSACTION_PREFIX)]
        pending = [self._parsed(self._storage.get(key) or "") for key in keys]
        return any([one is not None and namespace(one) == namespace(config) for one in pending])

    def _sweep(self, new: Transaction) -> None:
        """Remove stale and damaged records, and the oldest ones of an app that has too many."""
        alive = []
        for key in self._storage.keys():
            if key.startswith(TRANSACTION_PREFIX):
                transaction = self._parsed(self._storage.get(key) or "")
                if transaction is None:
                    self._storage.remove(key)
                elif namespace(transaction) == namespace(new):
                    alive.append((transaction.created_at, key))
        for _, key in sorted(alive)[: max(0, len(alive) - PENDING_LIMIT + 1)]:
            self._storage.remove(key)

    def _parsed(self, text: str) -> Transaction | None:
        try:
            transaction = parse_transaction(text)
        except MalformedResponse:
            return None
        return None if transaction.is_stale(self._clock.now()) else transaction
