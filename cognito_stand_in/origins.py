"""The origins of a user pool as ASGI applications (Cognito: domain and issuer endpoints)."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route, Router

from .endpoints.authorize import authorize
from .endpoints.confirmation_link import confirm_by_link
from .endpoints.discovery import (
    show_discovery,
    show_keys,
    show_replica_discovery,
    show_replica_keys,
)
from .endpoints.errors import form_refused_page, show_error
from .endpoints.federation import provider_response, show_provider, submit_provider
from .endpoints.first_factor import (
    show_one_time_code,
    show_passkey,
    submit_one_time_code,
    submit_passkey,
)
from .endpoints.forgot_password import (
    show_forgot_password,
    show_reset_password,
    submit_forgot_password,
    submit_reset_password,
)
from .endpoints.login import show_login, submit_login
from .endpoints.logout import logout
from .endpoints.new_password import show_new_password, submit_new_password
from .endpoints.passkeys import show_passkeys
from .endpoints.passkeys import submit_passkey as submit_new_passkey
from .endpoints.revocation import revoke
from .endpoints.second_factor import (
    show_second_factor,
    show_setup,
    submit_second_factor,
    submit_setup,
)
from .endpoints.sign_up import (
    resend_code,
    show_confirm,
    show_sign_up,
    submit_confirm,
    submit_sign_up,
)
from .endpoints.tokens import token
from .endpoints.user_info import show_user_info
from .forms import FormRefused
from .json_api.endpoint import answer, preflight
from .pages import NO_STORE, PASSKEY_SCRIPT, STYLE_SHEET
from .redirects import Redirected, redirect
from .replies import preflight_reply

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.requests import Request
    from starlette.types import ASGIApp

    from .service import Service

    Endpoint = Callable[[Service, Request], Awaitable[Response]]

_ANY_METHOD = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
_LARGEST_BODY = 1024 * 1024
_PROTECTION = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
)
_STRICT_TRANSPORT = (b"strict-transport-security", b"max-age=31536000 ; includeSubDomains")
_PAGES: dict[str, dict[str, Endpoint]] = {
    "/oauth2/authorize": {"GET": authorize},
    "/login": {"GET": show_login, "POST": submit_login},
    "/logout": {"GET": logout},
    "/error": {"GET": show_error},
    "/signup": {"GET": show_sign_up, "POST": submit_sign_up},
    "/confirm": {"GET": show_confirm, "POST": submit_confirm},
    "/confirmUser": {"GET": confirm_by_link},
    "/resendcode": {"POST": resend_code},
    "/forgotPassword": {"GET": show_forgot_password, "POST": submit_forgot_password},
    "/confirmforgotPassword": {"GET": show_reset_password, "POST": submit_reset_password},
    "/changePassword": {"GET": show_new_password, "POST": submit_new_password},
    "/mfa": {"GET": show_second_factor, "POST": submit_second_factor},
    "/mfaSetup": {"GET": show_setup, "POST": submit_setup},
    "/oneTimeCode": {"GET": show_one_time_code, "POST": submit_one_time_code},
    "/passkey": {"GET": show_passkey, "POST": submit_passkey},
    "/passkeys/add": {"GET": show_passkeys, "POST": submit_new_passkey},
    "/provider/authorize": {"GET": show_provider, "POST": submit_provider},
    "/oauth2/idpresponse": {"GET": provider_response},
}
_FOR_SCRIPTS: dict[str, dict[str, Endpoint]] = {
    "/oauth2/token": {"POST": token},
    "/oauth2/revoke": {"POST": revoke},
    "/oauth2/userInfo": {"GET": show_user_info, "POST": show_user_info},
}


def domain_application(service: Service) -> ASGIApp:
    """Return the application of the domain: pages, OAuth endpoints and sign-out."""
    routes = [Route("/stand-in.css", _style_sheet), Route("/passkeys.js", _script)]
    routes += [
        _route(service, path, methods, for_scripts=False) for path, methods in _PAGES.items()
    ]
    routes += [
        _route(service, path, methods, for_scripts=True) for path, methods in _FOR_SCRIPTS.items()
    ]
    routes.append(
        _route(
            service,
            "/.well-known/openid-configuration",
            {"GET": _domain_discovery},
            for_scripts=True,
        )
    )
    return Router(routes, redirect_slashes=False, default=_not_found, max_body_size=_LARGEST_BODY)


def issuer_application(service: Service) -> ASGIApp:
    """Return the application of the issuer: discovery, keys, the replica, the JSON APIs."""
    pool = service.pool
    # A proxy may pass on the path of the issuer, whatever it is.
    paths = dict.fromkeys([f"/{pool.pool_id}", urlsplit(pool.issuer).path])
    routes = [
        route for path in paths for route in _well_known(service, path, show_discovery, show_keys)
    ]
    if pool.replica_issuer is not None:
        path = urlsplit(pool.replica_issuer).path
        routes += _well_known(service, path, show_replica_discovery, show_replica_keys)
    json_apis: dict[str, Endpoint] = {"POST": answer, "OPTIONS": preflight}
    routes.append(_route(service, "/", json_apis, for_scripts=False))
    return Router(routes, redirect_slashes=False, default=_not_found, max_body_size=_LARGEST_BODY)


def replica_application(service: Service) -> ASGIApp:
    """Return an application with the replica's discovery and keys only."""
    routes: list[Route] = []
    if service.pool.replica_issuer is not None:
        path = urlsplit(service.pool.replica_issuer).path
        routes = _well_known(service, path, show_replica_discovery, show_replica_keys)
    return Router(routes, redirect_slashes=False, default=_not_found, max_body_size=_LARGEST_BODY)


def _well_known(service: Service, path: str, discovery: Endpoint, keys: Endpoint) -> list[Route]:
    documents = {"openid-configuration": discovery, "jwks.json": keys}
    return [
        _route(service, f"{path}/.well-known/{name}", {"GET": document}, for_scripts=True)
        for name, document in documents.items()
    ]


def _route(
    service: Service, path: str, methods: dict[str, Endpoint], *, for_scripts: bool
) -> Route:
    allowed = [*methods, *(["OPTIONS"] if for_scripts else [])]

    async def endpoint(request: Request) -> Response:
        method = "GET" if request.method == "HEAD" else request.method
        if method not in allowed:
            response: Response = PlainTextResponse(
                "Method Not Allowed", 405, {"allow": ", ".join(allowed)}
            )
        elif method == "OPTIONS" and method not in methods:
            response = preflight_reply(service, request, ", ".join(allowed))
        else:
            response = await _answer(service, request, methods[method])
        _add_headers(service, response)
        service.save_state()
        return response

    return Route(path, endpoint, methods=_ANY_METHOD)


async def _answer(service: Service, request: Request, handler: Endpoint) -> Response:
    try:
        return await handler(service, request)
    except Redirected as elsewhere:
        return redirect(elsewhere.location)
    except FormRefused:
        return form_refused_page()


def _add_headers(service: Service, response: Response) -> None:
    # No endpoint sets these itself, so they can be appended without a search.
    added = response.raw_headers
    added.append((b"x-amz-cognito-request-id", str(uuid.uuid4()).encode()))
    added += _PROTECTION
    if service.wants_strict_transport:
        added.append(_STRICT_TRANSPORT)
    if "access-control-allow-origin" not in response.headers:
        for name, value in NO_STORE.items():
            response.headers[name] = value


async def _style_sheet(_request: Request) -> Response:
    headers = {"x-content-type-options": "nosniff", "cache-control": "max-age=300"}
    return Response(STYLE_SHEET, media_type="text/css", headers=headers)


async def _script(_request: Request) -> Response:
    headers = {"x-content-type-options": "nosniff", "cache-control": "max-age=300"}
    return Response(PASSKEY_SCRIPT, media_type="text/javascript", headers=headers)


async def _domain_discovery(service: Service, request: Request) -> Response:
    if service.switches.domain_has_discovery:
        return await show_discovery(service, request)
    return PlainTextResponse("Not Found", status_code=404)


async def _not_found(scope: object, receive: object, send: object) -> None:
    await PlainTextResponse("Not Found", status_code=404)(scope, receive, send)  # type: ignore[arg-type]
