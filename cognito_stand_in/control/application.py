"""Control of a stand-in over HTTP, for tests in any language: off unless asked for.

Every request needs the token, and none may come from a page: browsers add `Origin` or
`Sec-Fetch-Site`, and there are no CORS headers.
"""

from __future__ import annotations

import hmac
import json
from typing import TYPE_CHECKING, Any

from starlette.responses import JSONResponse, Response
from starlette.routing import Route, Router

from .in_process import ControlRefused, UnknownPerson

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import Request
    from starlette.types import ASGIApp, Receive, Scope, Send

    from .in_process import Control

    Handler = Callable[[Control, Request, dict[str, Any]], Any]

_LARGEST_BODY = 1024 * 1024
_OF_BROWSERS = frozenset((b"origin", b"sec-fetch-site", b"sec-fetch-mode"))
_HOSTS = frozenset(("127.0.0.1", "localhost"))
NOTHING = object()


def control_application(control: Control, token: str) -> ASGIApp:
    """Return the application.

    Args:
        control: What it changes.
        token: What every request has to send as `Authorization: Bearer …`.
    """
    routes = [_route(control, path, methods) for path, methods in _ROUTES.items()]
    router = Router(routes, redirect_slashes=False, default=_not_found, max_body_size=_LARGEST_BODY)
    return _Guard(router, token)


class _Guard:
    """Refuse requests of pages, to other hosts, and without the token, in this order."""

    def __init__(self, app: ASGIApp, token: str) -> None:
        self._app = app
        self._expected = f"Bearer {token}".encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        headers = dict(scope["headers"])
        host = headers.get(b"host", b"").decode("latin-1").rpartition(":")
        given = [value for name, value in scope["headers"] if name == b"authorization"]
        app = self._app
        if _OF_BROWSERS & headers.keys():
            app = _error(403, "control is not for pages")
        elif (host[0] or host[2]) not in _HOSTS:
            app = _error(400, "expected the host 127.0.0.1 or localhost")
        elif len(given) != 1 or not hmac.compare_digest(given[0], self._expected):
            app = _error(401, "expected the header Authorization: Bearer and the printed token")
        await app(scope, receive, send)


def _route(control: Control, path: str, methods: dict[str, Handler]) -> Route:
    async def endpoint(request: Request) -> Response:
        handler = methods.get(request.method)
        if handler is None:
            return _error(405, f"expected {', '.join(methods)}")
        try:
            answer = handler(control, request, await _body(request))
        except UnknownPerson as mistake:
            return _error(404, str(mistake))
        except (ControlRefused, TypeError) as mistake:
            return _error(400, str(mistake))
        return Response(status_code=204) if answer is NOTHING else JSONResponse(answer)

    return Route(path, endpoint, methods=["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"])


async def _body(request: Request) -> dict[str, Any]:
    text = await request.body()
    if not text:
        return {}
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
        raise ControlRefused("expected a body of the type application/json")
    try:
        body = json.loads(text)
    except (ValueError, RecursionError):
        raise ControlRefused("expected a JSON object") from None
    if not isinstance(body, dict):
        raise ControlRefused("expected a JSON object")
    return body


def _only(body: dict[str, Any], *names: str) -> dict[str, Any]:
    """Return the body, which may have no other members."""
    for name in body:
        if name not in names:
            raise ControlRefused(f"{name}: unknown; expected {', '.join(names) or 'no members'}")
    return body


def _text(body: dict[str, Any], name: str) -> str:
    if not isinstance(body.get(name), str):
        raise ControlRefused(f"{name}: expected a string")
    return str(body[name])


def _add_person(control: Control, _request: Request, body: dict[str, Any]) -> Any:  # noqa: ANN401
    username, password = _text(body, "username"), _text(body, "password")
    rest = {name: body[name] for name in body if name not in {"username", "password"}}
    return control.add_person(username, password, **rest)


def _remove_person(control: Control, request: Request, _body: dict[str, Any]) -> object:
    control.remove_person(request.path_params["name"])
    return NOTHING


def _change_person(control: Control, request: Request, body: dict[str, Any]) -> Any:  # noqa: ANN401
    if "name" in body:
        raise ControlRefused("name: unknown")
    return control.change_person(request.path_params["name"], **body)


def _set_switch(control: Control, request: Request, body: dict[str, Any]) -> object:
    control.set_switch(request.path_params["name"], _text(_only(body, "value"), "value"))
    return NOTHING


def _set_clock(control: Control, _request: Request, body: dict[str, Any]) -> dict[str, float]:
    _only(body, "offset_seconds", "advance_seconds")
    if len(body) != 1:
        raise ControlRefused("expected either offset_seconds or advance_seconds")
    if "advance_seconds" in body:
        return control.advance_clock(body["advance_seconds"])
    return control.set_clock(body["offset_seconds"])


def _rotate_keys(control: Control, _request: Request, body: dict[str, Any]) -> Any:  # noqa: ANN401
    withdraw = _only(body, "withdraw_old").get("withdraw_old", False)
    if not isinstance(withdraw, bool):
        raise ControlRefused("withdraw_old: expected true or false")
    return {"published": control.rotate_keys(withdraw_old=withdraw)}


def _sign_out(control: Control, _request: Request, body: dict[str, Any]) -> dict[str, int]:
    _only(body, "username")
    return control.sign_out(_text(body, "username") if body else None)


def _run(control: Control, _request: Request, body: dict[str, Any]) -> dict[str, str]:
    words = _only(body, "words").get("words")
    if not isinstance(words, list):
        raise ControlRefused("words: expected a list of strings")
    return {"output": control.run(words)}


_ROUTES: dict[str, dict[str, Handler]] = {
    "/people": {"GET": lambda control, *_: {"people": control.people()}, "POST": _add_person},
    "/people/{name}": {
        "GET": lambda control, request, _: control.person(request.path_params["name"]),
        "PATCH": _change_person,
        "DELETE": _remove_person,
    },
    "/faults": {
        "GET": lambda control, *_: {"active": control.faults()},
        "DELETE": lambda control, *_: {"active": control.disable_fault()},
    },
    "/faults/{name}": {
        "PUT": lambda control, request, body: {
            "active": control.enable_fault(
                request.path_params["name"], **_only(body, "times", "path")
            )
        },
        "DELETE": lambda control, request, _: {
            "active": control.disable_fault(request.path_params["name"])
        },
    },
    "/switches/{name}": {"PUT": _set_switch},
    "/clock": {"GET": lambda control, *_: control.clock(), "PUT": _set_clock},
    "/keys/rotate": {"POST": _rotate_keys},
    "/sign-out": {"POST": _sign_out},
    "/outbox": {"GET": lambda control, *_: {"messages": control.outbox()}},
    "/commands": {"POST": _run},
}


def _error(status: int, message: str) -> Response:
    return JSONResponse({"error": message}, status_code=status)


async def _not_found(scope: Scope, receive: Receive, send: Send) -> None:
    await _error(404, f"expected one of {', '.join(_ROUTES)}")(scope, receive, send)
