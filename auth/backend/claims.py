"""What the claims of a signed access token must say (RFC 9068 2.2 and 4, as Cognito does it).

Cognito's access tokens name the app client in `client_id`, and have an `aud` only where the sign-in
asked for one `resource`.
"""

from collections.abc import Collection
from dataclasses import dataclass

from auth.errors import (
    AudienceMismatch,
    ConfigurationError,
    IssuerMismatch,
    TokenExpired,
    TokenMalformed,
    TokenNotYetValid,
    TokenUseMismatch,
)
from auth.protocol.claims import Claims, check_subject, number

LONGEST_LEEWAY_SECONDS = 60
LONGEST_LIFE_SECONDS = 86_400
"""The longest validity that Cognito lets an access token have."""


class AccessTokenClaims(Claims):
    """Who calls, through which app client, and what the call may do."""

    @property
    def username(self) -> str:
        """The person's user name; empty for a machine. Changes hands: authorise by `sub`."""
        return self.text("username")

    @property
    def client_id(self) -> str:
        """The app client that the token was issued to."""
        return self.text("client_id")

    @property
    def scopes(self) -> list[str]:
        """The granted scopes; empty when the claim is missing or no text."""
        return [scope for scope in self.text("scope").split(" ") if scope]

    @property
    def groups(self) -> list[str]:
        """The user pool groups the person is in."""
        return self.texts("cognito:groups")


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessTokenRules:
    """What this API accepts.

    `audience` is the API's own identifier, or None where tokens have no `aud`; `leeway_seconds` is
    how far the issuer's clock and this one may be apart.

    Raises:
        ConfigurationError: no client is accepted, or the leeway is unreasonable.
    """

    issuer: str
    client_ids: Collection[str]
    audience: str | None = None
    leeway_seconds: float = 30

    def __post_init__(self) -> None:
        if isinstance(self.client_ids, str) or not self.client_ids:
            raise ConfigurationError(
                "client_ids", found=repr(self.client_ids), expected="at least one, in a list"
            )
        if not 0 <= self.leeway_seconds <= LONGEST_LEEWAY_SECONDS:
            raise ConfigurationError(
                "leeway_seconds",
                found=str(self.leeway_seconds),
                expected=f"0 to {LONGEST_LEEWAY_SECONDS}",
            )


def validate_access_token_claims(
    claims: dict[str, object], rules: AccessTokenRules, *, now: float
) -> AccessTokenClaims:
    """Check the claims of a token whose signature has been checked. `now` is epoch seconds.

    Raises:
        TokenInvalid: the one that names the first claim that is wrong.
    """
    if claims.get("iss") != rules.issuer:
        raise IssuerMismatch("not the configured issuer")
    if claims.get("token_use") != "access":
        raise TokenUseMismatch("not an access token")
    _check_client(claims, rules)
    check_subject(claims)
    _check_times(claims, rules.leeway_seconds, now)
    return AccessTokenClaims(claims)


def _check_client(claims: dict[str, object], rules: AccessTokenRules) -> None:
    client_id = claims.get("client_id")
    # The type first: a list that contains the right client is not the right client.
    if not isinstance(client_id, str) or client_id not in rules.client_ids:
        raise AudienceMismatch("issued to a client that this API does not serve")
    if "aud" in claims and claims["aud"] not in (rules.audience, [rules.audience]):
        raise AudienceMismatch("meant for another API")


def _check_times(claims: dict[str, object], leeway: float, now: float) -> None:
    issued_at, expires_at = number(claims, "iat"), number(claims, "exp")
    not_before = number(claims, "nbf") if "nbf" in claims else issued_at
    if max(issued_at, not_before) > now + leeway:
        raise TokenNotYetValid("issued in the future")
    if now >= expires_at + leeway:
        raise TokenExpired("expired")
    if expires_at - issued_at > LONGEST_LIFE_SECONDS:
        raise TokenMalformed("lives longer than Cognito lets a token live")
