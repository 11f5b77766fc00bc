"""Checks of the token and revocation endpoints (RFC 6749 5.2, RFC 7009)."""

from server.doctor.diagnoses import found
from server.doctor.finding import Finding
from server.doctor.issuer import may_be_read
from server.doctor.target import Target, document_of, error_of

_MADE_UP = "made-up-by-the-doctor"


async def check_token_endpoint(target: Target) -> Finding | None:
    """Check that the token endpoint accepts this app client."""
    if not (await target.authorization()).knows_the_client:
        return None
    answer, error = await target.exchange(), error_of(await target.exchange())
    if error == "invalid_client":
        return found("client-has-a-secret", f"{answer.in_words}, to a request without a secret")
    if error == "unauthorized_client":
        return None if await _is_reported(target) else found("code-grant-is-off", answer.in_words)
    if error != "invalid_grant":
        return found("token-endpoint-is-broken", answer.in_words)
    return None


async def _is_reported(target: Target) -> bool:
    """Return whether a check of the authorization endpoint already reports the same cause."""
    verdict = await target.authorization()
    return verdict.error == "unauthorized_client" or verdict.kind == "redirect-mismatch"


async def check_tokens_can_be_read(target: Target) -> Finding | None:
    """Check that the page may read the answers of the token endpoint (Fetch: CORS)."""
    answer = await target.exchange()
    if not document_of(answer) or may_be_read(answer, target):
        return None
    evidence = f"{answer.asked} answered without Access-Control-Allow-Origin for the page"
    return found("tokens-lack-cors", evidence)


async def check_renewal(target: Target) -> Finding | None:
    """Check that the app client may use refresh tokens."""
    if error_of(await target.exchange()) != "invalid_grant":
        return None
    answer = await target.token(grant_type="refresh_token", refresh_token=_MADE_UP)
    is_off = error_of(answer) == "unauthorized_client"
    return found("renewal-is-off", answer.in_words) if is_off else None


async def check_revocation(target: Target) -> Finding | None:
    """Check that the app client's tokens can be revoked."""
    if error_of(await target.exchange()) != "invalid_grant":
        return None
    form = {"token": _MADE_UP, "client_id": target.config.client_id}
    answer = await target.prober.post(f"{target.domain}/oauth2/revoke", form)
    is_off = error_of(answer) == "invalid_request"
    return found("revocation-is-off", answer.in_words) if is_off else None
