"""Validation of the claims in a signed access token (RFC 9068 2.2 and 4, as Cognito does it).

Cognito's access tokens have the app client in `client_id`. They have an `aud` only if the sign-in
asked for a `resource`, or if a pre token generation trigger added the client's id as one.
"""

import time
from collections.abc import Iterable, Sequence

from ..errors import (
    AudienceMismatch,
    ConfigurationError,
    IssuerMismatch,
    StepUpRequired,
    SubjectMismatch,
    TokenExpired,
    TokenMalformed,
    TokenNotYetValid,
    TokenUseMismatch,
)
from ..protocol.acr import checked_acr_levels, level_of
from ..protocol.authorization import ACR_LEVELS
from ..protocol.claims import Claims, number
from ..protocol.id_token_claims import check_subject
from .settings import (
    checked_audiences,
    checked_client_ids,
    checked_flag,
    checked_issuer,
    checked_number,
    checked_replica_issuers,
)

MAX_LEEWAY_SECONDS = 60
SHORTEST_LIFE_SECONDS = 300
MAX_LIFETIME_SECONDS = 86_400
"""The longest validity that Cognito lets an access token have."""


class AccessTokenClaims(Claims):
    """The claims of a verified access token: person, app client and permissions.

    A claim that is missing or of another type than Cognito's is an empty string, an empty list or
    None. `get` returns any claim as it is in the token; `string` and `strings` return one of that
    type.

    Args:
        members: The token's payload.
        acr_levels: The levels of authentication of the token's pool, lowest first.
    """

    def __init__(
        self, members: dict[str, object], *, acr_levels: tuple[str, ...] = ACR_LEVELS
    ) -> None:
        super().__init__(members)
        self._acr_levels = acr_levels

    @property
    def issuer(self) -> str:
        """The issuer (`iss`). Several pools may use one `sub`, so identify people by both."""
        return self.string("iss")

    @property
    def username(self) -> str:
        """The user name, empty for a machine. It can be reassigned, so authorise by `sub`."""
        return self.string("username")

    @property
    def client_id(self) -> str:
        """The app client that the token was issued to."""
        return self.string("client_id")

    @property
    def scopes(self) -> list[str]:
        """The granted scopes (`scope`)."""
        return [scope for scope in self.string("scope").split(" ") if scope]

    @property
    def jti(self) -> str:
        """The token's own identifier."""
        return self.string("jti")

    @property
    def origin_jti(self) -> str:
        """The sign-in's identifier, which all tokens of one sign-in share."""
        return self.string("origin_jti")

    @property
    def is_machine(self) -> bool:
        """Whether the token is from the client credentials grant, so that no person is calling."""
        return self.sub == self.client_id

    def require_authentication(
        self, *, acr: str = "", max_age: int | None = None, now: float | None = None
    ) -> None:
        """Check how strong and how recent the person's sign-in is (RFC 9470 3).

        `RequireCaller` and `RequireBearer` do this for their arguments `acr` and `max_age`.

        Args:
            acr: The lowest level that is accepted, one of the verifier's `acr_levels`; "" for any.
            max_age: How many seconds ago the person may have signed in at most; None for any time.
            now: The time, in epoch seconds; by default this machine's.

        Raises:
            StepUpRequired: The level is lower, or the sign-in is older or of an unknown time.
            ConfigurationError: `acr` is not one of the levels.
        """
        levels = self._acr_levels
        accepted = accepted_levels(acr, levels) if acr else levels
        is_weak = levels[level_of(self.acr, levels)] not in accepted
        is_old = max_age is not None and not self._is_recent(
            max_age, time.time() if now is None else now
        )
        if is_weak or is_old:
            raise StepUpRequired(max_age=max_age, acr_values=" ".join(accepted) if acr else "")

    def _is_recent(self, max_age: float, now: float) -> bool:
        """Check the age. A time in the future may only come from clocks that differ."""
        if self.auth_time is None:
            return False
        return -MAX_LEEWAY_SECONDS <= now - self.auth_time <= max_age


class AccessTokenRules:
    """Rules for the claims that this API accepts.

    Args:
        issuer: The `iss` of the pool's tokens.
        client_ids: The app clients that may call.
        replica_issuers: Other `iss` of the same pool.
        audience: This API's identifiers, if sign-ins ask for a `resource` (RFC 8707). Every token
            must then have one of them as its `aud`. Without any, a token for another API is
            refused. An `aud` that is the token's own `client_id` is always accepted.
        allow_client_credentials: Whether machines may call (RFC 6749 4.4).
        leeway_seconds: How far the issuer's clock and this one may be apart, 0 to 60.
        max_lifetime_seconds: The longest validity that the app clients are set to, 300 to 86400.
        acr_levels: The pool's levels of authentication, lowest first.

    Raises:
        ConfigurationError: A setting is invalid.
    """

    def __init__(
        self,
        *,
        issuer: str,
        client_ids: Iterable[str],
        replica_issuers: Iterable[str] = (),
        audience: str | Iterable[str] | None = None,
        allow_client_credentials: bool = False,
        leeway_seconds: float = 30,
        max_lifetime_seconds: float = MAX_LIFETIME_SECONDS,
        acr_levels: Sequence[str] = ACR_LEVELS,
    ) -> None:
        self.issuer = checked_issuer(issuer)
        self.issuers = (self.issuer, *checked_replica_issuers(replica_issuers, self.issuer))
        self.client_ids = checked_client_ids(client_ids)
        self.audiences = checked_audiences(audience)
        self.allow_client_credentials = checked_flag(
            "allow_client_credentials", allow_client_credentials
        )
        self.leeway_seconds = checked_number(
            "leeway_seconds", leeway_seconds, least=0, most=MAX_LEEWAY_SECONDS
        )
        self.max_lifetime_seconds = checked_number(
            "max_lifetime_seconds",
            max_lifetime_seconds,
            least=SHORTEST_LIFE_SECONDS,
            most=MAX_LIFETIME_SECONDS,
        )
        self.acr_levels = checked_acr_levels(acr_levels)


def validate_access_token_claims(
    claims: dict[str, object], rules: AccessTokenRules, *, now: float, issuer: str | None = None
) -> AccessTokenClaims:
    """Return the claims of a token if the rules allow them (RFC 9068 4).

    Args:
        claims: The token's payload. The signature has been verified.
        rules: What this API accepts.
        now: The time, in epoch seconds.
        issuer: The issuer whose key verified the signature; by default `rules.issuer`.

    Raises:
        TokenInvalid: A claim is wrong; its subclass names the first one.
    """
    if claims.get("iss") != (issuer or rules.issuer):
        raise IssuerMismatch("not the configured issuer")
    if claims.get("token_use") != "access":
        raise TokenUseMismatch("not an access token")
    _check_client(claims, rules)
    _check_audience(claims, rules.audiences)
    check_subject(claims)
    if not rules.allow_client_credentials and claims["sub"] == claims["client_id"]:
        raise SubjectMismatch("a machine's, and this API is for people")
    _check_times(claims, rules, now)
    return AccessTokenClaims(claims, acr_levels=rules.acr_levels)


def accepted_levels(acr: str, levels: tuple[str, ...]) -> tuple[str, ...]:
    """Return the level `acr` and those above it.

    Args:
        acr: The lowest level that an API accepts.
        levels: All levels of the pool, lowest first.

    Raises:
        ConfigurationError: `acr` is not one of the levels, so nobody could reach it.
    """
    if acr not in levels:
        raise ConfigurationError(
            "acr", got=repr(acr), expected=f"one of the verifier's acr_levels: {', '.join(levels)}"
        )
    return levels[levels.index(acr) :]


def _check_client(claims: dict[str, object], rules: AccessTokenRules) -> None:
    client_id = claims.get("client_id")
    # The type first: a list that contains the right client is not the right client.
    if not isinstance(client_id, str) or client_id not in rules.client_ids:
        raise AudienceMismatch("issued to another client than this API serves")


def _check_audience(claims: dict[str, object], accepted: frozenset[str]) -> None:
    """Require an audience of this API if it has one, and none of another API (RFC 8707 2.2).

    A pre token generation trigger may add an `aud`, but only the client's own id, which
    `_check_client` has checked. It says nothing about APIs.
    """
    if "aud" not in claims and not accepted:
        return
    audience = claims.get("aud")
    listed = audience if isinstance(audience, list) else [audience]
    if listed == [claims["client_id"]]:
        return
    strings = [one for one in listed if isinstance(one, str)]
    if len(strings) != len(listed) or accepted.isdisjoint(strings):
        raise AudienceMismatch("for another API, or for none where one is required")


def _check_times(claims: dict[str, object], rules: AccessTokenRules, now: float) -> None:
    issued_at, expires_at = number(claims, "iat"), number(claims, "exp")
    not_before = number(claims, "nbf") if "nbf" in claims else issued_at
    if max(issued_at, not_before) > now + rules.leeway_seconds:
        raise TokenNotYetValid("issued in the future")
    if now >= expires_at + rules.leeway_seconds:
        raise TokenExpired("expired")
    if not 0 < expires_at - issued_at <= rules.max_lifetime_seconds:
        raise TokenMalformed("exp is before iat, or later than max_lifetime_seconds allows")
