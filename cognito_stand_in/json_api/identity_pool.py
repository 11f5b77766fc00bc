"""An identity pool: an ID token in, an identity and AWS credentials out (Cognito Identity API)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..signing import compact_jws
from .members import Members
from .protocol import ApiError

if TYPE_CHECKING:
    from ..pool import IdentityPool
    from ..service import Service

_NOT_A_TOKEN = "Invalid login token. Not a valid OpenId Connect identity token."
_LONGEST_TOKEN = 50_000
_ISSUER = "https://cognito-identity.amazonaws.com"
_OPEN_ID_SECONDS = 600


def _get_id(service: Service, document: dict[str, Any]) -> dict[str, Any]:
    pool = _pool(service, _members(document).text("IdentityPoolId"))
    _, sub = _login(service, pool, document)
    return {"IdentityId": service.identities.identity_of(sub, pool.pool_id)}


def _get_credentials(service: Service, document: dict[str, Any]) -> dict[str, Any]:
    _, identity_id, _, _ = _owned_identity(service, document)
    issued = service.identities.issue(identity_id, now=service.now())
    credentials = {
        "AccessKeyId": issued.access_key_id,
        "SecretKey": issued.secret_key,
        "SessionToken": issued.session_token,
        "Expiration": issued.expires_at,
    }
    return {"IdentityId": identity_id, "Credentials": credentials}


def _get_open_id_token(service: Service, document: dict[str, Any]) -> dict[str, Any]:
    """Return a token for AssumeRoleWithWebIdentity, the basic flow of identity pools."""
    pool, identity_id, provider, sub = _owned_identity(service, document)
    now = int(service.now())
    claims = {
        "sub": identity_id,
        "aud": pool.pool_id,
        "amr": ["authenticated", provider, f"{provider}:CognitoSignIn:{sub}"],
        "iss": _ISSUER,
        "exp": now + _OPEN_ID_SECONDS,
        "iat": now,
    }
    key = service.identities.signing_key
    token = compact_jws({"kid": key.kid, "typ": "JWS", "alg": "RS256"}, claims, key)
    return {"IdentityId": identity_id, "Token": token}


def _owned_identity(
    service: Service, document: dict[str, Any]
) -> tuple[IdentityPool, str, str, str]:
    """Return the pool and the identity, after a check that the token is its owner's.

    The third and fourth value are the provider and the subject of the token.
    """
    identity_id = _members(document).text("IdentityId")
    owner = service.identities.people.get(identity_id)
    pool = service.pool.identity_pool
    if owner is None or pool is None:
        raise ApiError("ResourceNotFoundException", f"Identity '{identity_id}' not found.")
    provider, sub = _login(service, pool, document)
    if sub != owner:
        raise ApiError(
            "NotAuthorizedException", f"Access to Identity '{identity_id}' is forbidden."
        )
    return pool, identity_id, provider, sub


def _pool(service: Service, pool_id: str) -> IdentityPool:
    pool = service.pool.identity_pool
    if pool is None or pool.pool_id != pool_id:
        raise ApiError("ResourceNotFoundException", f"IdentityPool '{pool_id}' not found.")
    return pool


def _login(service: Service, pool: IdentityPool, document: dict[str, Any]) -> tuple[str, str]:
    """Return the provider in `Logins`, and the subject of its ID token."""
    logins = document.get("Logins")
    if not isinstance(logins, dict) or not logins:
        raise ApiError(
            "NotAuthorizedException",
            "Unauthenticated access is not supported for this identity pool.",
        )
    issuers = {url.partition("://")[2]: url for url in service.issuers.urls}
    if len(logins) != 1 or not issuers.keys() >= logins.keys():
        raise ApiError(
            "NotAuthorizedException",
            "Token is not from a supported provider of this identity pool.",
        )
    (provider,) = logins
    token = _members(logins).text(provider)
    if len(token) > _LONGEST_TOKEN:
        raise _members(logins).refusal("Logins", "Member must have a shorter value")
    return provider, _checked(service, pool, token, issuers[provider])


def _checked(service: Service, pool: IdentityPool, token: str, issuer: str) -> str:
    claims = service.issuers.verify(token)
    if claims is None or claims.get("token_use") != "id":
        raise ApiError("NotAuthorizedException", _NOT_A_TOKEN)
    if claims.get("iss") != issuer:
        raise ApiError(
            "NotAuthorizedException", "Invalid login token. Issuer doesn't match providerName"
        )
    if claims.get("aud") not in pool.client_ids:
        raise ApiError("NotAuthorizedException", "Invalid login token. Incorrect token audience.")
    # A fault may have left these claims out.
    if "exp" not in claims or "sub" not in claims:
        raise ApiError("NotAuthorizedException", _NOT_A_TOKEN)
    if claims["exp"] <= service.now():
        late = f"Token expired: {claims['exp']} >= {int(service.now())}"
        raise ApiError("NotAuthorizedException", f"Invalid login token. {late}")
    return str(claims["sub"])


def _members(document: dict[str, Any]) -> Members:
    # This API has one exception for every malformed value. Where its model declares another one,
    # InvalidParameterException, reports from the field show ValidationException.
    return Members(document, invalid="ValidationException", wrong_type="ValidationException")


OPERATIONS = {
    "GetId": _get_id,
    "GetCredentialsForIdentity": _get_credentials,
    "GetOpenIdToken": _get_open_id_token,
}
