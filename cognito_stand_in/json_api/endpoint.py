"""POST /: the JSON APIs of user pools and identity pools (AWS JSON 1.1).

In AWS each has its own host, `cognito-idp` and `cognito-identity`; here both are at the issuer's
origin.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from ..directory_errors import DirectoryError
from ..replies import preflight_reply
from . import (
    accounts,
    administration,
    authentication,
    descriptions,
    groups,
    identity_pool,
    own_attributes,
    passkeys,
    persons,
    software_tokens,
)
from .call import Call
from .members import Members
from .protocol import ApiError, error_reply, parse_document, success_reply
from .signatures import require_signature

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import Request
    from starlette.responses import Response

    from ..service import Service

    Operation = Callable[[Call], dict[str, Any]]

_USER_POOLS = "AWSCognitoIdentityProviderService."
_IDENTITY_POOLS = "AWSCognitoIdentityService."
_NAME = re.compile(r"[A-Za-z0-9]{1,64}")
# What everybody may call, and what needs AWS credentials.
PUBLIC: dict[str, Operation] = {
    **authentication.PUBLIC,
    **accounts.OPERATIONS,
    **persons.OPERATIONS,
    **own_attributes.OPERATIONS,
    **software_tokens.PUBLIC,
    **passkeys.OPERATIONS,
}
SIGNED: dict[str, Operation] = {
    **authentication.SIGNED,
    **administration.OPERATIONS,
    **software_tokens.SIGNED,
    **groups.OPERATIONS,
    **descriptions.OPERATIONS,
}


async def preflight(service: Service, request: Request) -> Response:
    """Allow requests from any page, with the headers of AWS's protocol."""
    response = preflight_reply(service, request, "POST")
    response.headers["access-control-max-age"] = "172800"
    return response


async def answer(service: Service, request: Request) -> Response:
    """Run one operation."""
    target = request.headers.get("x-amz-target", "")
    body = await request.body()
    try:
        return success_reply(_run(service, request, target, body))
    except ApiError as error:
        return error_reply(error)
    except DirectoryError as mistake:
        return error_reply(ApiError(mistake.name, str(mistake)))


def _run(service: Service, request: Request, target: str, body: bytes) -> dict[str, Any]:
    # AWS's documents write some targets with a Java package before the service.
    _, is_for_identities, identity_operation = target.rpartition(_IDENTITY_POOLS)
    if is_for_identities:
        run = identity_pool.OPERATIONS.get(identity_operation)
        if run is None:
            raise _unknown(identity_operation)
        return run(service, parse_document(body))
    _, is_for_users, operation = target.rpartition(_USER_POOLS)
    if not is_for_users or (operation not in PUBLIC and operation not in SIGNED):
        raise _unknown(operation if is_for_users else "")
    if operation in SIGNED:
        require_signature(service, request)
    members = Members(parse_document(body))
    members.check_lengths()
    run_operation = PUBLIC.get(operation) or SIGNED[operation]
    return run_operation(Call(service, members))


def _unknown(operation: str) -> ApiError:
    name = operation if _NAME.fullmatch(operation) else "X-Amz-Target"
    return ApiError(
        "UnknownOperationException",
        f"{name}: the stand-in does not have this operation. Its README lists those that it has.",
    )
