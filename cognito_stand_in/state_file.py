"""Store the state of a stand-in in one file, which is replaced atomically (RFC 8259)."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .factors.settings import Passkey
from .grants import CodeGrant, RefreshToken, TokenFamily
from .messages import Message
from .passwords import password_matches
from .pool import Group, Identity, User
from .sessions import BrowserSession
from .signing import SigningKey

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .service import Service
    from .signing import KeyRing

_FORMAT = 3


class StateFileDamaged(ValueError):
    """The state file is damaged. It is left as it is, and the message names it."""


class StateFile:
    """A state file.

    It contains password hashes and private development keys, so only its owner may read it. Codes,
    refresh tokens and cookies are stored as hashes.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._written = ""

    def save(self, service: Service) -> None:
        """Write the state if it has changed since the last time."""
        text = json.dumps(_state_of(service), sort_keys=True)
        if text != self._written:
            _write_atomically(
                self._path, json.dumps({"format": _FORMAT, "sha256": _digest(text), "state": text})
            )
            self._written = text

    def restore(self, service: Service) -> bool:
        """Restore the state of a new stand-in; return whether there was a file.

        Raises:
            StateFileDamaged: the file is damaged, of another format, or of another pool.
        """
        try:
            document = self._path.read_text(encoding="utf-8")
        except FileNotFoundError:
            return False
        except UnicodeDecodeError:
            raise self._damaged("it is not UTF-8") from None
        self._written = self._checked(document)
        try:
            _restore_state(service, json.loads(self._written))
        except (KeyError, TypeError, ValueError, AttributeError):
            raise self._damaged("its content does not fit this version or this pool") from None
        return True

    def _checked(self, document: str) -> str:
        try:
            envelope = json.loads(document)
            text = envelope["state"]
            intact = envelope["format"] == _FORMAT and envelope["sha256"] == _digest(text)
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            intact, text = False, ""
        if not intact:
            raise self._damaged("its content is not what was written")
        return str(text)

    def _damaged(self, reason: str) -> StateFileDamaged:
        return StateFileDamaged(
            f"{self._path}: the state file is damaged: {reason}; move it away for a fresh start"
        )


def _state_of(service: Service) -> dict[str, Any]:
    pool, keys, families = service.pool, service.keys, service.families
    issuers = service.issuers
    return {
        "pool_id": pool.pool_id,
        "users": {name: _without_plain_password(user) for name, user in pool.users.items()},
        "groups": {name: _plain(group) for name, group in pool.groups.items() if group.created_at},
        "deleted": sorted(service.initial_usernames - pool.users.keys()),
        "codes": _plain_values(service.codes.store.entries),
        "families": _plain_values(families.by_origin),
        "refresh_tokens": _plain_values(families.store.entries),
        "sessions": _plain_values(service.sessions.store.entries),
        "outbox": [_plain(message) for message in service.directory.outbox.values()],
        "linked": sorted(service.linked),
        "keys": _pems(keys),
        "replica_keys": _pems(issuers.replica_keys) if issuers.has_replica_keys else [],
    }


def _restore_state(service: Service, state: dict[str, Any]) -> None:
    if state["pool_id"] != service.pool.pool_id:
        raise ValueError("another pool")
    # Parse everything before anything changes, so that an error changes nothing.
    known = service.pool.users
    users = {name: _user(values, known.get(name)) for name, values in state["users"].items()}
    groups = {name: Group(**values) for name, values in state["groups"].items()}
    deleted = [str(name) for name in state["deleted"]]
    codes = {key: CodeGrant(**values) for key, values in state["codes"].items()}
    families = {origin: TokenFamily(**values) for origin, values in state["families"].items()}
    records = {key: RefreshToken(**values) for key, values in state["refresh_tokens"].items()}
    sessions = {key: BrowserSession(**values) for key, values in state["sessions"].items()}
    messages = [Message(**values) for values in state["outbox"]]
    keys = [SigningKey.from_pem(pem) for pem in state["keys"]]
    replica_keys = [SigningKey.from_pem(pem) for pem in state["replica_keys"]]
    service.pool.users |= users
    service.pool.groups |= groups
    for name in deleted:
        service.pool.users.pop(name, None)
    service.codes.store.entries = codes
    service.families.by_origin, service.families.store.entries = families, records
    service.sessions.store.entries = sessions
    service.directory.outbox = {
        (message.username, message.purpose): message for message in messages
    }
    service.linked = set(state["linked"])
    service.keys.replace(keys)
    if replica_keys:
        service.issuers.replica_keys.replace(replica_keys)


def _pems(keys: KeyRing) -> list[str]:
    return [key.pem() for key in keys.published]


def _without_plain_password(user: User) -> dict[str, Any]:
    values = _plain(user) | {"identity": None if user.identity is None else _plain(user.identity)}
    values["passkeys"] = [_plain(passkey) for passkey in user.passkeys]
    del values["development_password"]
    return values


def _plain_values(entries: Mapping[str, object]) -> dict[str, dict[str, Any]]:
    return {key: _plain(value) for key, value in entries.items()}


def _plain(value: object) -> dict[str, Any]:
    # `dataclasses.asdict` copies deeply, which would take most of a request's time.
    return {name: getattr(value, name) for name in type(value).__slots__}  # type: ignore[attr-defined]


def _user(values: dict[str, Any], known: User | None) -> User:
    identity = values.pop("identity")
    passkeys = [Passkey(**passkey) for passkey in values.pop("passkeys", [])]
    user = User(
        **values,
        identity=None if identity is None else Identity(**identity),
        passkeys=passkeys,
    )
    plain = known.development_password if known is not None else None
    if (
        plain is not None
        and user.password_hash is not None
        and password_matches(plain, user.password_hash)
    ):
        user.development_password = plain
    return user


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _write_atomically(path: Path, text: str) -> None:
    # mkstemp creates a file that only its owner can read; the rename is atomic.
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
