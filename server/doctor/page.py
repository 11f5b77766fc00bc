"""Whether the page, where it is deployed already, lets its own sign-in work (CSP Level 3)."""

from collections.abc import Iterable

from auth.config import AuthConfig
from server.doctor.connect_src import may_fetch
from server.doctor.finding import Diagnosis, Finding
from server.doctor.patient import Patient
from server.doctor.probing import Answer
from server.headers import connect_origins, page_headers
from server.origins import origin_of

PAGE_BLOCKS_COGNITO = Diagnosis(
    name="page-blocks-cognito",
    cause="The page's own policy keeps it from fetching tokens or keys, so signing in fails when "
    "the person comes back.",
    sign="`connect-src` of the page's Content-Security-Policy lacks the domain or the issuer.",
    cure="Deliver the page with the headers for this very configuration: the output of "
    "`serve.py build` has them for every host.",
)
PAGE_BLOCKS_APIS = Diagnosis(
    name="page-blocks-apis",
    cause="The page's own policy keeps it from calling what `api_origins` or the settings of the "
    "identity pool name.",
    sign="`connect-src` of the page's Content-Security-Policy lacks one of them.",
    cure=PAGE_BLOCKS_COGNITO.cure,
)
PAGE_LACKS_HEADERS = Diagnosis(
    name="page-lacks-headers",
    cause="The page is delivered without headers that protect it, and that it was tried with.",
    sign="Headers that `serve.py` sends are missing at `redirect_uri`.",
    cure="Have the host send them with every file; `serve.py build` writes how.",
    advisory=True,
)

DIAGNOSES = (PAGE_BLOCKS_COGNITO, PAGE_BLOCKS_APIS, PAGE_LACKS_HEADERS)


async def check_policy(patient: Patient) -> Finding | None:
    """Find a page that may not ask Cognito."""
    blocked = await _blocked(patient, _of_cognito(patient.config))
    return PAGE_BLOCKS_COGNITO.found(blocked) if blocked else None


async def check_policy_for_apis(patient: Patient) -> Finding | None:
    """Find a page that may not call its APIs."""
    config = patient.config
    apis = [one for one in connect_origins(config) if one not in _of_cognito(config)]
    blocked = await _blocked(patient, apis)
    return PAGE_BLOCKS_APIS.found(blocked) if blocked else None


async def check_headers(patient: Patient) -> Finding | None:
    """Find a page without its protection."""
    page = await _page(patient)
    if page is None:
        return None
    missing = [name for name in page_headers(patient.config) if name not in page.headers]
    return PAGE_LACKS_HEADERS.found(f"{page.asked} lacks {', '.join(missing)}") if missing else None


def _of_cognito(config: AuthConfig) -> list[str]:
    return list(dict.fromkeys([config.domain_origin, origin_of(config.issuer)]))


async def _blocked(patient: Patient, origins: Iterable[str]) -> str:
    """Say which of `origins` the page may not fetch from; empty where it may, or there is none."""
    page = await _page(patient)
    policy = "" if page is None else page.headers.get("content-security-policy", "")
    if page is None or not policy:
        return ""
    missing = [origin for origin in origins if not may_fetch(policy, origin)]
    return f"{page.asked} may not fetch from {' and '.join(missing)}" if missing else ""


async def _page(patient: Patient) -> Answer | None:
    """Give the page, where there is one already: an earlier visit is as welcome as a late one."""
    answer = await patient.prober.get(patient.config.redirect_uri)
    return answer if answer.status == 200 and answer.is_html else None
