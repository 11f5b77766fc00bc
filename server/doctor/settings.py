"""Checks of the `[auth]` table that need no request (docs/settings.md)."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from auth.backend.settings import checked_issuer
from auth.config import AuthConfig
from auth.errors import ConfigurationError
from server.doctor.diagnoses import found
from server.doctor.finding import Finding
from server.headers import connect_origins
from server.origins import origin_of
from server.page_files import reason_blocked
from server.page_settings import reason_not_servable

Table = dict[str, Any]

_BARE_HOST = re.compile(r"(?:[a-z]+:)?/*([^/?#]+)")
_BARE_ISSUER = re.compile(
    r"(?:https?://)?((?:issuer-)?cognito-idp\.[^?#]+?)(?:/\.well-known/.*|/+)?"
)
_ISSUER_REGION = re.compile(r"(cognito-idp\.)([a-z0-9-]+)(\.amazonaws\.com/)([a-z0-9-]+)(_.*)")


def check_settings(table: Mapping[str, Any]) -> tuple[list[Finding], AuthConfig | None]:
    """Check the `[auth]` table, and correct obvious mistakes so that the other checks can run.

    Args:
        table: The table as it was written.

    Returns:
        The findings, and the corrected configuration; None if it is still invalid.
    """
    corrected = dict(table)
    findings = [finding for correct in _CORRECTIONS if (finding := correct(corrected)) is not None]
    try:
        config = AuthConfig.from_mapping(corrected)
        checked_issuer(config.issuer)
    except ConfigurationError as mistake:
        evidence = f"`{mistake.key}`: got {mistake.got}, expected {mistake.expected}."
        return [*findings, found("setting-is-wrong", evidence)], None
    return findings, config


def check_page_settings(document: Mapping[str, Any], config: AuthConfig | None) -> list[Finding]:
    """Check the settings of PyScript without which a page cannot start.

    Args:
        document: The whole configuration, parsed.
        config: Its `[auth]` table; None if that is invalid.
    """
    reasons = {"page-cannot-start": reason_not_servable(document)}
    if config is not None:
        origins = [origin_of(config.redirect_uri), *connect_origins(config)]
        reasons["page-is-blocked"] = reason_blocked(document, origins)
    return [found(name, f"{reason}.") for name, reason in reasons.items() if reason]


def _remove_secret(table: Table) -> Finding | None:
    if table.pop("client_secret", None) is None:
        return None
    return found("secret-in-the-page", "There is a `client_secret` in [auth].")


def _bare_domain(table: Table) -> Finding | None:
    written = table.get("domain")
    if not isinstance(written, str) or "/" not in written:
        return None
    host = _BARE_HOST.match(written)
    if host is None:
        return None
    table["domain"] = host[1]
    return found("domain-is-not-bare", f'domain = "{written}"', f'Write domain = "{host[1]}".')


def _bare_issuer(table: Table) -> Finding | None:
    written = table.get("issuer")
    issuer = _BARE_ISSUER.fullmatch(written) if isinstance(written, str) else None
    if issuer is None or written == f"https://{issuer[1]}":
        return None
    table["issuer"] = f"https://{issuer[1]}"
    return found(
        "issuer-is-misspelt", f'issuer = "{written}"', f'Write issuer = "{table["issuer"]}".'
    )


def _region_of_the_issuer(table: Table) -> Finding | None:
    written = table.get("issuer")
    parts = _ISSUER_REGION.search(written) if isinstance(written, str) else None
    if parts is None or parts[2] == parts[4]:
        return None
    right = _ISSUER_REGION.sub(r"\1\4\3\4\5", str(written))
    table["issuer"] = right
    return found("region-is-wrong", f'issuer = "{written}"', f'Write issuer = "{right}".')


def _region_of_the_pool(table: Table) -> Finding | None:
    region, pool = table.get("region"), table.get("user_pool_id")
    if "issuer" in table or not isinstance(region, str) or not isinstance(pool, str):
        return None
    right, underscore, _ = pool.partition("_")
    if not underscore or right == region:
        return None
    table["region"] = right
    evidence = f'region = "{region}" and user_pool_id = "{pool}"'
    return found("region-is-wrong", evidence, f'Write region = "{right}".')


_CORRECTIONS: tuple[Callable[[Table], Finding | None], ...] = (
    _remove_secret,
    _bare_domain,
    _bare_issuer,
    _region_of_the_issuer,
    _region_of_the_pool,
)
