"""One visit to the doctor: every check, in the order in which a person would fix things."""

from collections.abc import Awaitable, Callable, Mapping

from server.doctor import (
    addresses,
    aws,
    clock,
    described,
    domain,
    issuer,
    page,
    reading,
    settings,
    sign_in,
    tokens,
)
from server.doctor.finding import Diagnosis, Finding
from server.doctor.patient import Patient

Check = Callable[[Patient], Awaitable[Finding | None]]

CHECKS: Mapping[str, Check] = {
    "issuer": issuer.check_discovery,
    "issuer's name": issuer.check_issuers_name,
    "pool's domain": issuer.check_pool_has_domain,
    "keys": issuer.check_keys,
    "domain and client": domain.check_domain,
    "domain and issuer": domain.check_issuer_belongs,
    "redirect_uri": addresses.check_redirect_uri,
    "sign-in": sign_in.check_sign_in,
    "sign-in page": sign_in.check_sign_in_page,
    "implicit grant": sign_in.check_implicit_grant,
    "token endpoint": tokens.check_token_endpoint,
    "tokens in pages": tokens.check_tokens_can_be_read,
    "renewal": tokens.check_renewal,
    "revocation": tokens.check_revocation,
    "logout_uri": addresses.check_logout_uri,
    "page's policy": page.check_policy,
    "page's policy for APIs": page.check_policy_for_apis,
    "page's headers": page.check_headers,
    "clock": clock.check_clock,
}
"""What can be looked at without credentials, by the words that the report has for it."""

ABOUT_THE_PAGE = frozenset({"page's policy", "page's policy for APIs", "page's headers"})
"""Those that a page which is about to be replaced has no need of."""

DEEPER_CHECKS: Mapping[str, Check] = {
    "rotation": described.check_rotation,
    "access token lifetime": described.check_access_token_lifetime,
    "refresh token lifetime": described.check_refresh_token_lifetime,
    "session ceiling": described.check_ceiling,
    "user names": described.check_names,
    "passwords": described.check_passwords,
}
"""What AWS tells to those who have credentials."""

THEMES: Mapping[str, tuple[Diagnosis, ...]] = {
    "The text of the configuration": (*settings.DIAGNOSES, *reading.DIAGNOSES),
    "The issuer and its keys": issuer.DIAGNOSES,
    "Domain, issuer and client together": domain.DIAGNOSES,
    "The page's addresses": addresses.DIAGNOSES,
    "The sign-in": sign_in.DIAGNOSES,
    "Tokens": tokens.DIAGNOSES,
    "The page, where it is deployed already": page.DIAGNOSES,
    "The clock": clock.DIAGNOSES,
    "With AWS credentials (`--aws`)": (*aws.DIAGNOSES, *described.DIAGNOSES),
}
"""Every diagnosis there is; docs/doctor.md has a table for each theme."""


def checks(*, with_page: bool, with_aws: bool) -> Mapping[str, Check]:
    """Choose what to look at."""
    chosen = {**CHECKS, **(DEEPER_CHECKS if with_aws else {})}
    return {name: chosen[name] for name in chosen if with_page or name not in ABOUT_THE_PAGE}


async def examine(patient: Patient, *, with_page: bool = True) -> list[Finding]:
    """Make every check that is possible and give what was found, each once."""
    chosen = checks(with_page=with_page, with_aws=patient.described is not None)
    findings = [await check(patient) for check in chosen.values()]
    return [finding for finding in findings if finding is not None]
