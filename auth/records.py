"""What is kept of a session between two page loads, and where (HTML, "Web storage").

Anything can stand in storage: other code's keys, an older version's records, an attacker's. So a
record is read strictly or not at all, and keys that are not ours are never touched.
"""

import json

from auth.config import AuthConfig
from auth.errors import AuthError, MalformedResponse, StorageUnavailable
from auth.protocol import members
from auth.protocol.authorization import Transaction, parse_transaction
from auth.protocol.claims import IdTokenClaims, restore_id_token_claims
from auth.protocol.jose import split_jws
from auth.protocol.strict_json import parse_object
from auth.runtime import Clock, Storage

TRANSACTION_PREFIX = "cognito.transaction."
SESSION_PREFIX = "cognito.session."
PENDING_LIMIT = 8
"""Pending sign-ins kept at a time: one a tab is normal, a few come from going back and forth."""


class SessionRecord:
    """The tokens of one signed-in person, and the claims that were checked when they came.

    `expires_at` is when the access token ends, in epoch seconds of this device's clock; `app_state`
    is what the app gave to `sign_in`.
    """

    def __init__(
        self,
        *,
        access_token: str,
        id_token: str,
        refresh_token: str | None,
        expires_at: float,
        claims: IdTokenClaims,
        app_state: object = None,
    ) -> None:
        self.access_token = access_token
        self.id_token = id_token
        self.refresh_token = refresh_token
        self.expires_at = expires_at
        self.claims = claims
        self.app_state = app_state

    def __repr__(self) -> str:
        return "<SessionRecord>"

    def to_json(self) -> str:
        """Give the record that `parse_session_record` reads."""
        return json.dumps(
            {
                "access_token": self.access_token,
                "id_token": self.id_token,
                "refresh_token": self.refresh_token,
                "expires_at": self.expires_at,
                "app_state": self.app_state,
            }
        )


def parse_session_record(text: str, config: AuthConfig) -> SessionRecord:
    """Read a stored session again. Raises AuthError when it is not one, or not this client's."""
    record = parse_object(text)
    id_token = members.text(record, "id_token")
    claims = restore_id_token_claims(
        split_jws(id_token).payload(), issuer=config.issuer, client_id=config.client_id
    )
    return SessionRecord(
        access_token=members.text(record, "access_token"),
        id_token=id_token,
        refresh_token=members.optional_text(record, "refresh_token"),
        expires_at=members.number(record, "expires_at"),
        claims=claims,
        app_state=record.get("app_state"),
    )


class SessionStore:
    """The one session of this tab: in memory, and in sessionStorage unless the app declines."""

    def __init__(self, config: AuthConfig, storage: Storage) -> None:
        self._config = config
        self._storage = storage
        self._key = SESSION_PREFIX + config.client_id
        self.record: SessionRecord | None = None

    def restore(self) -> SessionRecord | None:
        """Read what the page before this one kept; forget it when it is no sound record."""
        if self._config.token_storage == "memory":
            return self.record
        self.record = None
        text = self._storage.get(self._key)
        self.record = self._parsed(text) if text else None
        if text and self.record is None:
            self.clear()
        return self.record

    def put(self, record: SessionRecord) -> None:
        """Keep `record`. Raises StorageUnavailable, and then keeps what there was."""
        if self._config.token_storage == "session":
            self._storage.set(self._key, record.to_json())
        self.record = record

    def clear(self) -> bool:
        """Forget the session everywhere in this tab; tell whether storage could be wiped."""
        self.record = None
        try:
            self._storage.remove(self._key)
        except StorageUnavailable:
            return False
        return True

    def _parsed(self, text: str) -> SessionRecord | None:
        try:
            return parse_session_record(text, self._config)
        except AuthError:
            return None


class TransactionStore:
    """The pending sign-ins of this tab, one a `state`."""

    def __init__(self, storage: Storage, clock: Clock) -> None:
        self._storage = storage
        self._clock = clock

    def put(self, transaction: Transaction) -> None:
        """Keep `transaction` until it is taken, sweeping stale ones. Raises StorageUnavailable."""
        self._sweep()
        key = TRANSACTION_PREFIX + transaction.state
        text = transaction.to_json()
        self._storage.set(key, text)
        if self._storage.get(key) != text:
            raise StorageUnavailable("sessionStorage does not keep what is put there")

    def take(self, state: str | None) -> Transaction | None:
        """Give the pending sign-in of `state` and forget it: it answers once (RFC 9700 2.1.1)."""
        key = TRANSACTION_PREFIX + (state or "")
        text = self._storage.get(key) if state else None
        if text is None:
            return None
        self._storage.remove(key)
        transaction = self._parsed(text)
        return transaction if transaction and transaction.state == state else None

    def _sweep(self) -> None:
        """Drop stale and damaged records, and the oldest ones where there are too many."""
        alive = []
        for key in self._storage.keys():
            if key.startswith(TRANSACTION_PREFIX):
                transaction = self._parsed(self._storage.get(key) or "")
                if transaction is None:
                    self._storage.remove(key)
                else:
                    alive.append((transaction.created_at, key))
        for _, key in sorted(alive)[: max(0, len(alive) - PENDING_LIMIT + 1)]:
            self._storage.remove(key)

    def _parsed(self, text: str) -> Transaction | None:
        try:
            transaction = parse_transaction(text)
        except MalformedResponse:
            return None
        return None if transaction.is_stale(self._clock.now()) else transaction
