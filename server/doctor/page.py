"""Checks of the deployed page: its address and its headers (CSP Level 3)."""

from collections.abc import Iterable
from urllib.parse import urlsplit, urlunsplit

from auth.config import AuthConfig
from server.doctor.connect_src import may_fetch
from server.doctor.diagnoses import found
from server.doctor.finding import Finding
from server.doctor.http_probe import Answer
from server.doctor.target import Target
from server.headers import connect_origins, page_headers
from server.origins import is_loopback, origin_of
from server.publishing.production_checks import is_base, is_page


async def check_redirect_path(target: Target) -> Finding | None:
    """Check that `serve.py` and its `build` have a page at the path of `redirect_uri`."""
    redirect_uri = target.config.redirect_uri
    path = urlsplit(redirect_uri).path or "/"
    # `serve.py` serves the page at the root; a build, in the folder of the redirect URI.
    base = "/" if is_loopback(redirect_uri) else f"{path.rpartition('/')[0]}/"
    if is_base(base) and is_page(path, base):
        return None
    return found("redirect-uri-is-a-file", f'redirect_uri = "{redirect_uri}"')


async def check_callback_page(target: Target) -> Finding | None:
    """Check that the host serves the page at `redirect_uri`, without a redirect."""
    answer = await target.prober.get(target.config.redirect_uri)
    if _is_page(answer) or answer.failure:
        return None  # a page may be deployed later
    if answer.location:
        return found("redirect-uri-is-redirected", answer.in_words)
    for other in _similar(target.config.redirect_uri):
        if _is_page(await target.prober.get(other)):
            return found("redirect-uri-is-not-served", f"{answer.in_words}; {other} is a page")
    return None


def _similar(url: str) -> list[str]:
    """Return the addresses where the page may be served instead of `url`."""
    parts = urlsplit(url)
    path = parts.path or "/"
    swapped = path.rstrip("/") if path.endswith("/") else f"{path}/"
    folder = f"{path.rstrip('/').rpartition('/')[0]}/"
    paths = dict.fromkeys([swapped, path.lower(), folder, "/"])
    return [urlunsplit(parts._replace(path=one)) for one in paths if one and one != path]


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


async def check_policy_for_vault(target: Target) -> Finding | None:
    """Check that the page's policy allows the worker of `token_storage = "worker"`."""
    page = await _page(target)
    policy = "" if page is None else page.headers.get("content-security-policy", "")
    if page is None or not policy or target.config.token_storage != "worker":  # noqa: S105 - no token
        return None
    wanted = ("worker-src 'self'", "trusted-types worker")
    missing = [directive for directive in wanted if directive not in policy]
    if not missing:
        return None
    return found("page-blocks-vault", f"{page.asked} lacks {' and '.join(missing)}")


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
    return answer if _is_page(answer) else None


def _is_page(answer: Answer) -> bool:
    return answer.status == 200 and answer.is_html
