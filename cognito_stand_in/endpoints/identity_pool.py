"""POST /: an identity pool (Amazon Cognito Federated Identities API, AWS JSON 1.1).

In AWS it has its own host, `cognito-identity`; here it is on the issuer's origin.
"""

from __future__ import annotations

import json
import uuid
from typing import TYPE_CHECKING, Any

from starlette.responses import JSONResponse

from ..pages import printable
from ..replies import ANY_ORIGIN, preflight_reply

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from ..pool import IdentityPool
    from ..service import Service

_TARGET = "AWSCognitoIdentityService."
_NOT_A_TOKEN = "Invalid login token. Not a valid OpenId Connect identity token."
_LONGEST_TOKEN = 50_000


class _Refused(Exception):
    """The response is an exception of the API."""

    def __init__(self, name: str, message: str, status: int = 400) -> None:
        super().__init__(name)
        self.name = name
        self.message = message
        self.status = status


async def preflight(service: Service, request: Request) -> Response:
    """Allow requests from any page, with the headers of AWS's protocol."""
    response = preflight_reply(service, request, "POST")
    response.headers["access-control-max-age"] = "172800"
    return response


async def answer(service: Service, request: Request) -> Response:
    """Run one operation."""
    operations = {"GetId": _get_id, "GetCredentialsForIdentity": _get_credentials}
    operation = request.headers.get("x-amz-target", "").rpartition(_TARGET)[2]
    try:
        return _reply(operations.get(operation, _unknown)(service, _document(await request.body())))
    except _Refused as refused:
        body = {"__type": refused.name, "message": refused.message}
        return _reply(body, refused.status, {"x-amzn-errortype": f"{refused.name}:"})


def _unknown(_service: Service, _document: dict[str, Any]) -> dict[str, Any]:
    raise _Refused("UnknownOperationException", "")


def _get_id(service: Service, document: dict[str, Any]) -> dict[str, Any]:
    pool = _pool(service, _text(document, "IdentityPoolId"))
    sub = _sub(service, pool, document)
    return {"IdentityId": service.identities.identity_of(sub, pool.pool_id)}


def _get_credentials(service: Service, document: dict[str, Any]) -> dict[str, Any]:
    identity_id = _text(document, "IdentityId")
    owner = service.identities.people.get(identity_id)
    pool = service.pool.identity_pool
    if owner is None or pool is None:
        raise _Refused("ResourceNotFoundException", f"Identity '{identity_id}' not found.")
    if _sub(service, pool, document) != owner:
        raise _Refused(
            "NotAuthorizedException", f"Access to Identity '{identity_id}' is forbidden."
        )
    issued = service.identities.issue(identity_id, now=service.now())
    credentials = {
        "AccessKeyId": issued.access_key_id,
        "SecretKey": issued.secret_key,
        "SessionToken": issued.session_token,
        "Expiration": issued.expires_at,
    }
    return {"IdentityId": identity_id, "Credentials": credentials}


def _pool(service: Service, pool_id: str) -> IdentityPool:
    pool = service.pool.identity_pool
    if pool is None or pool.pool_id != pool_id:
        raise _Refused("ResourceNotFoundException", f"IdentityPool '{pool_id}' not found.")
    return pool


def _sub(service: Service, pool: IdentityPool, document: dict[str, Any]) -> str:
    """Return the subject of the ID token in `Logins`."""
    logins = document.get("Logins")
    if not isinstance(logins, dict) or not logins:
        raise _Refused(
            "NotAuthorizedException",
            "Unauthenticated access is not supported for this identity pool.",
        )
    issuers = {url.partition("://")[2]: url for url in service.issuers.urls}
    if len(logins) != 1 or not issuers.keys() >= logins.keys():
        raise _Refused(
            "NotAuthorizedException",
            "Token is not from a supported provider of this identity pool.",
        )
    (provider,) = logins
    return _checked(service, pool, _text(logins, provider), issuers[provider])


def _checked(service: Service, pool: IdentityPool, token: str, issuer: str) -> str:
    claims = service.issuers.verify(token)
    if claims is None or claims.get("token_use") != "id":
        raise _Refused("NotAuthorizedException", _NOT_A_TOKEN)
    if claims.get("iss") != issuer:
        raise _Refused(
            "NotAuthorizedException", "Invalid login token. Issuer doesn't match providerName"
        )
    if claims.get("aud") not in pool.client_ids:
        raise _Refused("NotAuthorizedException", "Invalid login token. Incorrect token audience.")
    # A fault may have left these claims out.
    if "exp" not in claims or "sub" not in claims:
        raise _Refused("NotAuthorizedException", _NOT_A_TOKEN)
    if claims["exp"] <= service.now():
        late = f"Token expired: {claims['exp']} >= {int(service.now())}"
        raise _Refused("NotAuthorizedException", f"Invalid login token. {late}")
    return str(claims["sub"])


def _document(body: bytes) -> dict[str, Any]:
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        document = None
    if not isinstance(document, dict):
        raise _Refused("SerializationException", "")
    return document


def _text(document: dict[str, Any], name: str) -> str:
    value = document.get(name)
    # JSON may contain a lone surrogate, which a response in UTF-8 cannot repeat.
    valid = isinstance(value, str) and 0 < len(value) <= _LONGEST_TOKEN
    if not isinstance(value, str) or not valid or printable(value) != value:
        place = name[0].lower() + name[1:]
        raise _Refused(
            "ValidationException",
            f"1 validation error detected: Value at '{place}' failed to satisfy constraint",
        )
    return value


def _reply(
    document: dict[str, Any], status: int = 200, headers: dict[str, str] | None = None
) -> Response:
    shared = {"access-control-expose-headers": "x-amzn-RequestId,x-amzn-ErrorType,Date"}
    shared["x-amzn-requestid"] = str(uuid.uuid4())
    reply = JSONResponse(document, status, {**ANY_ORIGIN, **shared, **(headers or {})})
    reply.headers["content-type"] = "application/x-amz-json-1.1"
    return reply
