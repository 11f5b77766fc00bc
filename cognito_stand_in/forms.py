"""Parse forms, and protect them with a token bound to the browser and the time of the page."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException

if TYPE_CHECKING:
    from starlette.requests import Request

    from .service import Service

CSRF_COOKIE = "XSRF-TOKEN"
SIGN_IN_SECONDS = 300


class FormRefused(Exception):
    """The form has no valid token, or is older than five minutes."""


def browser_secret(service: Service, request: Request) -> str:
    """Return the secret for the XSRF-TOKEN cookie: the browser's own, which all tabs share."""
    given = service.cookie(request, CSRF_COOKIE)
    is_ours = re.fullmatch(r"[A-Za-z0-9_-]{1,100}", given) is not None
    keep = is_ours and not service.switches.tabs_disturb_each_other
    return given if keep else secrets.token_urlsafe(24)


def csrf_token(service: Service, secret: str) -> str:
    """Return the value of the hidden field for a new page."""
    started_at = str(int(service.now()))
    return f"{started_at}.{_seal(service, secret, started_at)}"


async def read_form(request: Request) -> dict[str, str]:
    """Return the fields of an urlencoded form; nothing for other bodies and repeated fields."""
    if not is_urlencoded(request):
        return {}
    try:
        pairs = (await request.form()).multi_items()
    except (MultiPartException, HTTPException):
        return {}
    form = {name: value for name, value in pairs if isinstance(value, str)}
    return form if len(form) == len(pairs) else {}


async def read_parameters(request: Request) -> dict[str, str]:
    """Return the fields of an urlencoded form and of the query; nothing if a field is repeated."""
    query = request.query_params.multi_items()
    # The body first: the form is parsed from what this keeps.
    has_body = bool(await request.body())
    form = await read_form(request)
    has_unread_body = has_body and not form
    if not is_urlencoded(request) or has_unread_body:
        return {}
    merged = {**dict(query), **form}
    return merged if len(merged) == len(query) + len(form) else {}


def is_urlencoded(request: Request) -> bool:
    """Return whether the body has the media type that OAuth endpoints accept."""
    content_type = request.headers.get("content-type", "")
    return content_type.partition(";")[0].strip().lower() == "application/x-www-form-urlencoded"


async def read_page_form(service: Service, request: Request) -> dict[str, str]:
    """Return the fields of a form from a page of this stand-in.

    Raises:
        FormRefused: it is not from a page of this browser, or older than five minutes.
    """
    form = await read_form(request)
    started_at, _, seal = form.get("_csrf", "").partition(".")
    expected = _seal(service, service.cookie(request, CSRF_COOKIE), started_at)
    if not hmac.compare_digest(seal.encode("utf-8", "replace"), expected.encode()):
        raise FormRefused("the form does not belong to this browser")
    if service.now() - int(started_at) >= SIGN_IN_SECONDS:
        raise FormRefused("the sign-in took too long")
    return form


def _seal(service: Service, secret: str, started_at: str) -> str:
    sealed = f"{secret}.{started_at}".encode("utf-8", "surrogatepass")
    return hmac.digest(service.form_key, sealed, hashlib.sha256).hex()
