"""Authorization codes (RFC 6749 section 4.1.2) and token families (RFC 7009)."""

from __future__ import annotations

import secrets
import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .hashed_store import HashedStore
from .signing import base64url

if TYPE_CHECKING:
    from .pool import AppClient

CODE_SECONDS = 300
_JWE_HEADER = b'{"cty":"JWT","enc":"A256GCM","alg":"RSA-OAEP"}'
# Encrypted key, initialisation vector, ciphertext and tag of a JWE, in bytes, long as Cognito's.
_JWE_PARTS = (256, 12, 920, 16)


@dataclass(slots=True, kw_only=True)
class CodeGrant:
    """What a code was issued for, and what its exchange must repeat. Times are in epoch seconds."""

    client_id: str
    redirect_uri: str
    scopes: list[str]
    username: str
    auth_time: float
    expires_at: float
    code_challenge: str | None = field(default=None, repr=False)
    nonce: str | None = field(default=None, repr=False)
    resource: str | None = None
    acr: str | None = None
    amr: list[str] | None = None
    used: bool = False
    origin_jti: str | None = None


class Codes:
    """Authorization codes, which work once and expire after five minutes."""

    def __init__(self) -> None:
        self.store: HashedStore[CodeGrant] = HashedStore()

    def issue(self, grant: CodeGrant, now: float) -> str:
        """Issue a code for a grant, and delete those that expired long ago."""
        self.store.sweep(now, lambda old: old.expires_at + CODE_SECONDS < now)
        code = str(uuid.uuid4())
        self.store.put(code, grant)
        return code

    def invalidate_all(self, username: str | None = None) -> None:
        """Make all codes invalid, or those of one user."""
        for grant in self.store.entries.values():
            grant.used = grant.used or username in (None, grant.username)


@dataclass(slots=True, kw_only=True)
class TokenFamily:
    """All tokens of one sign-in. Times are in epoch seconds.

    `from_api` is whether the sign-in was at the JSON API, whose ID tokens need no scope `openid`.
    """

    origin_jti: str
    event_id: str
    client_id: str
    username: str
    scopes: list[str]
    auth_time: float
    expires_at: float
    nonce: str | None = field(default=None, repr=False)
    resource: str | None = None
    acr: str | None = None
    amr: list[str] | None = None
    revoked: bool = False
    from_api: bool = False


@dataclass(slots=True, kw_only=True)
class RefreshToken:
    """A refresh token; `retired_at` is when rotation replaced it, in epoch seconds."""

    origin_jti: str
    retired_at: float | None = None


class TokenFamilies:
    """The token families and their refresh tokens."""

    def __init__(self) -> None:
        self.by_origin: dict[str, TokenFamily] = {}
        self.store: HashedStore[RefreshToken] = HashedStore()

    def start(self, grant: CodeGrant, client: AppClient, now: float) -> TokenFamily:
        """Start a family when a code is exchanged."""
        if self.store.sweeping.is_due(now):
            self._forget_ended(now)
        family = TokenFamily(
            origin_jti=str(uuid.uuid4()),
            event_id=str(uuid.uuid4()),
            client_id=grant.client_id,
            username=grant.username,
            scopes=grant.scopes,
            auth_time=grant.auth_time,
            expires_at=now + client.refresh_token_seconds,
            nonce=grant.nonce,
            resource=grant.resource,
            acr=grant.acr,
            amr=grant.amr,
        )
        self.by_origin[family.origin_jti] = family
        return family

    def start_from_api(
        self, username: str, client: AppClient, scopes: list[str], now: float
    ) -> TokenFamily:
        """Start a family when a user signs in at the JSON API.

        Args:
            username: The user.
            client: The client that the tokens are issued to.
            scopes: The scopes of the access tokens.
            now: The time, in epoch seconds.
        """
        grant = CodeGrant(
            client_id=client.client_id,
            redirect_uri="",
            scopes=scopes,
            username=username,
            auth_time=now,
            expires_at=now,
        )
        family = self.start(grant, client, now)
        family.from_api = True
        return family

    def issue_refresh_token(self, family: TokenFamily) -> str:
        """Issue a refresh token, which expires together with its family."""
        token = ".".join(
            [base64url(_JWE_HEADER), *(base64url(secrets.token_bytes(size)) for size in _JWE_PARTS)]
        )
        self.store.put(token, RefreshToken(origin_jti=family.origin_jti))
        return token

    def find(self, refresh_token: str) -> tuple[RefreshToken, TokenFamily] | None:
        """Return the record and family of a refresh token, or None if it is unknown."""
        record = self.store.get(refresh_token)
        return None if record is None else (record, self.by_origin[record.origin_jti])

    def revoke(self, origin_jti: str) -> None:
        """Revoke a family. Signatures of its tokens stay valid."""
        family = self.by_origin.get(origin_jti)
        if family is not None:
            family.revoked = True

    def revoke_all(self, username: str | None = None) -> int:
        """Revoke all families, or those of one user, and return how many were active."""
        alive = [
            family
            for family in self.by_origin.values()
            if not family.revoked and username in (None, family.username)
        ]
        for family in alive:
            family.revoked = True
        return len(alive)

    def _forget_ended(self, now: float) -> None:
        # Signed tokens may expire a day after the family, and userInfo must still find it. Revoked
        # and unknown families get the same response.
        gone = {
            origin
            for origin, family in self.by_origin.items()
            if family.revoked or family.expires_at + 86400 < now
        }
        self.store.remove_where(lambda record: record.origin_jti in gone)
        for origin in gone:
            del self.by_origin[origin]
