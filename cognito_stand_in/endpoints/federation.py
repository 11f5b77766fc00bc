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
from ..authorization_response import sign_in
from ..forms import FormRefused, read_page_form
from ..interactions import INTERACTION_COOKIE, INTERACTION_SECONDS, Interaction
from ..pages import form_page, set_interaction_cookie
from ..redirects import Pairs, redirect, with_query
from ..step_up import FEDERATED

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from ..service import Service

PROVIDER_PATH = "/provider/authorize"


def to_provider(service: Service, auth_request: AuthorizationRequest) -> Response:
    """Redirect to the page of another provider, with a new state."""
    provider = "" if auth_request.provider is None else auth_request.provider.name
    expires_at = service.now() + INTERACTION_SECONDS
    interaction = Interaction(
        purpose="provider", query=auth_request.query, provider=provider, expires_at=expires_at
    )
    state = service.interactions.start(interaction, service.now())
    response = redirect(
        with_query(PROVIDER_PATH, _request_to_provider(service, auth_request, state))
    )
    set_interaction_cookie(service, response, state)
    return response


def _request_to_provider(service: Service, auth_request: AuthorizationRequest, state: str) -> Pairs:
    pairs = [
        ("client_id", "stand-in"),
        ("redirect_uri", f"{service.pool.domain}/oauth2/idpresponse"),
        ("response_type", "code"),
        ("scope", "openid email profile"),
        ("state", state),
    ]
    if auth_request.login_hint:
        pairs.append(("login_hint", auth_request.login_hint))
    return pairs + (
        [("prompt", " ".join(sorted(auth_request.prompt)))] if auth_request.prompt else []
    )


async def show_provider(service: Service, request: Request) -> Response:
    """Show the sign-in page of the provider, to choose a person or to cancel."""
    given = dict(query_pairs(raw_query(request)))
    interaction = _interaction(service, given.get("state"))
    auth_request = parse_authorization_request(interaction.query, service.pool, service.switches)
    provider = service.pool.providers[interaction.provider]
    hint = given.get("login_hint", "")
    return form_page(
        service,
        request,
        "provider.html",
        auth_request,
        provider=provider,
        action=raw_query(request),
        hint=hint,
    )


async def submit_provider(service: Service, request: Request) -> Response:
    """Redirect back to the pool with a code for the chosen person, or with access_denied."""
    state = dict(query_pairs(raw_query(request))).get("state", "")
    interaction = _interaction(service, state)
    form = await read_page_form(service, request)
    known = {person.user_id for person in service.pool.providers[interaction.provider].people}
    if "cancel" in form or form.get("person") not in known:
        return redirect(
            with_query("/oauth2/idpresponse", [("error", "access_denied"), ("state", state)])
        )
    chosen = Interaction(
        purpose="provider-code", query="", person=form["person"], expires_at=interaction.expires_at
    )
    code = service.interactions.start(chosen, service.now())
    return redirect(with_query("/oauth2/idpresponse", [("code", code), ("state", state)]))


async def provider_response(service: Service, request: Request) -> Response:
    """Handle the response of the provider: sign the person in, or pass its error on to the app."""
    given = dict(query_pairs(raw_query(request)))
    state = given.get("state")
    interaction = _interaction(service, state)
    if service.cookie(request, INTERACTION_COOKIE) != state:
        raise FormRefused("the provider's answer belongs to another browser")
    service.interactions.end(state)
    auth_request = parse_authorization_request(interaction.query, service.pool, service.switches)
    if "error" in given:
        auth_request.refuse(given["error"])
    return _signed_in_by(service, interaction, auth_request, given.get("code"))


def _signed_in_by(
    service: Service, interaction: Interaction, auth_request: AuthorizationRequest, code: str | None
) -> Response:
    chosen = service.interactions.find(code, "provider-code", service.now())
    service.interactions.end(code)
    if chosen is None:
        auth_request.refuse("invalid_request", f"{interaction.provider} Error - 400 invalid_grant")
    provider = service.pool.providers[interaction.provider]
    people = (person for person in provider.people if person.user_id == chosen.person)
    person = next(people, None)
    if person is None:
        auth_request.refuse("invalid_request", f"{provider.name} Error - 400 invalid_grant")
    user = service.directory.federated(provider, person)
    if not user.enabled:
        return PlainTextResponse("User is disabled.", status_code=400)
    return sign_in(service, user, auth_request, amr=[FEDERATED], provider=provider.name)


def _interaction(service: Service, state: str | None) -> Interaction:
    interaction = service.interactions.find(state, "provider", service.now())
    if interaction is None:
        raise FormRefused("the provider's answer is unknown or too late")
    return interaction
