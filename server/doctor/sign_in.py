"""Checks of the authorization request (RFC 6749 4.1.2.1, Cognito: authorize endpoint)."""

from server.doctor.diagnoses import found
from server.doctor.finding import Finding
from server.doctor.target import Target
from server.origins import origin_of


async def check_sign_in(target: Target) -> Finding | None:
    """Check that Cognito accepts the authorization request."""
    verdict = await target.authorization()
    if verdict.kind != "refused":
        return None
    said = verdict.answer.in_words
    if verdict.error == "unauthorized_client":
        return found("code-grant-is-off", said)
    if verdict.is_about_scopes:
        return await _refused_scopes(target, said)
    return await _refused_parameter(target, said) or found("sign-in-is-refused", said)


async def check_sign_in_page(target: Target) -> Finding | None:
    """Check that the sign-in page exists."""
    verdict = await target.authorization()
    location = verdict.answer.location
    if verdict.kind != "accepted" or origin_of(location) != target.domain:
        return None
    page = await target.prober.get(location)
    if page.status == 200 and b"Login pages unavailable" not in page.body:
        return None
    return found("sign-in-page-is-missing", page.in_words)


async def check_implicit_grant(target: Target) -> Finding | None:
    """Check that the app client does not allow the implicit grant."""
    if (await target.authorization()).kind != "accepted":
        return None
    verdict = await target.authorization(
        response_type="token", code_challenge="", code_challenge_method=""
    )
    return (
        found("implicit-grant-is-on", verdict.answer.in_words)
        if verdict.kind == "accepted"
        else None
    )


async def _refused_scopes(target: Target, said: str) -> Finding:
    """Return a finding with the refused scopes, which Cognito does not name."""
    refused = [
        scope
        for scope in target.config.scopes
        if (await target.authorization(scope=_with_openid(scope))).is_about_scopes
    ]
    if not refused or "openid" in refused:
        refused = ["openid"]
    names = ", ".join(refused)
    return found("scope-is-not-enabled", f"{said}; refused alone: {names}", _scope_fix(names))


def _with_openid(scope: str) -> str:
    return scope if scope == "openid" else f"openid {scope}"


def _scope_fix(names: str) -> str:
    return (
        f"Enable {names} for the app client (one of the API's own also needs a resource server), "
        "or take it out of `scopes`."
    )


async def _refused_parameter(target: Target, said: str) -> Finding | None:
    for name, value in target.config.parameters:
        if (await target.authorization(**{name: ""})).kind == "accepted":
            return found(
                "parameter-is-refused",
                f"{said}; without {name} it is accepted",
                (f'Correct {name} = "{value}", or take it out.'),
            )
    return None
