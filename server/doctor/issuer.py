"""Checks of the issuer and its keys (OpenID Connect Discovery 1.0, RFC 7517)."""

import base64
from urllib.parse import urlsplit

from server.doctor.diagnoses import found
from server.doctor.finding import Finding
from server.doctor.http_probe import Answer
from server.doctor.target import Target, document_of, fix_for_no_response

_MIN_KEY_BYTES = 256


async def check_discovery(target: Target) -> Finding | None:
    """Check that the issuer answers as a user pool does."""
    answer = await target.discovery()
    if answer.status == 200 and document_of(answer):
        return None
    if answer.failure:
        return found("issuer-is-unreachable", answer.in_words, fix_for_no_response(answer))
    if answer.status == 429 or answer.status >= 500:
        return found("issuer-is-overloaded", answer.in_words)
    return found("issuer-not-found", answer.in_words)


async def check_issuers_name(target: Target) -> Finding | None:
    """Check that the issuer has the configured name."""
    said, written = await target.discovered("issuer"), target.config.issuer
    if said in ("", written):
        return None
    return found(
        "issuer-has-another-name",
        f'The discovery document says "{said}", the configuration "{written}".',
        f'Write issuer = "{said}".',
    )


async def check_pool_has_domain(target: Target) -> Finding | None:
    """Check that the pool has a domain."""
    document = document_of(await target.discovery())
    if not document or document.get("authorization_endpoint"):
        return None
    return found(
        "pool-has-no-domain", "`authorization_endpoint` in the discovery document is empty."
    )


async def check_keys(target: Target) -> Finding | None:
    """Check that the page can fetch the keys of each issuer and use one of them."""
    if await check_discovery(target) is not None:
        return None  # one finding for a missing pool is enough
    findings = [await _check_key_set(target, uri) for uri in target.config.jwks_uris.values()]
    return next((finding for finding in findings if finding is not None), None)


async def _check_key_set(target: Target, uri: str) -> Finding | None:
    answer = await target.prober.get(uri)
    keys = document_of(answer).get("keys")
    if answer.status != 200 or not isinstance(keys, list):
        return found("keys-are-unreachable", answer.in_words)
    if not any(_can_check_signatures(key) for key in keys):
        return found(
            "keys-are-unusable", f"{answer.asked} lists {len(keys)} keys, none of that kind"
        )
    return None if may_be_read(answer, target) else _hidden(answer)


def may_be_read(answer: Answer, target: Target) -> bool:
    """Return whether a page at the configured URL may read this answer (Fetch: CORS)."""
    page = urlsplit(target.config.redirect_uri)
    allowed = answer.headers.get("access-control-allow-origin", "")
    return allowed in ("*", f"{page.scheme}://{page.netloc}")


def _hidden(answer: Answer) -> Finding:
    evidence = f"{answer.asked} answered without Access-Control-Allow-Origin for the page"
    return found("keys-lack-cors", evidence)


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
    return fits and key.get("use", "sig") == "sig" and len(modulus.lstrip(b"\0")) >= _MIN_KEY_BYTES
