"""What the text of the `[auth]` table gives away before anybody is asked (README: settings)."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from auth.backend.settings import checked_issuer
from auth.config import AuthConfig
from auth.errors import ConfigurationError
from server.doctor.finding import Diagnosis, Finding
from server.page_settings import unservable

DOMAIN_IS_NOT_BARE = Diagnosis(
    name="domain-is-not-bare",
    cause="`domain` is a host name alone, and has a protocol or a path around it.",
    sign="`domain` contains a slash.",
    cure="Leave nothing but the host name.",
)
ISSUER_IS_MISSPELT = Diagnosis(
    name="issuer-is-misspelt",
    cause="`issuer` is compared with every token letter for letter, and is not written as there.",
    sign="`issuer` ends with a slash or a /.well-known/ path, or lacks its https://.",
    cure="Write https://cognito-idp.REGION.amazonaws.com/POOL and nothing more.",
)
REGION_IS_WRONG = Diagnosis(
    name="region-is-wrong",
    cause="A pool's id begins with its region, and another region is given.",
    sign="`region`, or the region in `issuer`, is not the one that the pool's id begins with.",
    cure="Use the region that the pool's id begins with.",
)
SECRET_IN_THE_PAGE = Diagnosis(
    name="secret-in-the-page",
    cause="Everybody can read a page's files, so a secret in them is none.",
    sign="There is a `client_secret`.",
    cure="Make an app client without a secret for the page, delete this secret at Cognito, and "
    "take the line out.",
)
SETTING_IS_WRONG = Diagnosis(
    name="setting-is-wrong",
    cause="A key of `[auth]` is missing, unknown or invalid.",
    sign="The page would refuse to start, too.",
    cure="Write what was expected; the table in docs/settings.md describes every key.",
)
PAGE_CANNOT_START = Diagnosis(
    name="page-cannot-start",
    cause="PyScript is told to load an interpreter or plugins that are not served, so the page "
    "fails after the sign-in.",
    sign="`interpreter` or `plugins`, above [auth], has another value than `serve.py` gives it.",
    cure="Remove both lines: `serve.py` and its `build` add the right ones.",
)

DIAGNOSES = (
    DOMAIN_IS_NOT_BARE,
    ISSUER_IS_MISSPELT,
    REGION_IS_WRONG,
    SECRET_IN_THE_PAGE,
    SETTING_IS_WRONG,
    PAGE_CANNOT_START,
)

Table = dict[str, Any]

_BARE_HOST = re.compile(r"(?:[a-z]+:)?/*([^/?#]+)")
_BARE_ISSUER = re.compile(
    r"(?:https?://)?((?:issuer-)?cognito-idp\.[^?#]+?)(?:/\.well-known/.*|/+)?"
)
_ISSUER_REGION = re.compile(r"(cognito-idp\.)([a-z0-9-]+)(\.amazonaws\.com/)([a-z0-9-]+)(_.*)")


def check_settings(table: Mapping[str, Any]) -> tuple[list[Finding], AuthConfig | None]:
    """Find mistakes in the text, and go on with what must have been meant.

    Returns:
        The findings, and the configuration with them mended; None where that is guesswork.
    """
    mended = dict(table)
    findings = [finding for mend in _MENDS if (finding := mend(mended)) is not None]
    try:
        config = AuthConfig.from_mapping(mended)
        checked_issuer(config.issuer)
    except ConfigurationError as mistake:
        evidence = f"`{mistake.key}`: found {mistake.found}, expected {mistake.expected}."
        return [*findings, SETTING_IS_WRONG.found(evidence)], None
    return findings, config


def check_page_settings(document: Mapping[str, Any]) -> Finding | None:
    """Find settings of PyScript's that keep a page from starting."""
    reason = unservable(document)
    return PAGE_CANNOT_START.found(f"{reason}.") if reason else None


def _take_out_the_secret(table: Table) -> Finding | None:
    if table.pop("client_secret", None) is None:
        return None
    return SECRET_IN_THE_PAGE.found("There is a `client_secret` in [auth].")


def _bare_domain(table: Table) -> Finding | None:
    written = table.get("domain")
    if not isinstance(written, str) or "/" not in written:
        return None
    host = _BARE_HOST.match(written)
    if host is None:
        return None
    table["domain"] = host[1]
    return DOMAIN_IS_NOT_BARE.found(f'domain = "{written}"', f'Write domain = "{host[1]}".')


def _bare_issuer(table: Table) -> Finding | None:
    written = table.get("issuer")
    issuer = _BARE_ISSUER.fullmatch(written) if isinstance(written, str) else None
    if issuer is None or written == f"https://{issuer[1]}":
        return None
    table["issuer"] = f"https://{issuer[1]}"
    return ISSUER_IS_MISSPELT.found(f'issuer = "{written}"', f'Write issuer = "{table["issuer"]}".')


def _region_of_the_issuer(table: Table) -> Finding | None:
    written = table.get("issuer")
    parts = _ISSUER_REGION.search(written) if isinstance(written, str) else None
    if parts is None or parts[2] == parts[4]:
        return None
    right = _ISSUER_REGION.sub(r"\1\4\3\4\5", str(written))
    table["issuer"] = right
    return REGION_IS_WRONG.found(f'issuer = "{written}"', f'Write issuer = "{right}".')


def _region_of_the_pool(table: Table) -> Finding | None:
    region, pool = table.get("region"), table.get("user_pool_id")
    if "issuer" in table or not isinstance(region, str) or not isinstance(pool, str):
        return None
    right, underscore, _ = pool.partition("_")
    if not underscore or right == region:
        return None
    table["region"] = right
    evidence = f'region = "{region}" and user_pool_id = "{pool}"'
    return REGION_IS_WRONG.found(evidence, f'Write region = "{right}".')


_MENDS: tuple[Callable[[Table], Finding | None], ...] = (
    _take_out_the_secret,
    _bare_domain,
    _bare_issuer,
    _region_of_the_issuer,
    _region_of_the_pool,
)
