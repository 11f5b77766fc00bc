"""The issuers of one user pool: the primary Region's, and that of a replica in another Region."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from .signing import KeyRing

if TYPE_CHECKING:
    from .service import Service


@dataclass(frozen=True, slots=True)
class Issuer:
    """A value of `iss`, and the keys that sign tokens with it."""

    url: str
    keys: KeyRing


class Issuers:
    """The issuers of a pool. The replica's keys are generated when they are first used.

    Args:
        service: The stand-in, whose switch `replica_signs` decides which issuer signs.
        keys: The keys of the primary Region; the process's own by default.
    """

    def __init__(self, service: Service, keys: KeyRing | None) -> None:
        self._service = service
        self._primary_keys = keys or KeyRing()

    @cached_property
    def replica_keys(self) -> KeyRing:
        """The keys of the replica."""
        return KeyRing(series="replica")

    @property
    def has_replica_keys(self) -> bool:
        """Whether the replica's keys have been generated."""
        return "replica_keys" in self.__dict__

    @property
    def primary(self) -> Issuer:
        """The issuer of the primary Region."""
        return Issuer(self._service.pool.issuer, self._primary_keys)

    @property
    def replica(self) -> Issuer | None:
        """The issuer of the replica, if the pool has one."""
        url = self._service.pool.replica_issuer
        return None if url is None else Issuer(url, self.replica_keys)

    @property
    def urls(self) -> list[str]:
        """The issuers' URLs, the primary Region's first."""
        pool = self._service.pool
        return [url for url in (pool.issuer, pool.replica_issuer) if url is not None]

    @property
    def signing(self) -> Issuer:
        """The issuer that signs new tokens."""
        return (self.replica if self._service.switches.replica_signs else None) or self.primary

    def verify(self, token: str) -> dict[str, Any] | None:
        """Return the payload of a token that one of the issuers signed, or None."""
        payload = self._primary_keys.verify(token)
        if payload is None and self.has_replica_keys:
            payload = self.replica_keys.verify(token)
        return payload
