"""Build responses of the endpoints that scripts call from any page (RFC 6749 5, Fetch: CORS)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from starlette.responses import JSONResponse, Response

from .pages import NO_STORE

if TYPE_CHECKING:
    from starlette.requests import Request

    from .service import Service

ANY_ORIGIN = {"access-control-allow-origin": "*"}
# A header's name (RFC 9110 section 5.6.2), so that a response never repeats anything else.
_TOKEN = re.compile(r"[a-z0-9!#$%&'*+.^_`|~-]+")


class CognitoJSON(JSONResponse):
    """JSON with Cognito's media type."""

    media_type = "application/json;charset=UTF-8"


def json_reply(document: dict[str, Any], *, status: int = 200) -> Response:
    """Return a JSON response that any page may read."""
    return CognitoJSON(document, status_code=status, headers={**ANY_ORIGIN, **NO_STORE})


def error_reply(
    service: Service, error: str, *, description: str | None = None, status: int = 400
) -> Response:
    """Return an OAuth error (RFC 6749 section 5.2), usually without a description."""
    document = (
        {"error": error}
        if description is None
        else {"error": error, "error_description": description}
    )
    return readable_error(service, json_reply(document, status=status))


def readable_error(service: Service, response: Response) -> Response:
    """Remove the CORS header from an error if the switch says so."""
    if not service.switches.errors_have_cors:
        del response.headers["access-control-allow-origin"]
    return response


def preflight_reply(service: Service, request: Request, methods: str) -> Response:
    """Return the response to a CORS preflight (Fetch: CORS-preflight request).

    Args:
        service: The stand-in, whose switch `preflight_headers` decides which headers are allowed.
        request: The preflight.
        methods: The value of Access-Control-Allow-Methods.
    """
    requested = request.headers.get("access-control-request-headers", "")
    headers = {
        **ANY_ORIGIN,
        "access-control-allow-methods": methods,
        "access-control-allow-headers": allowed_headers(
            service.switches.preflight_headers, requested
        ),
    }
    return Response(status_code=200, headers=headers)


def allowed_headers(rule: str, requested: str) -> str:
    """Return the value of Access-Control-Allow-Headers.

    Args:
        rule: Names of headers, separated by commas. A name that ends with `-*` stands for the
            requested names with this beginning.
        requested: The value of Access-Control-Request-Headers.
    """
    rules = [name.strip() for name in rule.split(",")]
    beginnings = tuple(name[:-1].lower() for name in rules if name.endswith("-*"))
    named = [name for name in rules if not name.endswith("-*")]
    matching = [
        name
        for name in (one.strip().lower() for one in requested.split(","))
        if name.startswith(beginnings) and _TOKEN.fullmatch(name)
    ]
    return ", ".join([*named, *dict.fromkeys(matching)])
