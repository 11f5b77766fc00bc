"""Whether Cognito lets this app client's sign-in begin (RFC 6749 4.1.2.1, Cognito: authorize)."""

from server.doctor.finding import Diagnosis, Finding
from server.doctor.patient import Patient
from server.origins import origin_of

CODE_GRANT_IS_OFF = Diagnosis(
    name="code-grant-is-off",
    cause="The app client may not use the authorization code grant.",
    sign="/oauth2/authorize or /oauth2/token answers unauthorized_client.",
    cure="Enable the authorization code grant for the app client (`AllowedOAuthFlows: [code]` with "
    "`AllowedOAuthFlowsUserPoolClient: true`).",
)
SCOPE_IS_NOT_ENABLED = Diagnosis(
    name="scope-is-not-enabled",
    cause="`scopes` asks for what the app client may not have, or for what no resource server has.",
    sign="/oauth2/authorize goes back to the page with invalid_scope.",
    cure="Enable the scope for the app client, and create it first if it is the API's own; or take "
    "it out of `scopes`.",
)
PARAMETER_IS_REFUSED = Diagnosis(
    name="parameter-is-refused",
    cause="An optional parameter of the sign-in has a value that this pool does not know.",
    sign="/oauth2/authorize goes back with an error, and not so without the parameter.",
    cure="Correct the value, enable the provider for the app client, or take the line out.",
)
SIGN_IN_IS_REFUSED = Diagnosis(
    name="sign-in-is-refused",
    cause="Cognito refuses the sign-in for a reason of its own.",
    sign="/oauth2/authorize goes back to the page with an error.",
    cure="Try again; if it stays, look at the app client's settings for sign-in pages.",
)
SIGN_IN_PAGE_IS_NOT_THERE = Diagnosis(
    name="sign-in-page-is-not-there",
    cause="The domain has no sign-in page for this app client: managed login shows none to a "
    "client without a style, and a client made through the API has none.",
    sign="The page that people are sent to is an error, or says that it is unavailable.",
    cure="Give the client a style in the console, under Branding, Managed login "
    "(`SinglePageAppStyle` of infra/cognito.yaml does).",
)
IMPLICIT_GRANT_IS_ON = Diagnosis(
    name="implicit-grant-is-on",
    cause="The app client also hands out tokens in addresses, which this page never uses and an "
    "attacker may (RFC 9700 2.1.2).",
    sign="/oauth2/authorize accepts response_type=token.",
    cure="Disable the implicit grant for the app client.",
    advisory=True,
)

DIAGNOSES = (
    CODE_GRANT_IS_OFF,
    SCOPE_IS_NOT_ENABLED,
    PARAMETER_IS_REFUSED,
    SIGN_IN_IS_REFUSED,
    SIGN_IN_PAGE_IS_NOT_THERE,
    IMPLICIT_GRANT_IS_ON,
)


async def check_sign_in(patient: Patient) -> Finding | None:
    """Find out why Cognito sends the page an error in place of a code."""
    verdict = await patient.authorization()
    if verdict.kind != "refused":
        return None
    said = verdict.answer.in_words
    if verdict.error == "unauthorized_client":
        return CODE_GRANT_IS_OFF.found(said)
    if verdict.is_about_scopes:
        return await _refused_scopes(patient, said)
    return await _refused_parameter(patient, said) or SIGN_IN_IS_REFUSED.found(said)


async def check_sign_in_page(patient: Patient) -> Finding | None:
    """Find a sign-in that begins and shows people an error."""
    verdict = await patient.authorization()
    location = verdict.answer.location
    if verdict.kind != "accepted" or origin_of(location) != patient.domain:
        return None
    page = await patient.prober.get(location)
    if page.status == 200 and b"Login pages unavailable" not in page.body:
        return None
    return SIGN_IN_PAGE_IS_NOT_THERE.found(page.in_words)


async def check_implicit_grant(patient: Patient) -> Finding | None:
    """Find a client that may also use the grant that nobody should."""
    if (await patient.authorization()).kind != "accepted":
        return None
    verdict = await patient.authorization(
        response_type="token", code_challenge="", code_challenge_method=""
    )
    return (
        IMPLICIT_GRANT_IS_ON.found(verdict.answer.in_words) if verdict.kind == "accepted" else None
    )


async def _refused_scopes(patient: Patient, said: str) -> Finding:
    """Name the scopes: Cognito says only that there is one."""
    refused = [
        scope
        for scope in patient.config.scopes
        if (await patient.authorization(scope=_with_openid(scope))).is_about_scopes
    ]
    if not refused or "openid" in refused:
        refused = ["openid"]
    names = ", ".join(refused)
    return SCOPE_IS_NOT_ENABLED.found(f"{said}; refused alone: {names}", _scope_cure(names))


def _with_openid(scope: str) -> str:
    return scope if scope == "openid" else f"openid {scope}"


def _scope_cure(names: str) -> str:
    return (
        f"Enable {names} for the app client (one of the API's own also needs a resource server), "
        "or take it out of `scopes`."
    )


async def _refused_parameter(patient: Patient, said: str) -> Finding | None:
    for name, value in patient.config.parameters:
        if (await patient.authorization(**{name: ""})).kind == "accepted":
            return PARAMETER_IS_REFUSED.found(
                f"{said}; without {name} it is accepted",
                (f'Correct {name} = "{value}", or take it out.'),
            )
    return None
