"""Render the pages of the domain, with their cookies and headers (Cognito: managed login)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse, Response

from .forms import CSRF_COOKIE, browser_secret, csrf_token
from .interactions import INTERACTION_COOKIE, INTERACTION_SECONDS, Interaction
from .usernames import sign_in_hint, sign_up_label

if TYPE_CHECKING:
    from starlette.requests import Request

    from .authorization import AuthorizationRequest
    from .interactions import Purpose
    from .service import Service

_HERE = Path(__file__).parent
_TEMPLATES = Environment(
    loader=FileSystemLoader(_HERE / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    auto_reload=False,
    trim_blocks=True,
)
_TEMPLATES.globals |= {"sign_up_label": sign_up_label, "sign_in_hint": sign_in_hint}
STYLE_SHEET = (_HERE / "static" / "stand-in.css").read_text(encoding="utf-8")
PASSKEY_SCRIPT = (_HERE / "static" / "passkeys.js").read_text(encoding="utf-8")
NO_STORE = {
    "cache-control": "no-cache, no-store, max-age=0, must-revalidate",
    "pragma": "no-cache",
    "expires": "0",
}
_WITH_SCRIPT = {"passkey.html"}
LANGUAGES = frozenset(
    {"de", "en", "es", "fr", "id", "it", "ja", "ko", "nl", "pt-BR", "zh-CN", "zh-TW"}
)


def form_page(
    service: Service,
    request: Request,
    template: str,
    auth_request: AuthorizationRequest,
    *,
    form: dict[str, str] | None = None,
    **details: object,
) -> Response:
    """Render a page with a form.

    Args:
        service: The stand-in.
        request: The request for the page.
        template: The name of the template.
        auth_request: The authorization request that the page belongs to.
        form: The submitted form, if the page is shown again because of a mistake.
        details: More variables of the template.
    """
    context = {"query": auth_request.query, "auth_request": auth_request, **details}
    page = form_page_for(
        service, request, template, auth_request.redirect_uri, form=form, **context
    )
    if auth_request.lang in LANGUAGES and _has_languages(service):
        set_cookie(service, page, "lang", auth_request.lang)
    return page


def form_page_for(
    service: Service,
    request: Request,
    template: str,
    redirect_uri: str,
    *,
    form: dict[str, str] | None = None,
    **details: object,
) -> Response:
    """Render a page with a form that belongs to no authorization request.

    Args:
        service: The stand-in.
        request: The request for the page.
        template: The name of the template.
        redirect_uri: Where the form may lead in the end.
        form: The submitted form, if the page is shown again because of a mistake.
        details: The variables of the template.
    """
    secret = service.cookie(request, CSRF_COOKIE) if form else browser_secret(service, request)
    # A page that is shown again keeps its first time, so that mistakes do not extend the limit.
    csrf = form["_csrf"] if form else csrf_token(service, secret)
    context = {"csrf": csrf, "pool": service.pool, "mistake": "", **details}
    page = _page(template, context, form_target=redirect_uri)
    set_cookie(service, page, CSRF_COOKIE, secret)
    return page


def _has_languages(service: Service) -> bool:
    return service.pool.managed_login and service.pool.has_paid_features


def message_page(template: str, *, status: int, **details: object) -> Response:
    """Render a page without a form."""
    page = _page(template, details, form_target=None)
    page.status_code = status
    return page


def set_cookie(
    service: Service, response: Response, name: str, value: str, *, seconds: int | None = None
) -> None:
    """Set a cookie for the domain, with `Secure` only over TLS."""
    response.set_cookie(
        service.cookie_name(name),
        value,
        max_age=seconds,
        path="/",
        secure=service.is_secure,
        httponly=True,
        samesite="lax",
    )


def start_interaction(
    service: Service,
    response: Response,
    *,
    purpose: Purpose,
    query: str,
    username: str,
    **details: Any,  # noqa: ANN401 - the fields of an interaction
) -> None:
    """Start an interaction over several pages, and set its cookie.

    Args:
        service: The stand-in.
        response: The response that sets the cookie.
        purpose: What the pages are for.
        query: The query of the authorization request.
        username: Whom it is about.
        details: More fields of the interaction.
    """
    expires_at = service.now() + INTERACTION_SECONDS
    interaction = Interaction(
        purpose=purpose, query=query, username=username, expires_at=expires_at, **details
    )
    set_interaction_cookie(
        service, response, service.interactions.start(interaction, service.now())
    )


def set_interaction_cookie(service: Service, response: Response, secret: str) -> None:
    """Set the cookie that binds an interaction to the browser."""
    set_cookie(service, response, INTERACTION_COOKIE, secret, seconds=INTERACTION_SECONDS)


def printable(text: str) -> str:
    """Replace halves of surrogate pairs, which stand for bytes that are not UTF-8."""
    return text.encode("utf-8", "replace").decode()


def _page(template: str, context: dict[str, object], *, form_target: str | None) -> Response:
    html = _TEMPLATES.get_template(template).render(context)
    page = HTMLResponse(printable(html))
    policy = _content_security_policy(form_target)
    if template in _WITH_SCRIPT:
        policy += "; script-src 'self'"
    page.headers["content-security-policy"] = policy
    return page


def _content_security_policy(form_target: str | None) -> str:
    # Chromium applies form-action to redirects after a form too, including the one to the app.
    targets = "'none'" if form_target is None else f"'self' {_source(form_target)}"
    return (
        f"default-src 'none'; style-src 'self'; form-action {targets}; "
        "base-uri 'none'; frame-ancestors 'none'"
    )


def _source(url: str) -> str:
    parts = urlsplit(url)
    # Of a host name outside ASCII, the protocol alone: a header cannot carry the rest.
    if parts.scheme in {"http", "https"} and parts.netloc.isascii():
        return f"{parts.scheme}://{parts.netloc}"
    return f"{parts.scheme}:"
