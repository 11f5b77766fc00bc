"""Whether the app client gets tokens, renews and revokes them (RFC 6749 5.2, RFC 7009)."""

from server.doctor.finding import Diagnosis, Finding
from server.doctor.issuer import may_be_read
from server.doctor.patient import Patient, document_of, error_of
from server.doctor.sign_in import CODE_GRANT_IS_OFF

CLIENT_HAS_A_SECRET = Diagnosis(
    name="client-has-a-secret",
    cause="The app client has a secret. No page can keep one, so it gets no tokens.",
    sign="/oauth2/token answers invalid_client to a client that the domain knows.",
    cure="Make another app client without a secret, of the type single-page application: a secret "
    "cannot be taken off.",
)
TOKEN_ENDPOINT_IS_ILL = Diagnosis(
    name="token-endpoint-is-ill",
    cause="Signing in would end here: the token endpoint does not work as Cognito's does.",
    sign="/oauth2/token answers a made-up code with something else than invalid_grant.",
    cure="Wait if it is a 429 or a 5xx; otherwise look at the web ACL or proxy in front of the "
    "domain.",
)
TOKENS_ARE_HIDDEN_FROM_PAGES = Diagnosis(
    name="tokens-are-hidden-from-pages",
    cause="Browsers will not let the page read what the token endpoint answers.",
    sign="The answer lacks the header Access-Control-Allow-Origin.",
    cure="Take away what drops Cognito's header: a proxy or a firewall in front of the domain.",
)
RENEWAL_IS_OFF = Diagnosis(
    name="renewal-is-off",
    cause="The app client may not use refresh tokens, so a session ends with its access token.",
    sign="/oauth2/token answers unauthorized_client to a made-up refresh token.",
    cure="Allow refresh tokens for the app client.",
)
REVOCATION_IS_OFF = Diagnosis(
    name="revocation-is-off",
    cause="Signing out cannot revoke the refresh token, which goes on working for a thief.",
    sign="/oauth2/revoke answers invalid_request to a made-up token.",
    cure="Enable token revocation for the app client (`EnableTokenRevocation: true`).",
)

DIAGNOSES = (
    CLIENT_HAS_A_SECRET,
    TOKEN_ENDPOINT_IS_ILL,
    TOKENS_ARE_HIDDEN_FROM_PAGES,
    RENEWAL_IS_OFF,
    REVOCATION_IS_OFF,
)

_MADE_UP = "made-up-by-the-doctor"


async def check_token_endpoint(patient: Patient) -> Finding | None:
    """Find a token endpoint that refuses this client, or works in no page."""
    if not (await patient.authorization()).knows_the_client:
        return None
    answer, error = await patient.exchange(), error_of(await patient.exchange())
    if error == "invalid_client":
        return CLIENT_HAS_A_SECRET.found(f"{answer.in_words}, to a request without a secret")
    if error == "unauthorized_client":
        return None if await _is_told(patient) else CODE_GRANT_IS_OFF.found(answer.in_words)
    if error != "invalid_grant":
        return TOKEN_ENDPOINT_IS_ILL.found(answer.in_words)
    return None


async def _is_told(patient: Patient) -> bool:
    """Tell whether the sign-in itself was refused for what this endpoint has one word for."""
    verdict = await patient.authorization()
    return verdict.error == "unauthorized_client" or verdict.kind == "redirect-mismatch"


async def check_tokens_can_be_read(patient: Patient) -> Finding | None:
    """Find a token endpoint whose answers browsers keep from the page."""
    answer = await patient.exchange()
    if not document_of(answer) or may_be_read(answer, patient):
        return None
    evidence = f"{answer.asked} answered without Access-Control-Allow-Origin for the page"
    return TOKENS_ARE_HIDDEN_FROM_PAGES.found(evidence)


async def check_renewal(patient: Patient) -> Finding | None:
    """Find a client that may not refresh."""
    if error_of(await patient.exchange()) != "invalid_grant":
        return None
    answer = await patient.token(grant_type="refresh_token", refresh_token=_MADE_UP)
    return (
        RENEWAL_IS_OFF.found(answer.in_words) if error_of(answer) == "unauthorized_client" else None
    )


async def check_revocation(patient: Patient) -> Finding | None:
    """Find a client whose tokens cannot be revoked."""
    if error_of(await patient.exchange()) != "invalid_grant":
        return None
    form = {"token": _MADE_UP, "client_id": patient.config.client_id}
    answer = await patient.prober.post(f"{patient.domain}/oauth2/revoke", form)
    return (
        REVOCATION_IS_OFF.found(answer.in_words) if error_of(answer) == "invalid_request" else None
    )
