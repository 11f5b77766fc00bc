"""Check that a request has a signature of AWS credentials (AWS: Signature Version 4).

The stand-in knows no secret keys, so any credentials will do.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from .protocol import ApiError

if TYPE_CHECKING:
    from starlette.requests import Request

    from ..service import Service

_ALGORITHM = "AWS4-HMAC-SHA256"
_SCOPE = re.compile(r"Credential=[^/,\s]+/\d{8}/[a-z0-9-]+/([a-z0-9-]+)/aws4_request")


def require_signature(service: Service, request: Request) -> None:
    """Check that an administrator's request is signed, and not from a foreign page.

    Args:
        service: The stand-in, whose switch `unsigned_administration` allows other requests.
        request: The request.

    Raises:
        ApiError: it has no signature for user pools, or comes from a page that is no app of the
            pool.
    """
    _refuse_foreign_page(service, request.headers.get("origin"))
    given = request.headers.get("authorization")
    if service.switches.unsigned_administration:
        return
    if not given:
        raise ApiError(
            "MissingAuthenticationTokenException",
            "Missing Authentication Token. Sign the request with AWS credentials: the stand-in "
            "accepts any.",
        )
    algorithm, _, parameters = given.partition(" ")
    scope = _SCOPE.search(parameters)
    complete = "SignedHeaders=" in parameters and "Signature=" in parameters
    if algorithm != _ALGORITHM or scope is None or not complete:
        raise ApiError(
            "IncompleteSignatureException",
            f"Authorization: expected {_ALGORITHM} with Credential, SignedHeaders and Signature.",
        )
    if scope.group(1) != "cognito-idp":
        raise ApiError(
            "InvalidSignatureException",
            "Credential should be scoped to correct service: 'cognito-idp'.",
        )


def _refuse_foreign_page(service: Service, origin: str | None) -> None:
    """Refuse pages that are no app of the pool, because any page can write a signature."""
    if origin is None:
        return
    clients = service.pool.clients.values()
    apps = {_origin(url) for client in clients for url in client.callback_urls}
    if origin not in apps:
        raise ApiError(
            "AccessDeniedException",
            "A page of this origin may not administer the pool: it has no callback URL there.",
        )


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
