"""GET /confirmUser: the link in an e-mail (Cognito: verification messages)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..authorization import query_pairs, raw_query
from ..directory_errors import DirectoryError
from ..pages import message_page
from ..redirects import form_encoded, redirect

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from ..service import Service


async def confirm_by_link(service: Service, request: Request) -> Response:
    """Confirm the account of the link. This signs nobody in, since it may be another browser."""
    given = dict(reversed(query_pairs(raw_query(request))))
    client_id = given.get("client_id", "")
    if client_id not in service.pool.clients:
        return redirect(f"/error?{form_encoded([('error', 'invalid_request')])}")
    username, code = given.get("user_name", ""), given.get("confirmation_code", "")
    try:
        service.directory.confirm_by_code(username, code)
    except DirectoryError as mistake:
        return message_page(
            "message.html",
            status=400,
            heading="Your account is not confirmed",
            message=str(mistake),
            detail="Open the link in the newest message, or sign in to be sent another.",
        )
    return message_page(
        "message.html",
        status=200,
        heading="Account confirmed",
        message="Your registration has been confirmed!",
        detail="Go back to the application and sign in.",
    )


def link_of(client_id: str, username: str, code: str) -> str:
    """Return path and query of the link that would be sent with `code`."""
    pairs = [("client_id", client_id), ("user_name", username), ("confirmation_code", code)]
    return f"/confirmUser?{form_encoded(pairs)}"
