"""What is kept of a session between two page loads, and where (HTML, "Web storage").

Anything can stand in storage: other code's keys, an older version's records, an attacker's. So a
record is read strictly or not at all, and keys that are not ours are never touched.
"""

import json

from ..config import AuthConfig
from ..encoding import members
from ..encoding.strict_json import parse_object
from ..errors import AuthError, MalformedResponse, SignInRequired, StorageUnavailable
from ..ports import Clock, Runtime, Storage
from ..protocol.authorization import Transaction, parse_transaction
from ..protocol.claims import IdTokenClaims, restore_id_token_claims
from ..protocol.jose import split_jws
from .ended import Tombstones

TRANSACTION_PREFIX = "cognito.transaction."
SESSION_PREFIX = "cognito.session."
TAB_SKEW_SECONDS = 1
"""How far the clocks of two tabs may be apart: browsers blur them, each page on its own."""

PENDING_LIMIT = 8
"""Pending sign-ins kept at a time: one a tab is normal, a few come from going back and forth."""


class SessionRecord:
    """The tokens of one signed-in person, and the claims that were checked when they came.

    `expires_at`, when the access token ends, `received_at`, when it came, and `started_at`, when
    the person signed in, are epoch seconds of this device's clock. `family` names the sign-in that
    all of this goes back to, and `sequence` counts its renewals; `app_state` is what the app gave
    to `sign_in`.
    """

    def __init__(
        self,
        *,
        access_token: str,
        id_token: str,
        refresh_token: str | None,
        received_at: float,
        expires_at: float,
        started_at: float,
        family: str,
        sequence: int,
        claims: IdTokenClaims,
        app_state: object = None,
    ) -> None:
        self.access_token = access_token
        self.id_token = id_token
        self.refresh_token = refresh_token
        self.received_at = received_at
        self.expires_at = expires_at
        self.started_at = started_at
        self.family = family
        self.sequence = sequence
        self.claims = claims
        self.app_state = app_state

    def __repr__(self) -> str:
        return "<SessionRecord>"

    def is_newer_than(self, other: "SessionRecord") -> bool:
        """Whether this is a later state of the same sign-in."""
        return self.family == other.family and self.sequence > other.sequence

    def to_json(self) -> str:
        """Give the record that `parse_session_record` reads."""
        kept = {name: value for name, value in self.__dict__.items() if name != "claims"}
        return json.dumps(kept)


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
        received_at=members.number(record, "received_at"),
        expires_at=members.number(record, "expires_at"),
        started_at=members.number(record, "started_at"),
        family=members.text(record, "family"),
        sequence=int(members.number(record, "sequence")),
        claims=claims,
        app_state=record.get("app_state"),
    )


class SessionStore:
    """The one session of this tab: in memory, and in sessionStorage unless the app declines."""

    def __init__(self, config: AuthConfig, runtime: Runtime) -> None:
        self._config = config
        self._storage = runtime.storage
        self._clock = runtime.clock
        self._key = SESSION_PREFIX + config.client_id
        self._deadline = 0.0
        self.tombstones = Tombstones(config.client_id, runtime.shared_storage)
        self.record: SessionRecord | None = None

    def seconds_left(self) -> float:
        """Give how long the access token is still good, going by the more cautious of two clocks.

        The device's clock can be set; the page's own cannot, but may stand still while the machine
        sleeps.
        """
        if self.record is None:
            return 0.0
        by_device = self.record.expires_at - self._clock.now()
        return min(by_device, self._deadline - self._clock.monotonic())

    def required(self) -> SessionRecord:
        """Give the session. Raises SignInRequired when there is none."""
        if self.record is None:
            raise SignInRequired
        return self.record

    def restore(self) -> SessionRecord | None:
        """Read what the page before this one kept; forget what is not sound, or was ended since."""
        if self._config.token_storage == "memory":
            return self.record
        self.record = None
        text = self._storage.get(self._key)
        record = self._parsed(text) if text else None
        if record is not None:
            self.hold(record)
        elif text:
            self.clear()
        return record

    def put(self, record: SessionRecord) -> None:
        """Keep `record`. Raises StorageUnavailable, and then keeps what there was."""
        if self._config.token_storage == "session":
            self._storage.set(self._key, record.to_json())
        self.hold(record)

    def hold(self, record: SessionRecord) -> None:
        """Keep `record` in memory alone.

        From now on its life is measured by the page's clock too. A record from what this device
        takes for the future says nothing about how much of its life is left.
        """
        now = self._clock.now()
        is_plausible = record.received_at <= now + TAB_SKEW_SECONDS
        left = record.expires_at - now if is_plausible else 0.0
        self._deadline = self._clock.monotonic() + left
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
            record = parse_session_record(text, self._config)
        except AuthError:
            return None
        return None if self.tombstones.has(record.family) else record


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
