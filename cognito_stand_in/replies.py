"""Build responses of the endpoints that scripts call from any page (RFC 6749 5, Fetch: CORS)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.responses import JSONResponse, Response

from .pages import NO_STORE

if TYPE_CHECKING:
    from .service import Service

ANY_ORIGIN = {"access-control-allow-origin": "*"}


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


def preflight_reply(service: Service, methods: str) -> Response:
    """Return the response to a CORS preflight."""
    headers = {
        **ANY_ORIGIN,
        "access-control-allow-methods": methods,
        "access-control-allow-headers": service.switches.preflight_headers,
    }
    return Response(status_code=200, headers=headers)
