"""/passkeys/add: register a passkey (Cognito: managed login, passkeys)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from starlette.responses import PlainTextResponse

from ..authorization import query_pairs, raw_query
from ..factors.passkey_checks import register
from ..factors.passkeys import PasskeyRefused, creation_options
from ..forms import read_page_form
from ..pages import form_page_for, message_page
from ..redirects import Redirected, form_encoded, redirect, with_query
from ..sessions import SESSION_COOKIE
from ..usernames import shown_name
from .first_factor import parsed_credential

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from ..pool import AppClient, User
    from ..service import Service

_PATH = "/passkeys/add"


async def show_passkeys(service: Service, request: Request) -> Response:
    """Show the page; the classic hosted UI has none."""
    if not service.pool.managed_login:
        return PlainTextResponse("Not Found", status_code=404)
    client, redirect_uri = _checked_query(service, request)
    user = _signed_in(service, request)
    if user is None:
        return _without_session(service, request)
    return _page(service, request, user, client, redirect_uri)


async def submit_passkey(service: Service, request: Request) -> Response:
    """Register the passkey and redirect to the app; show the page again if it is refused."""
    if not service.pool.managed_login:
        return PlainTextResponse("Not Found", status_code=404)
    client, redirect_uri = _checked_query(service, request)
    form = await read_page_form(service, request)
    user = _signed_in(service, request)
    if user is None:
        return _without_session(service, request)
    if "cancel" in form:
        return redirect(with_query(redirect_uri, [("result", "cancelled")]))
    try:
        register(service, user, client.client_id, parsed_credential(form))
    except PasskeyRefused as refused:
        return _page(service, request, user, client, redirect_uri, form=form, mistake=str(refused))
    return redirect(with_query(redirect_uri, [("result", "success")]))


def _checked_query(service: Service, request: Request) -> tuple[AppClient, str]:
    given = dict(reversed(query_pairs(raw_query(request))))
    client = service.pool.clients.get(given.get("client_id", ""))
    if client is None:
        pairs = [("error", "invalid_request"), ("client_id", given.get("client_id", ""))]
        raise Redirected(f"/error?{form_encoded(pairs)}")
    redirect_uri = given.get("redirect_uri", "")
    if redirect_uri not in client.callback_urls:
        pairs = [("error", "redirect_mismatch"), ("client_id", client.client_id)]
        raise Redirected(f"/error?{form_encoded(pairs)}")
    return client, redirect_uri


def _signed_in(service: Service, request: Request) -> User | None:
    session = service.sessions.find(service.cookie(request, SESSION_COOKIE), service.now())
    user = None if session is None else service.pool.users.get(session.username)
    return user if user is not None and user.enabled and user.identity is None else None


def _without_session(service: Service, request: Request) -> Response:
    given = dict(query_pairs(raw_query(request)))
    if "response_type" in given and service.switches.passkeys_add_signs_in:
        return redirect(f"/login?{raw_query(request)}")
    return message_page(
        "message.html",
        status=401,
        heading="Sign in first",
        message="Only people who have signed in here can add a passkey.",
        detail="Go back to the application, sign in, and open this page again.",
    )


def _page(
    service: Service,
    request: Request,
    user: User,
    client: AppClient,
    redirect_uri: str,
    *,
    form: dict[str, str] | None = None,
    mistake: str = "",
) -> Response:
    name = shown_name(service.pool, user)
    try:
        options = creation_options(service, user, client.client_id, name)
    except PasskeyRefused as refused:
        return message_page(
            "message.html", status=400, heading="Passkeys", message=str(refused), detail=""
        )
    details = {
        "heading": "Add a passkey",
        "text": f"With a passkey, you sign in as {name} without your password.",
        "action": f"{_PATH}?{raw_query(request)}",
        "ceremony": "create",
        "options": json.dumps(options),
        "label": "Create a passkey",
        "back": "",
        "mistake": mistake,
    }
    return form_page_for(service, request, "passkey.html", redirect_uri, form=form, **details)
