"""In-process doubles of the ports in `auth.ports`: a browser tab without a browser.

With these and the stand-in, a whole sign-in runs in one process, with no socket and no waiting.
"""

from __future__ import annotations

import base64
import secrets
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from ..errors import StorageUnavailable
from ..ports import Runtime
from .manual_time import START, ManualClock, ManualLifecycle
from .one_browser import LocalChannel, LocalLocks
from .transports import DirectTransport, FailingTransport, ScriptedStream, ScriptedTransport

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..ports import (
        Channel,
        Clock,
        Crypto,
        Lifecycle,
        Locks,
        Navigation,
        Storage,
        Transport,
    )
    from ..protocol.jose import VerificationKey

__all__ = [
    "START",
    "DirectTransport",
    "FailingTransport",
    "LocalChannel",
    "LocalLocks",
    "ManualClock",
    "ManualLifecycle",
    "MemoryStorage",
    "RecordingNavigation",
    "ScriptedStream",
    "ScriptedTransport",
    "ServerCrypto",
    "runtime",
]


class MemoryStorage:
    """The Storage port in memory.

    Attributes:
        entries: What is stored.
        broken: The names of methods that raise StorageUnavailable.
        forgetful: Whether `set` stores nothing, without raising.
    """

    def __init__(self, entries: Mapping[str, str] | None = None) -> None:
        self.entries = dict(entries or {})
        self.broken: tuple[str, ...] = ()
        self.forgetful = False

    def get(self, key: str) -> str | None:
        """Return the string stored under `key`, or None."""
        self._check("get")
        return self.entries.get(key)

    def set(self, key: str, value: str) -> None:
        """Store `value` under `key`."""
        self._check("set")
        if not self.forgetful:
            self.entries[key] = value

    def remove(self, key: str) -> None:
        """Remove `key`."""
        self._check("remove")
        self.entries.pop(key, None)

    def keys(self) -> list[str]:
        """Return all keys."""
        self._check("keys")
        return list(self.entries)

    def _check(self, method: str) -> None:
        if method in self.broken:
            raise StorageUnavailable("storage is switched off")


class RecordingNavigation:
    """The Navigation port, which records navigations and loads no page.

    Attributes:
        url: The page's URL.
        replaced: The URLs that were shown without loading them, in order.
        visited: The URLs that the page left for, in order.
        without_history: Those of them that replace this page in the history.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self.replaced: list[str] = []
        self.visited: list[str] = []
        self.without_history: list[str] = []

    def current_url(self) -> str:
        """Return the page's URL."""
        return self.url

    def replace_url(self, url: str) -> None:
        """Show another URL without loading it."""
        self.url = url
        self.replaced.append(url)

    def go(self, url: str, *, replace: bool = False) -> None:
        """Leave for another page."""
        self.visited.append(url)
        if replace:
            self.without_history.append(url)


class ServerCrypto:
    """The Crypto port without a browser."""

    def random_bytes(self, count: int) -> bytes:
        """Return `count` bytes of the operating system's generator."""
        return secrets.token_bytes(count)

    async def verify_rs256(self, key: VerificationKey, signed: bytes, signature: bytes) -> bool:
        """Return whether `signature` over `signed` was made with `key`."""
        public = rsa.RSAPublicNumbers(e=_number(key.e), n=_number(key.n)).public_key()
        try:
            public.verify(signature, signed, padding.PKCS1v15(), hashes.SHA256())
        except InvalidSignature:
            return False
        return True


def _number(text: str) -> int:
    return int.from_bytes(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)), "big")


def runtime(
    *,
    storage: Storage | None = None,
    shared_storage: Storage | None = None,
    navigation: Navigation | None = None,
    transport: Transport | None = None,
    crypto: Crypto | None = None,
    clock: Clock | None = None,
    lifecycle: Lifecycle | None = None,
    locks: Locks | None = None,
    channel: Channel | None = None,
) -> Runtime:
    """Return the ports of a tab: those that are given, and doubles for the others."""
    return Runtime(
        storage=storage or MemoryStorage(),
        shared_storage=shared_storage or MemoryStorage(),
        navigation=navigation or RecordingNavigation("http://localhost:8000/"),
        transport=transport or FailingTransport(),
        crypto=crypto or ServerCrypto(),
        clock=clock or ManualClock(),
        lifecycle=lifecycle or ManualLifecycle(),
        locks=locks or LocalLocks(),
        channel=channel or LocalChannel(),
    )
