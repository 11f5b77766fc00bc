"""All checks, in the order in which a person would correct things."""

from collections.abc import Awaitable, Callable, Mapping

from server.doctor import addresses, clock, domain, issuer, page, sign_in, token_checks
from server.doctor.aws_checks import AWS_CHECKS
from server.doctor.finding import Finding
from server.doctor.target import Target

Check = Callable[[Target], Awaitable[Finding | None]]

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
    "token endpoint": token_checks.check_token_endpoint,
    "tokens in pages": token_checks.check_tokens_can_be_read,
    "renewal": token_checks.check_renewal,
    "revocation": token_checks.check_revocation,
    "logout_uri": addresses.check_logout_uri,
    "path of redirect_uri": page.check_redirect_path,
    "callback page": page.check_callback_page,
    "page's policy": page.check_policy,
    "page's policy for APIs": page.check_policy_for_apis,
    "page's policy for the vault": page.check_policy_for_vault,
    "page's headers": page.check_headers,
    "clock": clock.check_clock,
}
"""What can be checked without AWS credentials, by the names in the report."""

ABOUT_THE_PAGE = frozenset(
    {
        "callback page",
        "page's policy",
        "page's policy for APIs",
        "page's policy for the vault",
        "page's headers",
    }
)
"""Checks of the deployed page, which make no sense for one that is about to be replaced."""


def chosen_checks(*, with_page: bool, with_aws: bool) -> Mapping[str, Check]:
    """Return the checks to run, by the names in the report.

    Args:
        with_page: Whether the deployed page is checked.
        with_aws: Whether AWS has described the pool.
    """
    chosen = {**CHECKS, **(AWS_CHECKS if with_aws else {})}
    return {name: chosen[name] for name in chosen if with_page or name not in ABOUT_THE_PAGE}


async def run_checks(target: Target, *, with_page: bool = True) -> list[Finding]:
    """Run every check that is possible and return what they find.

    Args:
        target: What is checked.
        with_page: Whether the deployed page is checked.
    """
    chosen = chosen_checks(with_page=with_page, with_aws=target.aws is not None)
    findings = [await check(target) for check in chosen.values()]
    return [finding for finding in findings if finding is not None]
