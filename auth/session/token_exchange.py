"""Tokens in, a checked session out: the code exchange and the renewal (RFC 6749 4.1.3 and 6).

And the way back: tokens that nobody is to use any more are revoked (RFC 7009).
"""

from ..config import AuthConfig
from ..errors import MalformedResponse, StateMismatch
from ..ports import Runtime
from ..protocol.callback import AuthorizationGrant
from ..protocol.id_token_claims import (
    IdTokenClaims,
    validate_id_token_claims,
    validate_refreshed_id_token_claims,
)
from ..protocol.pkce import generate_state
from ..protocol.token_endpoint import (
    TokenSet,
    authorization_code_request,
    parse_revocation_response,
    parse_token_response,
    refresh_token_request,
    revocation_request,
)
from .ended import EndedSessions, name_of_code
from .id_token import IdTokenVerifier
from .record import SessionRecord


class TokenExchange:
    """Redeems codes and refresh tokens; nothing leaves it before the ID token has been checked.

    A token's life is counted from when it was asked for: the machine may sleep while the answer is
    on its way.
    """

    def __init__(self, config: AuthConfig, runtime: Runtime, ended: EndedSessions) -> None:
        self._config = config
        self._runtime = runtime
        self._ended = ended
        self._verifier = IdTokenVerifier(config, runtime)

    async def prepare(self) -> None:
        """Have all at hand that the next exchange needs, so that it is sent as soon as it begins.

        Raises TransportFailed and its like.
        """
        await self._verifier.prepare()

    async def redeem(self, grant: AuthorizationGrant) -> SessionRecord:
        """Exchange a code, once, for a session.

        Raises StateMismatch if the code has been sent already, InvalidGrant, TokenRequestRejected,
        MalformedResponse, TokenInvalid or TransportFailed.
        """
        await self._verifier.prepare()
        self._use(grant.code)
        request = authorization_code_request(self._config, grant)
        asked_at = self._runtime.clock.now()
        tokens = parse_token_response(await self._runtime.transport.send(request))
        received_at = self._runtime.clock.now()
        if tokens.id_token is None:
            raise MalformedResponse("the token response has no id_token")
        claims = validate_id_token_claims(
            await self._verifier.verify(tokens.id_token),
            issuer=self._config.issuer,
            client_id=self._config.client_id,
            now=received_at,
            nonce=grant.transaction.nonce,
            access_token=tokens.access_token,
            max_age=grant.transaction.max_age,
        )
        return SessionRecord(
            access_token=tokens.access_token,
            id_token=tokens.id_token,
            refresh_token=tokens.refresh_token,
            received_at=received_at,
            expires_at=min(asked_at, received_at) + lifetime(tokens, claims),
            started_at=received_at,
            family=generate_state(self._runtime.crypto.random_bytes),
            sequence=0,
            claims=claims,
            app_state=grant.transaction.app_state,
        )

    def _use(self, code: str) -> None:
        """Make sure that a code is sent once: a copy of this tab has it, too."""
        name = name_of_code(code)
        if self._ended.has(name):
            raise StateMismatch("this callback has been answered")
        self._ended.add(name)

    async def renew(self, record: SessionRecord, refresh_token: str) -> SessionRecord:
        """Exchange a refresh token for the session's next tokens.

        Cognito sends a new refresh token only where rotation is on, so the old one is kept where
        none comes. Raises as `redeem` does.
        """
        await self._verifier.prepare()
        request = refresh_token_request(self._config, refresh_token)
        asked_at = self._runtime.clock.now()
        tokens = parse_token_response(await self._runtime.transport.send(request))
        received_at = self._runtime.clock.now()
        claims = await self._renewed_claims(tokens, record.claims)
        return SessionRecord(
            access_token=tokens.access_token,
            id_token=tokens.id_token or record.id_token,
            refresh_token=tokens.refresh_token or refresh_token,
            received_at=received_at,
            expires_at=min(asked_at, received_at) + lifetime(tokens, claims),
            started_at=record.started_at,
            family=record.family,
            sequence=record.sequence + 1,
            claims=claims,
            app_state=record.app_state,
        )

    async def revoke(self, refresh_token: str | None) -> bool | None:
        """Revoke a session's tokens (RFC 7009).

        Args:
            refresh_token: The session's refresh token, or None.

        Returns:
            Whether Cognito confirmed it; None if there is nothing to revoke.
        """
        if refresh_token is None:
            return None
        try:
            request = revocation_request(self._config, refresh_token)
            parse_revocation_response(await self._runtime.transport.send(request))
        except Exception:  # noqa: BLE001 - whatever it is, the sign-out has to go on
            return False
        return True

    async def _renewed_claims(self, tokens: TokenSet, previous: IdTokenClaims) -> IdTokenClaims:
        if tokens.id_token is None:
            return previous
        return validate_refreshed_id_token_claims(
            await self._verifier.verify(tokens.id_token),
            issuer=self._config.issuer,
            client_id=self._config.client_id,
            previous=previous,
            access_token=tokens.access_token,
        )


def lifetime(tokens: TokenSet, claims: IdTokenClaims) -> float:
    """Give the access token's life in seconds: `expires_in`, or the ID token's (RFC 6749 5.1)."""
    if tokens.expires_in is not None:
        return tokens.expires_in
    return claims.expires_at - claims.issued_at
