"""Check and use refresh tokens, for the token endpoint and for the JSON API (RFC 6749 6)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from .minting import mint_pair

if TYPE_CHECKING:
    from .grants import RefreshToken, TokenFamily
    from .pool import AppClient, User
    from .service import Service

Reason = Literal["unknown", "other-client", "revoked", "expired", "reused", "no-user", "disabled"]


class RefreshRefused(Exception):
    """The refresh token is refused for this reason."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


def live_refresh_token(
    service: Service, client: AppClient, presented: str
) -> tuple[RefreshToken, TokenFamily, User]:
    """Return the record, the family and the user of a refresh token.

    Args:
        service: The stand-in.
        client: The client that presents the token.
        presented: The token.

    Raises:
        RefreshRefused: the client cannot use the token.
    """
    found = service.families.find(presented)
    if found is None:
        raise RefreshRefused("unknown")
    record, family = found
    now = service.now()
    if family.client_id != client.client_id:
        raise RefreshRefused("other-client")
    if family.revoked:
        raise RefreshRefused("revoked")
    if now >= family.expires_at:
        raise RefreshRefused("expired")
    if record.retired_at is not None and now >= record.retired_at + client.retry_grace_seconds:
        family.revoked = service.switches.refresh_reuse_revokes
        raise RefreshRefused("reused")
    return record, family, _active_user(service, family.username)


def refreshed_tokens(
    service: Service, client: AppClient, user: User, record: RefreshToken, family: TokenFamily
) -> dict[str, str]:
    """Return new tokens of a family; with rotation, a new refresh token too.

    Args:
        service: The stand-in.
        client: The client that the tokens are issued to.
        user: The person.
        record: The refresh token that was used.
        family: Its family.
    """
    tokens = mint_pair(service, client, user, family, refreshed=True)
    if client.rotation_enabled:
        # The grace period counts from the first use, not from the latest.
        record.retired_at = service.now() if record.retired_at is None else record.retired_at
        tokens["refresh_token"] = service.families.issue_refresh_token(family)
    return tokens


def _active_user(service: Service, username: str) -> User:
    user = service.pool.users.get(username)
    if user is None:
        raise RefreshRefused("no-user")
    if not user.enabled:
        raise RefreshRefused("disabled")
    return user
