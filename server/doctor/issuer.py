"""Whether the issuer is there and its keys can be used (OpenID Connect Discovery 1.0, RFC 7517)."""

import base64
from urllib.parse import urlsplit

from server.doctor.finding import Diagnosis, Finding
from server.doctor.patient import Patient, cure_of_silence, document_of
from server.doctor.probing import Answer

ISSUER_IS_UNREACHABLE = Diagnosis(
    name="issuer-is-unreachable",
    cause="No host answers by the name in `issuer`.",
    sign="A request to it fails before anything is answered.",
    cure="Write https://cognito-idp.REGION.amazonaws.com/POOL, with a region that there is. If it "
    "is right, look at this machine's network.",
)
ISSUER_IS_OVERLOADED = Diagnosis(
    name="issuer-is-overloaded",
    cause="Cognito has no time for this question, or a fault of its own.",
    sign="The discovery document is answered with 429 or a 5xx.",
    cure="Wait a minute and ask again.",
)
ISSUER_IS_NOT_THERE = Diagnosis(
    name="issuer-is-not-there",
    cause="There is no user pool at the address in `issuer`: a wrong id, or the sign-in domain in "
    "its place.",
    sign="The discovery document cannot be fetched.",
    cure="Write https://cognito-idp.REGION.amazonaws.com/POOL, with the id on the pool's overview "
    "page.",
)
ISSUER_HAS_ANOTHER_NAME = Diagnosis(
    name="issuer-has-another-name",
    cause="The pool calls itself by another issuer, and writes that one into its tokens.",
    sign="`issuer` in the discovery document is another.",
    cure="Copy `issuer` from the discovery document, letter for letter.",
)
POOL_HAS_NO_DOMAIN = Diagnosis(
    name="pool-has-no-domain",
    cause="The user pool has no domain, so there is no page to sign in at.",
    sign="The endpoints in the discovery document are empty.",
    cure="Give the pool a domain (infra/cognito.yaml does), then write it into `domain`.",
)
KEYS_ARE_UNREACHABLE = Diagnosis(
    name="keys-are-unreachable",
    cause="The issuer's keys cannot be fetched, so no token can be checked.",
    sign="/.well-known/jwks.json is not answered with a JSON key set.",
    cure="Try again: the discovery document is there, so the keys should be.",
)
KEYS_ARE_UNUSABLE = Diagnosis(
    name="keys-are-unusable",
    cause="None of the published keys can check a signature.",
    sign="No key in the set is an RSA key for RS256 signatures of 2048 bits or more with a name.",
    cure="Cognito's own keys always are: look at what stands between, or at the provider that "
    "`issuer` really names.",
)
KEYS_ARE_HIDDEN_FROM_PAGES = Diagnosis(
    name="keys-are-hidden-from-pages",
    cause="Browsers will not let the page read the keys.",
    sign="The key set lacks the header Access-Control-Allow-Origin.",
    cure="Take away what drops Cognito's header, or write Cognito's own issuer.",
)

DIAGNOSES = (
    ISSUER_IS_UNREACHABLE,
    ISSUER_IS_OVERLOADED,
    ISSUER_IS_NOT_THERE,
    ISSUER_HAS_ANOTHER_NAME,
    POOL_HAS_NO_DOMAIN,
    KEYS_ARE_UNREACHABLE,
    KEYS_ARE_UNUSABLE,
    KEYS_ARE_HIDDEN_FROM_PAGES,
)

_LEAST_BYTES = 256


async def check_discovery(patient: Patient) -> Finding | None:
    """Find an issuer that does not answer, or is no user pool."""
    answer = await patient.discovery()
    if answer.status == 200 and document_of(answer):
        return None
    if answer.failure:
        return ISSUER_IS_UNREACHABLE.found(answer.in_words, cure_of_silence(answer))
    if answer.status == 429 or answer.status >= 500:
        return ISSUER_IS_OVERLOADED.found(answer.in_words)
    return ISSUER_IS_NOT_THERE.found(answer.in_words)


async def check_issuers_name(patient: Patient) -> Finding | None:
    """Find an issuer that signs by another name."""
    said, written = await patient.discovered("issuer"), patient.config.issuer
    if said in ("", written):
        return None
    return ISSUER_HAS_ANOTHER_NAME.found(
        f'The discovery document says "{said}", the configuration "{written}".',
        f'Write issuer = "{said}".',
    )


async def check_pool_has_domain(patient: Patient) -> Finding | None:
    """Find a pool that nobody can sign in at."""
    document = document_of(await patient.discovery())
    if not document or document.get("authorization_endpoint"):
        return None
    return POOL_HAS_NO_DOMAIN.found("`authorization_endpoint` in the discovery document is empty.")


async def check_keys(patient: Patient) -> Finding | None:
    """Find keys that are missing, useless, or out of a page's reach."""
    if await check_discovery(patient) is not None:
        return None  # one finding is enough for a pool that is not there
    answer = await patient.prober.get(f"{patient.config.issuer}/.well-known/jwks.json")
    keys = document_of(answer).get("keys")
    if answer.status != 200 or not isinstance(keys, list):
        return KEYS_ARE_UNREACHABLE.found(answer.in_words)
    if not any(_can_check_signatures(key) for key in keys):
        return KEYS_ARE_UNUSABLE.found(f"{answer.asked} lists {len(keys)} keys, none of that kind")
    return None if may_be_read(answer, patient) else _hidden(answer)


def may_be_read(answer: Answer, patient: Patient) -> bool:
    """Tell whether a page at the configured address may read this answer (Fetch: CORS)."""
    page = urlsplit(patient.config.redirect_uri)
    allowed = answer.headers.get("access-control-allow-origin", "")
    return allowed in ("*", f"{page.scheme}://{page.netloc}")


def _hidden(answer: Answer) -> Finding:
    evidence = f"{answer.asked} answered without Access-Control-Allow-Origin for the page"
    return KEYS_ARE_HIDDEN_FROM_PAGES.found(evidence)


def _can_check_signatures(key: object) -> bool:
    if not isinstance(key, dict) or not all(
        isinstance(key.get(name), str) for name in ("kid", "n")
    ):
        return False
    fits = key.get("kty") == "RSA" and key.get("alg", "RS256") == "RS256"
    padded = key["n"] + "=" * (-len(key["n"]) % 4)
    try:
        modulus = base64.urlsafe_b64decode(padded)
    except ValueError:
        return False
    return fits and key.get("use", "sig") == "sig" and len(modulus.lstrip(b"\0")) >= _LEAST_BYTES
