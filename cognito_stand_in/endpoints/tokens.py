"""POST /oauth2/token, with three grants (RFC 6749, RFC 7636, Cognito: the token endpoint)."""

from __future__ import annotations

import base64
import hashlib
import hmac
from typing import TYPE_CHECKING, Any

from ..claims import lacks_read_permission
from ..client_authentication import ClientRefused, authenticated_client
from ..forms import read_form, read_parameters
from ..minting import mint_machine_token, mint_pair
from ..refreshing import RefreshRefused, live_refresh_token, refreshed_tokens
from ..replies import error_reply, json_reply

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request
    from starlette.responses import Response

    from ..grants import CodeGrant, TokenFamily
    from ..pool import AppClient, User
    from ..service import Service

Form = dict[str, str]


class TokenRefused(Exception):
    """The token request is refused with this OAuth error."""

    def __init__(self, error: str, description: str | None = None) -> None:
        super().__init__(error)
        self.error = error
        self.description = description


async def token(service: Service, request: Request) -> Response:
    """Handle a token request."""
    has_query = service.switches.token_parameters_in_query and bool(request.url.query)
    form = await (read_parameters if has_query else read_form)(request)
    try:
        reply = _exchange(service, request.headers.get("authorization"), form)
    except (ClientRefused, TokenRefused) as refusal:
        return error_reply(service, refusal.error, description=refusal.description)
    except RefreshRefused:
        return error_reply(service, "invalid_grant")
    return json_reply(_with_faults(service, reply))


def _exchange(service: Service, authorization: str | None, form: Form) -> dict[str, Any]:
    grant_type = form.get("grant_type")
    if not grant_type:
        raise TokenRefused("invalid_request")
    exchange = _GRANTS.get(grant_type)
    if exchange is None:
        raise TokenRefused("unsupported_grant_type")
    client = authenticated_client(service, authorization, form)
    if not client.oauth_enabled:
        raise TokenRefused("unauthorized_client")
    return exchange(service, client, form)


def _authorization_code(service: Service, client: AppClient, form: Form) -> dict[str, Any]:
    if "code" not in client.flows:
        raise TokenRefused("unauthorized_client")
    grant = _redeem(service, client, form)
    user = _active_user(service, grant.username)
    if lacks_read_permission(client, grant.scopes):
        raise TokenRefused("invalid_grant")
    family = service.families.start(grant, client, service.now())
    grant.origin_jti = family.origin_jti
    refresh_token = service.families.issue_refresh_token(family)
    tokens = mint_pair(service, client, user, family, refreshed=False)
    return _reply(client, {**tokens, "refresh_token": refresh_token})


def _redeem(service: Service, client: AppClient, form: Form) -> CodeGrant:
    code = form.get("code")
    if not code:
        raise TokenRefused("invalid_request")
    grant = service.codes.store.get(code)
    if grant is None:
        raise TokenRefused("invalid_grant")
    _refuse_reuse(service, grant)
    _refuse_redirect_mismatch(service, grant, form)
    # From here on, any error makes the code invalid.
    grant.used = True
    if grant.client_id != client.client_id or service.now() >= grant.expires_at:
        raise TokenRefused("invalid_grant")
    _refuse_wrong_verifier(service, grant, form.get("code_verifier"))
    return grant


def _refuse_reuse(service: Service, grant: CodeGrant) -> None:
    if not grant.used:
        return
    if service.switches.code_reuse_revokes and grant.origin_jti is not None:
        service.families.revoke(grant.origin_jti)
    raise TokenRefused("invalid_grant")


def _refuse_redirect_mismatch(service: Service, grant: CodeGrant, form: Form) -> None:
    redirect_uri = form.get("redirect_uri")
    if redirect_uri == grant.redirect_uri:
        return
    grant.used = service.switches.redirect_mismatch_burns_code
    if redirect_uri is None:
        raise TokenRefused("invalid_request")
    described = service.switches.redirect_mismatch_described
    raise TokenRefused("unauthorized_client", "invalid_redirect" if described else None)


def _refuse_wrong_verifier(service: Service, grant: CodeGrant, verifier: str | None) -> None:
    if grant.code_challenge is None:
        if verifier is not None and service.switches.verifier_without_challenge_refused:
            raise TokenRefused("invalid_grant")
        return
    if verifier is None or not hmac.compare_digest(_s256(verifier), grant.code_challenge):
        raise TokenRefused(service.switches.pkce_error)


def _s256(verifier: str) -> str:
    digest = hashlib.sha256(verifier.encode("utf-8", "replace")).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def _refresh_token(service: Service, client: AppClient, form: Form) -> dict[str, Any]:
    if not client.refresh_enabled or "client_credentials" in client.flows:
        raise TokenRefused("unauthorized_client")
    presented = form.get("refresh_token")
    if not presented:
        raise TokenRefused("invalid_request")
    record, family, user = live_refresh_token(service, client, presented)
    _apply_scope(service, family, form.get("scope"))
    return _reply(client, refreshed_tokens(service, client, user, record, family))


def _apply_scope(service: Service, family: TokenFamily, scope: str | None) -> None:
    rule = service.switches.refresh_scope
    if not scope or rule == "ignored":
        return
    requested = scope.split()
    if rule == "refused" or not set(requested) <= set(family.scopes):
        raise TokenRefused("invalid_scope")
    family.scopes = requested


def _client_credentials(service: Service, client: AppClient, form: Form) -> dict[str, Any]:
    if client.secret is None or "client_credentials" not in client.flows:
        raise TokenRefused("unauthorized_client")
    scopes = form.get("scope", "").split() or list(client.scopes)
    if not service.pool.custom_scopes.issuperset(scopes):
        raise TokenRefused("invalid_scope")
    if not set(scopes) <= set(client.scopes):
        raise TokenRefused("invalid_grant")
    return _reply(client, {"access_token": mint_machine_token(service, client, scopes)})


def _active_user(service: Service, username: str) -> User:
    user = service.pool.users.get(username)
    if user is None or not user.enabled:
        raise TokenRefused("invalid_grant")
    return user


def _reply(client: AppClient, tokens: Mapping[str, str]) -> dict[str, Any]:
    return {**tokens, "expires_in": client.access_token_seconds, "token_type": "Bearer"}


def _with_faults(service: Service, reply: dict[str, Any]) -> dict[str, Any]:
    faults = service.faults
    if faults.fires("missing-id-token"):
        reply.pop("id_token", None)
    if faults.fires("missing-access-token"):
        reply.pop("access_token", None)
    if faults.fires("wrong-token-type"):
        reply["token_type"] = "mac"
    if faults.fires("expires-in-string"):
        reply["expires_in"] = str(reply["expires_in"])
    return reply


_GRANTS = {
    "authorization_code": _authorization_code,
    "refresh_token": _refresh_token,
    "client_credentials": _client_credentials,
}
