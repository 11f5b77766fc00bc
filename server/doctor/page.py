"""Checks of the headers of the deployed page (CSP Level 3)."""

from collections.abc import Iterable

from auth.config import AuthConfig
from server.doctor.connect_src import may_fetch
from server.doctor.diagnoses import found
from server.doctor.finding import Finding
from server.doctor.http_probe import Answer
from server.doctor.target import Target
from server.headers import connect_origins, page_headers
from server.origins import origin_of


async def check_policy(target: Target) -> Finding | None:
    """Check that the page's policy allows requests to Cognito."""
    blocked = await _blocked(target, _of_cognito(target.config))
    return found("page-blocks-cognito", blocked) if blocked else None


async def check_policy_for_apis(target: Target) -> Finding | None:
    """Check that the page's policy allows requests to its APIs."""
    config = target.config
    apis = [one for one in connect_origins(config) if one not in _of_cognito(config)]
    blocked = await _blocked(target, apis)
    return found("page-blocks-apis", blocked) if blocked else None


async def check_headers(target: Target) -> Finding | None:
    """Check that the page has the security headers."""
    page = await _page(target)
    if page is None:
        return None
    missing = [name for name in page_headers(target.config) if name not in page.headers]
    return (
        found("page-lacks-headers", f"{page.asked} lacks {', '.join(missing)}") if missing else None
    )


def _of_cognito(config: AuthConfig) -> list[str]:
    keys = [origin_of(uri) for uri in config.jwks_uris.values()]
    return list(dict.fromkeys([config.domain_origin, *keys]))


async def _blocked(target: Target, origins: Iterable[str]) -> str:
    """Return the evidence that the page may not fetch from some of `origins`; empty if it may."""
    page = await _page(target)
    policy = "" if page is None else page.headers.get("content-security-policy", "")
    if page is None or not policy:
        return ""
    missing = [origin for origin in origins if not may_fetch(policy, origin)]
    return f"{page.asked} may not fetch from {' and '.join(missing)}" if missing else ""


async def _page(target: Target) -> Answer | None:
    """Return the deployed page, if there is one."""
    answer = await target.prober.get(target.config.redirect_uri)
    return answer if answer.status == 200 and answer.is_html else None
