"""Tokens for tests of an API: with any claims, of any app client and pool, valid or not."""

from __future__ import annotations

import json
import time
import uuid
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from cognito_stand_in import example_pool
from cognito_stand_in.signing import KeyRing, compact_jws, unpublished_key

from ..backend import AccessTokenVerifier, KeyCache
from .pools import person

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from cognito_stand_in import Pool, User


class TokenMinter:
    """Mints the tokens of one user pool.

    Args:
        pool: The user pool; by default `cognito_stand_in.example_pool()`.
        keys: Its signing keys; by default the process's own, which are generated once.
        now: The time, in epoch seconds.
    """

    def __init__(
        self,
        pool: Pool | None = None,
        *,
        keys: KeyRing | None = None,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._pool = pool or example_pool()
        self._keys = keys or KeyRing()
        self._now = now
        self.issuer = self._pool.issuer
        self.client_id = next(iter(self._pool.clients))

    @property
    def keys(self) -> KeyCache:
        """The public keys, for `AccessTokenVerifier(keys=...)`; no socket is opened."""

        async def key_set() -> bytes:
            return json.dumps(self.key_set()).encode()

        return KeyCache(key_set)

    def key_set(self) -> dict[str, object]:
        """Return the key set that the issuer publishes (RFC 7517 5)."""
        return dict(self._keys.jwks())

    def verifier(self, **settings: Any) -> AccessTokenVerifier:
        """Return a verifier that accepts this minter's access tokens.

        Args:
            settings: Those of `AccessTokenVerifier`.
        """
        usual = {"issuer": self.issuer, "client_ids": [self.client_id], "keys": self.keys}
        return AccessTokenVerifier(**{**usual, **settings})

    @contextmanager
    def trusted_by(self, verifier: AccessTokenVerifier) -> Iterator[TokenMinter]:
        """Let an API's own verifier accept this minter's keys, while the `with` block lasts.

        Until then, tokens are minted for the issuer and the first app client of that verifier.

        Args:
            verifier: The verifier; the one inside, if others are around it.
        """
        before = verifier._keys, self.issuer, self.client_id  # noqa: SLF001 - of this library
        verifier._keys = dict.fromkeys(verifier.issuers, self.keys)  # noqa: SLF001
        self.issuer = verifier.issuer
        self.client_id = min(verifier._rules.client_ids)  # noqa: SLF001
        try:
            yield self
        finally:
            verifier._keys, self.issuer, self.client_id = before  # noqa: SLF001

    def access_token(
        self,
        user: str | User = "ada",
        *,
        scopes: Sequence[str] = ("openid",),
        expires_in: float = 3600,
        client_id: str | None = None,
        issuer: str | None = None,
        is_signed: bool = True,
        claims: Mapping[str, object] | None = None,
    ) -> str:
        """Return an access token.

        Args:
            user: A user name of the pool, another name, or a `person(...)`.
            scopes: The scopes.
            expires_in: The seconds until it expires; negative for a token that has expired.
            client_id: The app client; by default the minter's.
            issuer: The `iss`; by default the minter's.
            is_signed: False for a signature with a key that the issuer does not publish.
            claims: Claims in place of Cognito's, or besides them; None removes one.
        """
        person_ = self._person(user)
        groups: dict[str, object] = {"cognito:groups": person_.groups} if person_.groups else {}
        own = {
            **self._registered_claims(person_, expires_in, issuer),
            **groups,
            "token_use": "access",
            "version": 2,
            "client_id": client_id or self.client_id,
            "scope": " ".join(scopes),
            "username": person_.username,
        }
        return self._signed({**own, **(claims or {})}, "access", is_signed=is_signed)

    def id_token(
        self,
        user: str | User = "ada",
        *,
        expires_in: float = 3600,
        client_id: str | None = None,
        issuer: str | None = None,
        is_signed: bool = True,
        claims: Mapping[str, object] | None = None,
    ) -> str:
        """Return an ID token, which no API may accept; arguments as for `access_token`."""
        person_ = self._person(user)
        booleans = {"true": True, "false": False}
        attributes = {
            name: booleans.get(value, value) if name.endswith("_verified") else value
            for name, value in person_.attributes.items()
        }
        own = {
            **self._registered_claims(person_, expires_in, issuer),
            **attributes,
            "cognito:groups": person_.groups,
            "cognito:username": person_.username,
            "token_use": "id",
            "aud": client_id or self.client_id,
        }
        return self._signed({**own, **(claims or {})}, "id", is_signed=is_signed)

    def _person(self, user: str | User) -> User:
        if not isinstance(user, str):
            return user
        return self._pool.users.get(user) or person(user)

    def _registered_claims(
        self, user: User, expires_in: float, issuer: str | None
    ) -> dict[str, object]:
        now = int(self._now())
        # A token has a lifetime, also when it is over.
        issued_at = min(now, int(now + expires_in) - 300)
        identifiers = {name: str(uuid.uuid4()) for name in ("jti", "origin_jti", "event_id")}
        return {
            "sub": user.sub,
            "iss": issuer or self.issuer,
            **identifiers,
            "auth_time": issued_at,
            "iat": issued_at,
            "exp": int(now + expires_in),
        }

    def _signed(self, claims: dict[str, object], use: str, *, is_signed: bool) -> str:
        kept = {name: value for name, value in claims.items() if value is not None}
        key = self._keys.access_key if use == "access" else self._keys.id_key
        key = key if is_signed else unpublished_key()
        return compact_jws({"kid": key.kid, "alg": "RS256"}, kept, key)
