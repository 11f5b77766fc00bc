"""GET /error, always with status 400, and the page for expired forms (Cognito: error responses)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..authorization import query_pairs, raw_query
from ..pages import message_page

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from ..service import Service

_HEADING = "An error was encountered with the requested page."


async def show_error(_service: Service, request: Request) -> Response:
    """Show the error of a request that cannot be redirected to an app."""
    given = dict(query_pairs(raw_query(request)))
    return message_page("message.html", status=400, heading=_HEADING, **_message(given))


def form_refused_page() -> Response:
    """Return the page for a form without a valid token, or older than five minutes."""
    return message_page(
        "message.html",
        status=400,
        heading="Something went wrong",
        message="Your sign-in took longer than five minutes, or was started in another browser.",
        detail="Go back to the application and sign in again.",
    )


def _message(given: dict[str, str]) -> dict[str, str]:
    error = given.get("error")
    if error == "redirect_mismatch":
        detail = (
            "The redirect_uri must be exactly one of the callback URLs of the client. Compare host "
            "(localhost is not 127.0.0.1), port, http or https, and the slash at the end."
        )
    elif error is not None:
        detail = (
            "This user pool has no app client with this client_id, or the request is malformed."
        )
    else:
        missing = "redirect_uri" if given.get("client_id") else "client_id"
        return {"message": f"Required String parameter '{missing}' is not present", "detail": ""}
    return {"message": error, "detail": detail}
