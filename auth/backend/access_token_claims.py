"""What the claims of a signed access token must say (RFC 9068 2.2 and 4, as Cognito does it).

Cognito's access tokens name the app client in `client_id`, and have an `aud` only where the sign-in
asked for one `resource`.
"""

from collections.abc import Iterable

from ..errors import (
    AudienceMismatch,
    IssuerMismatch,
    SubjectMismatch,
    TokenExpired,
    TokenMalformed,
    TokenNotYetValid,
    TokenUseMismatch,
)
from ..protocol.id_token_claims import Claims, check_subject, number
from .settings import (
    checked_audiences,
    checked_client_ids,
    checked_flag,
    checked_issuer,
    checked_number,
)

MAX_LEEWAY_SECONDS = 60
SHORTEST_LIFE_SECONDS = 300
MAX_LIFETIME_SECONDS = 86_400
"""The longest validity that Cognito lets an access token have."""


class AccessTokenClaims(Claims):
    """Who calls, through which app client, and what the call may do."""

    @property
    def username(self) -> str:
        """The person's user name; empty for a machine. Changes hands: authorise by `sub`."""
        return self.string("username")

    @property
    def client_id(self) -> str:
        """The app client that the token was issued to."""
        return self.string("client_id")

    @property
    def scopes(self) -> list[str]:
        """The granted scopes; empty when the claim is missing or no text."""
        return [scope for scope in self.string("scope").split(" ") if scope]

    @property
    def groups(self) -> list[str]:
        """The user pool groups the person is in."""
        return self.strings("cognito:groups")


class AccessTokenRules:
    """What this API accepts.

    `audience` is the API's own identifier, or several, where sign-ins ask for a `resource`: every
    token must then be bound to it. Without one, tokens that are bound to another API are refused.
    `allow_client_credentials` accepts tokens of the client credentials grant, which have no user.
    `leeway_seconds` is how far the issuer's clock and this one may be apart, and
    `max_lifetime_seconds` the longest validity that the app clients are set to.

    Raises:
        ConfigurationError: one of them cannot be meant.
    """

    def __init__(
        self,
        *,
        issuer: str,
        client_ids: Iterable[str],
        audience: str | Iterable[str] | None = None,
        allow_client_credentials: bool = False,
        leeway_seconds: float = 30,
        max_lifetime_seconds: float = MAX_LIFETIME_SECONDS,
    ) -> None:
        self.issuer = checked_issuer(issuer)
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
    _check_audience(claims, rules.audiences)
    check_subject(claims)
    if not rules.allow_client_credentials and claims["sub"] == claims["client_id"]:
        raise SubjectMismatch("a machine, and no person")
    _check_times(claims, rules, now)
    return AccessTokenClaims(claims)


def _check_client(claims: dict[str, object], rules: AccessTokenRules) -> None:
    client_id = claims.get("client_id")
    # The type first: a list that contains the right client is not the right client.
    if not isinstance(client_id, str) or client_id not in rules.client_ids:
        raise AudienceMismatch("issued to a client that this API does not serve")


def _check_audience(claims: dict[str, object], accepted: frozenset[str]) -> None:
    """Require an audience of ours where there is one, and none where there is none (RFC 8707)."""
    if "aud" not in claims and not accepted:
        return
    audience = claims.get("aud")
    named = audience if isinstance(audience, list) else [audience]
    texts = [one for one in named if isinstance(one, str)]
    if len(texts) != len(named) or accepted.isdisjoint(texts):
        raise AudienceMismatch("not meant for this API")


def _check_times(claims: dict[str, object], rules: AccessTokenRules, now: float) -> None:
    issued_at, expires_at = number(claims, "iat"), number(claims, "exp")
    not_before = number(claims, "nbf") if "nbf" in claims else issued_at
    if max(issued_at, not_before) > now + rules.leeway_seconds:
        raise TokenNotYetValid("issued in the future")
    if now >= expires_at + rules.leeway_seconds:
        raise TokenExpired("expired")
    if not 0 < expires_at - issued_at <= rules.max_lifetime_seconds:
        raise TokenMalformed("lives longer than Cognito lets a token live, or not at all")
