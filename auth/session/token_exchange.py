"""Exchange codes and refresh tokens for checked sessions, and revoke them (RFC 6749, RFC 7009)."""

from ..background import spawn
from ..config import AuthConfig
from ..errors import AuthError, MalformedResponse, StateMismatch
from ..ports import Runtime
from ..protocol.authorization import Transaction
from ..protocol.callback import AuthorizationGrant
from ..protocol.claims import IdTokenClaims
from ..protocol.id_token_claims import (
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
    """Redeems codes and refresh tokens, and returns sessions whose ID token has been checked.

    The lifetime of a token is counted from its request, since the machine may sleep before the
    response is read.

    Args:
        config: The settings of the app client.
        runtime: The ports.
        ended: The codes that have been used.
    """

    def __init__(self, config: AuthConfig, runtime: Runtime, ended: EndedSessions) -> None:
        self._config = config
        self._runtime = runtime
        self._ended = ended
        self._verifier = IdTokenVerifier(config, runtime)

    async def prepare(self) -> None:
        """Fetch what the next exchange needs; what happened meanwhile is checked before it begins.

        Raises:
            AuthError: No issuer's keys can be fetched.
        """
        await self._verifier.prepare()

    async def redeem(self, grant: AuthorizationGrant) -> SessionRecord:
        """Exchange a code for a session, once (RFC 6749 4.1.3).

        Raises:
            StateMismatch: The code has been sent already, by this tab or another one.
            InvalidGrant: Cognito refuses the code.
            AuthError: There is no response, or it is an error, or the tokens fail a check.
        """
        self._use(grant.code)
        request = authorization_code_request(self._config, grant)
        asked_at = self._runtime.clock.now()
        tokens = parse_token_response(await self._runtime.transport.send(request))
        received_at = self._runtime.clock.now()
        transaction = grant.transaction
        try:
            id_token = _id_token_of(tokens)
            claims = await self._new_claims(tokens, id_token, transaction, received_at)
        except AuthError:  # nobody is going to use the tokens
            spawn(self.revoke(tokens.refresh_token))
            raise
        return SessionRecord(
            access_token=tokens.access_token,
            id_token=id_token,
            refresh_token=tokens.refresh_token,
            received_at=received_at,
            expires_at=min(asked_at, received_at) + lifetime(tokens, claims),
            started_at=received_at,
            family=generate_state(self._runtime.crypto.random_bytes),
            sequence=0,
            claims=claims,
            app_state=transaction.app_state if transaction.sub in (None, claims.sub) else None,
        )

    async def _new_claims(
        self, tokens: TokenSet, id_token: str, transaction: Transaction, now: float
    ) -> IdTokenClaims:
        claims = validate_id_token_claims(
            await self._verifier.verify(id_token),
            issuers=self._config.issuers,
            client_id=self._config.client_id,
            now=now,
            nonce=transaction.nonce,
            access_token=tokens.access_token,
            max_age=transaction.max_age,
        )
        if transaction.acr_values:
            from ..protocol.acr import require_level  # noqa: PLC0415 - most sign-ins ask for none

            require_level(claims.acr, transaction.acr_values, self._config.acr_levels)
        return claims

    def _use(self, code: str) -> None:
        """Record that a code is sent. A copy of this tab has it too, and must not send it again."""
        name = name_of_code(code)
        if self._ended.has(name):
            raise StateMismatch("the code in this callback was used already: start a new sign-in")
        self._ended.add(name)

    async def renew(self, record: SessionRecord, refresh_token: str) -> SessionRecord:
        """Exchange a refresh token for the next tokens of a session (RFC 6749 6).

        Cognito sends a new refresh token only with rotation; otherwise the old one is kept.

        Args:
            record: The session.
            refresh_token: Its refresh token.

        Raises:
            AuthError: As for `redeem`, except StateMismatch.
        """
        request = refresh_token_request(self._config, refresh_token)
        asked_at = self._runtime.clock.now()
        tokens = parse_token_response(await self._runtime.transport.send(request))
        received_at = self._runtime.clock.now()
        claims = await self._renewed_claims(tokens, record)
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
            original=record.original,
            app_state=record.app_state,
        )

    async def revoke(self, refresh_token: str | None) -> bool | None:
        """Revoke a refresh token and every token issued with it (RFC 7009 2.1).

        Returns:
            Whether Cognito confirmed it; None if there is no refresh token.
        """
        if refresh_token is None:
            return None
        try:
            request = revocation_request(self._config, refresh_token)
            parse_revocation_response(await self._runtime.transport.send(request))
        except Exception:  # noqa: BLE001 - whatever it is, the sign-out has to go on
            return False
        return True

    async def _renewed_claims(self, tokens: TokenSet, record: SessionRecord) -> IdTokenClaims:
        if tokens.id_token is None:
            return record.claims
        return validate_refreshed_id_token_claims(
            await self._verifier.verify(tokens.id_token),
            issuers=self._config.issuers,
            client_id=self._config.client_id,
            original=record.original,
            access_token=tokens.access_token,
        )


def _id_token_of(tokens: TokenSet) -> str:
    if tokens.id_token is None:
        raise MalformedResponse(
            "the token response has no id_token: is openid among the app client's scopes?"
        )
    return tokens.id_token


def lifetime(tokens: TokenSet, claims: IdTokenClaims) -> float:
    """Return the access token's lifetime in seconds: `expires_in`, or that of the ID token.

    `expires_in` is optional (RFC 6749 5.1).
    """
    if tokens.expires_in is not None:
        return tokens.expires_in
    return claims.expires_at - claims.issued_at
