"""Whether domain, issuer and app client belong together (Cognito: domains, issuer, app clients)."""

import re
from urllib.parse import urlsplit

from server.doctor.finding import Diagnosis, Finding
from server.doctor.patient import Patient, cure_of_silence
from server.doctor.probing import Answer

DOMAIN_IS_UNREACHABLE = Diagnosis(
    name="domain-is-unreachable",
    cause="No host answers by the name in `domain`.",
    sign="A request to it fails before anything is answered.",
    cure="Compare `domain` with the pool's page in the console, under Branding, Domain. A new "
    "domain takes a minute, one of your own some minutes and a DNS record.",
)
DOMAIN_IS_OVERLOADED = Diagnosis(
    name="domain-is-overloaded",
    cause="Cognito has no time for this question, or a fault of its own.",
    sign="/oauth2/authorize or /logout answers 429 or a 5xx.",
    cure="Wait a minute and ask again. If it stays, look at the account's quotas.",
)
DOMAIN_IS_NO_COGNITO = Diagnosis(
    name="domain-is-no-cognito",
    cause="Something answers at `domain`, and it is no user pool's domain; or a firewall answers "
    "in its place.",
    sign="/oauth2/authorize or /logout neither redirects nor answers as Cognito would.",
    cure="Write the domain of the pool, not of the page, the API or the issuer. If it is right, "
    "look at the web ACL in front of the pool.",
)
DOMAIN_IN_ANOTHER_REGION = Diagnosis(
    name="domain-in-another-region",
    cause="`domain` names another region than the pool's.",
    sign="The app client is unknown at `domain`, and known by the same name in the pool's region.",
    cure="Use the domain in the pool's own region.",
)
DOMAIN_OF_ANOTHER_POOL = Diagnosis(
    name="domain-of-another-pool",
    cause="`domain` does not belong to the user pool that `issuer` names.",
    sign="The app client is unknown at `domain`, and the issuer's discovery document names "
    "another domain.",
    cure="Take `domain`, `issuer` and `client_id` from one user pool.",
)
ISSUER_OF_ANOTHER_POOL = Diagnosis(
    name="issuer-of-another-pool",
    cause="`issuer` names another user pool than that of `domain` and `client_id`.",
    sign="The app client is known at `domain`, but not at the domain that the issuer's discovery "
    "document names.",
    cure="Write the id of the pool that the app client is in: sign-in would work, and then every "
    "token be refused.",
)
CLIENT_IS_UNKNOWN = Diagnosis(
    name="client-is-unknown",
    cause="The user pool has no app client with this `client_id`.",
    sign="/oauth2/authorize ends at /error, and not with redirect_mismatch.",
    cure="Copy the client id from the pool's page in the console, under Applications, App clients. "
    "A client that supports no identity provider answers in the same way.",
)

DIAGNOSES = (
    DOMAIN_IS_UNREACHABLE,
    DOMAIN_IS_OVERLOADED,
    DOMAIN_IS_NO_COGNITO,
    DOMAIN_IN_ANOTHER_REGION,
    DOMAIN_OF_ANOTHER_POOL,
    ISSUER_OF_ANOTHER_POOL,
    CLIENT_IS_UNKNOWN,
)

_PREFIX_DOMAIN = re.compile(
    r"(https://[a-z0-9-]+\.auth(?:-fips)?\.)([a-z0-9-]+)(\.amazoncognito\.com)"
)
_REGION_OF_ISSUER = re.compile(r"cognito-idp\.([a-z0-9-]+)\.amazonaws\.com")


async def check_domain(patient: Patient) -> Finding | None:
    """Find a domain that is not there, not Cognito's, or not that of this app client."""
    verdict = await patient.authorization()
    if verdict.knows_the_client:
        return None
    if _is_overloaded(verdict.answer):
        return DOMAIN_IS_OVERLOADED.found(verdict.answer.in_words)
    elsewhere = await _known_elsewhere(patient)
    if elsewhere is not None:
        return elsewhere
    if verdict.kind == "strange":
        return about_stranger(verdict.answer)
    named = await patient.discovered_domain()
    if named and named != patient.config.domain_origin:
        evidence = f"{verdict.answer.in_words}; the issuer's domain is {named}"
        return DOMAIN_OF_ANOTHER_POOL.found(evidence)
    return CLIENT_IS_UNKNOWN.found(verdict.answer.in_words)


def about_stranger(answer: Answer) -> Finding:
    """Say what answers where Cognito should, or that nobody does."""
    if answer.failure:
        return DOMAIN_IS_UNREACHABLE.found(answer.in_words, cure_of_silence(answer))
    if _is_overloaded(answer):
        return DOMAIN_IS_OVERLOADED.found(answer.in_words)
    return DOMAIN_IS_NO_COGNITO.found(answer.in_words)


def _is_overloaded(answer: Answer) -> bool:
    return answer.status == 429 or answer.status >= 500


async def check_issuer_belongs(patient: Patient) -> Finding | None:
    """Find an issuer whose pool is not the app client's.

    A pool may have two domains, so another name in the discovery document proves nothing yet.
    """
    named = await patient.discovered_domain()
    if not named or named == patient.config.domain_origin:
        return None
    here, there = await patient.authorization(), await patient.authorization(domain=named)
    # A domain that does not answer, without its DNS record say, is nobody's proof.
    if not here.knows_the_client or there.kind != "client-unknown":
        return None
    evidence = f"The issuer names {named}, where {there.answer.in_words}"
    return ISSUER_OF_ANOTHER_POOL.found(evidence)


async def _known_elsewhere(patient: Patient) -> Finding | None:
    """Look for the app client where else `domain` may have been meant to lead."""
    in_region = _in_the_pools_region(patient)
    named = await patient.discovered_domain()
    for origin, diagnosis in (
        (in_region, DOMAIN_IN_ANOTHER_REGION),
        (named, DOMAIN_OF_ANOTHER_POOL),
    ):
        if not origin or origin == patient.config.domain_origin:
            continue
        if (await patient.authorization(domain=origin)).knows_the_client:
            here = (await patient.authorization()).answer.in_words
            host = urlsplit(origin).netloc
            patient.domain = origin
            evidence = f"{here}, while {host} knows the app client"
            return diagnosis.found(evidence, f'Write domain = "{host}".')
    return None


def _in_the_pools_region(patient: Patient) -> str:
    parts = _PREFIX_DOMAIN.fullmatch(patient.config.domain_origin)
    pool = _REGION_OF_ISSUER.search(patient.config.issuer)
    return f"{parts[1]}{pool[1]}{parts[3]}" if parts and pool else ""
