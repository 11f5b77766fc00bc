"""Checks that domain, issuer and app client belong together (Cognito: domains, app clients)."""

import re
from urllib.parse import urlsplit

from server.doctor.diagnoses import found
from server.doctor.finding import Finding
from server.doctor.http_probe import Answer
from server.doctor.target import Target, fix_for_no_response

_PREFIX_DOMAIN = re.compile(
    r"(https://[a-z0-9-]+\.auth(?:-fips)?\.)([a-z0-9-]+)(\.amazoncognito\.com)"
)
_REGION_OF_ISSUER = re.compile(r"cognito-idp\.([a-z0-9-]+)\.amazonaws\.com")


async def check_domain(target: Target) -> Finding | None:
    """Check that `domain` is the Cognito domain of this app client."""
    verdict = await target.authorization()
    if verdict.knows_the_client:
        return None
    if _is_overloaded(verdict.answer):
        return found("domain-is-overloaded", verdict.answer.in_words)
    elsewhere = await _known_elsewhere(target)
    if elsewhere is not None:
        return elsewhere
    if verdict.kind == "strange":
        return unexpected_answer(verdict.answer)
    named = await target.discovered_domain()
    if named and named != target.config.domain_origin:
        evidence = f"{verdict.answer.in_words}; the issuer's domain is {named}"
        return found("domain-of-another-pool", evidence)
    return found("client-is-unknown", verdict.answer.in_words)


def unexpected_answer(answer: Answer) -> Finding:
    """Return a finding for a domain that does not answer as Cognito does, or not at all."""
    if answer.failure:
        return found("domain-is-unreachable", answer.in_words, fix_for_no_response(answer))
    if _is_overloaded(answer):
        return found("domain-is-overloaded", answer.in_words)
    return found("domain-is-not-cognito", answer.in_words)


def _is_overloaded(answer: Answer) -> bool:
    return answer.status == 429 or answer.status >= 500


async def check_issuer_belongs(target: Target) -> Finding | None:
    """Check that the pool of `issuer` is the pool of the app client.

    A pool may have two domains, so another domain in the discovery document is not enough.
    """
    named = await target.discovered_domain()
    if not named or named == target.config.domain_origin:
        return None
    here, there = await target.authorization(), await target.authorization(domain=named)
    # A domain that does not answer (without its DNS record, for example) proves nothing.
    if not here.knows_the_client or there.kind != "client-unknown":
        return None
    evidence = f"The issuer names {named}, where {there.answer.in_words}"
    return found("issuer-of-another-pool", evidence)


async def _known_elsewhere(target: Target) -> Finding | None:
    """Return a finding if another likely domain knows the app client."""
    in_region = _in_the_pools_region(target)
    named = await target.discovered_domain()
    for origin, diagnosis in (
        (in_region, "domain-in-another-region"),
        (named, "domain-of-another-pool"),
    ):
        if not origin or origin == target.config.domain_origin:
            continue
        if (await target.authorization(domain=origin)).knows_the_client:
            here = (await target.authorization()).answer.in_words
            host = urlsplit(origin).netloc
            target.domain = origin
            evidence = f"{here}, while {host} knows the app client"
            return found(diagnosis, evidence, f'Write domain = "{host}".')
    return None


def _in_the_pools_region(target: Target) -> str:
    parts = _PREFIX_DOMAIN.fullmatch(target.config.domain_origin)
    pool = _REGION_OF_ISSUER.search(target.config.issuer)
    return f"{parts[1]}{pool[1]}{parts[3]}" if parts and pool else ""
