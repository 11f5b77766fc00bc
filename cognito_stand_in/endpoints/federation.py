"""Sign-in at another provider: its page and /oauth2/idpresponse (Cognito: provider endpoints)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import PlainTextResponse

from ..authorization import (
    AuthorizationRequest,
    parse_authorization_request,
    query_pairs,
    raw_query,
)
from ..forms import FormRefused, check_form, read_form
from ..journeys import JOURNEY_COOKIE, JOURNEY_SECONDS, Journey
from ..pages import form_page, remember_journey
from ..redirects import Pairs, redirect, with_query
from ..signing_in import sign_in

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from ..service import Service

PROVIDER_PATH = "/provider/authorize"


def to_provider(service: Service, wanted: AuthorizationRequest) -> Response:
    """Send the person past the sign-in page to the provider's, with a state of our own."""
    provider = "" if wanted.provider is None else wanted.provider.name
    expires_at = service.now() + JOURNEY_SECONDS
    journey = Journey(
        purpose="provider", query=wanted.query, provider=provider, expires_at=expires_at
    )
    state = service.journeys.start(journey, service.now())
    response = redirect(with_query(PROVIDER_PATH, _request_to_provider(service, wanted, state)))
    remember_journey(service, response, state)
    return response


def _request_to_provider(service: Service, wanted: AuthorizationRequest, state: str) -> Pairs:
    pairs = [
        ("client_id", "stand-in"),
        ("redirect_uri", f"{service.pool.domain}/oauth2/idpresponse"),
        ("response_type", "code"),
        ("scope", "openid email profile"),
        ("state", state),
    ]
    if wanted.login_hint:
        pairs.append(("login_hint", wanted.login_hint))
    return pairs + ([("prompt", " ".join(sorted(wanted.prompt)))] if wanted.prompt else [])


async def show_provider(service: Service, request: Request) -> Response:
    """Show the provider's own sign-in page: choose who you are, or cancel."""
    given = dict(query_pairs(raw_query(request)))
    journey = _journey(service, given.get("state"))
    wanted = parse_authorization_request(journey.query, service.pool, service.switches)
    provider = service.pool.providers[journey.provider]
    hint = given.get("login_hint", "")
    return form_page(
        service,
        request,
        "provider.html",
        wanted,
        provider=provider,
        action=raw_query(request),
        hint=hint,
    )


async def submit_provider(service: Service, request: Request) -> Response:
    """Go back to the pool as the chosen person, or with access_denied."""
    state = dict(query_pairs(raw_query(request))).get("state", "")
    journey = _journey(service, state)
    form = await read_form(request)
    check_form(service, request, form)
    known = {person.user_id for person in service.pool.providers[journey.provider].people}
    if "cancel" in form or form.get("person") not in known:
        return redirect(
            with_query("/oauth2/idpresponse", [("error", "access_denied"), ("state", state)])
        )
    chosen = Journey(
        purpose="provider-code", query="", person=form["person"], expires_at=journey.expires_at
    )
    code = service.journeys.start(chosen, service.now())
    return redirect(with_query("/oauth2/idpresponse", [("code", code), ("state", state)]))


async def provider_response(service: Service, request: Request) -> Response:
    """Take what the provider answered: sign the person in, or relay its error to the app."""
    given = dict(query_pairs(raw_query(request)))
    state = given.get("state")
    journey = _journey(service, state)
    if request.cookies.get(JOURNEY_COOKIE) != state:
        raise FormRefused("the provider's answer belongs to another browser")
    service.journeys.end(state)
    wanted = parse_authorization_request(journey.query, service.pool, service.switches)
    if "error" in given:
        wanted.refuse(given["error"])
    return _signed_in_by(service, journey, wanted, given.get("code"))


def _signed_in_by(
    service: Service, journey: Journey, wanted: AuthorizationRequest, code: str | None
) -> Response:
    chosen = service.journeys.find(code, "provider-code", service.now())
    service.journeys.end(code)
    if chosen is None:
        wanted.refuse("invalid_request", f"{journey.provider} Error - 400 invalid_grant")
    provider = service.pool.providers[journey.provider]
    person = next(person for person in provider.people if person.user_id == chosen.person)
    user = service.directory.federated(provider, person, service.now())
    if not user.enabled:
        return PlainTextResponse("User is disabled.", status_code=400)
    return sign_in(service, user, wanted, provider=provider.name)


def _journey(service: Service, state: str | None) -> Journey:
    journey = service.journeys.find(state, "provider", service.now())
    if journey is None:
        raise FormRefused("the provider's answer is unknown or too late")
    return journey
