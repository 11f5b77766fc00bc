"""Attacks with the session's own tokens, changed or sent to the wrong place."""

import json

from auth.encoding import base64url
from auth.errors import AuthError
from auth.protocol.acr import level_of, require_level
from auth.protocol.challenge import parse_challenge
from auth.protocol.id_token_claims import validate_id_token_claims
from auth.protocol.pkce import generate_nonce
from auth.session.id_token import IdTokenVerifier
from auth.session.record import SessionRecord
from inspector.drills.outcome import Lab, Outcome, message_of
from inspector.drills.sandbox import Sandbox
from inspector.recorder.redaction import word
from inspector.tokens.claims import claims_of
from inspector.tokens.probes import API_PATH, api_request


async def swap_the_nonce(lab: Lab) -> Outcome:
    """Use the ID token of one sign-in in the response to another (OIDC Core 3.1.3.7, 11)."""
    record = _record(lab)
    claims = await _verifier(lab).verify(record.id_token)
    steps = (
        "The session’s ID token was checked again: the signature is the issuer’s.",
        "It was checked as the response to another sign-in, which has another nonce.",
    )
    try:
        validate_id_token_claims(
            claims,
            issuers=lab.config.issuers,
            client_id=lab.config.client_id,
            now=lab.runtime.clock.now(),
            nonce=generate_nonce(lab.runtime.crypto.random_bytes),
            access_token=record.access_token,
        )
    except AuthError as error:
        return Outcome(steps, message_of(error))
    return Outcome(steps, "")


async def downgrade_a_step_up(lab: Lab) -> Outcome:
    """Answer a sign-in that asked for a higher level with the ID token of this one (RFC 9470)."""
    claims = await _verifier(lab).verify(_record(lab).id_token)
    levels = (*lab.config.acr_levels, "a-level-above-all")
    reached = level_of(claims.get("acr"), levels)
    steps = (
        "The session’s ID token was checked again: the signature is the issuer’s.",
        f"Its level counts as {levels[reached]}, the number {reached + 1} from below.",
        f"It was checked as the response to a sign-in that asked for {levels[reached + 1]}.",
    )
    try:
        require_level(claims.get("acr"), levels[reached + 1], levels)
    except AuthError as error:
        return Outcome(steps, message_of(error))
    return Outcome(steps, "")


async def tamper_with_the_id_token(lab: Lab) -> Outcome:
    """Add a group to the claims, and leave the signature as it is (RFC 7515 5.2)."""
    header, _, signature = _record(lab).id_token.split(".")
    claims = claims_of(_record(lab).id_token)
    claims["cognito:groups"] = ["administrators"]
    forged = f"{header}.{_encoded(claims)}.{signature}"
    step = "The group “administrators” was added to the ID token, with the old signature."
    return await _refused(lab, forged, step)


async def ask_for_no_signature(lab: Lab) -> Outcome:
    """Set the algorithm to none and remove the signature (RFC 8725 3.1)."""
    claims = claims_of(_record(lab).id_token)
    forged = f"{_encoded({'alg': 'none'})}.{_encoded(claims)}."
    return await _refused(
        lab, forged, "The header was set to “alg: none”, and the signature was removed."
    )


async def send_the_id_token_to_the_api(lab: Lab) -> Outcome:
    """Send the ID token instead of an access token (RFC 8725 3.12)."""
    request = api_request(lab.config, _record(lab).id_token)
    response = await lab.runtime.transport.send(request)
    challenge = parse_challenge(response.headers.get("www-authenticate", ""))
    reason = word(challenge.get("error", "")) if challenge.get("error") else "no reason given"
    steps = (
        f"{request.method} {API_PATH} was sent with the ID token.",
        "It is genuine, has not expired, and belongs to this sign-in.",
    )
    refused = response.status in (401, 403)
    return Outcome(steps, f"HTTP {response.status}: {reason}" if refused else "")


async def lure_the_access_token(lab: Lab) -> Outcome:
    """Call an origin that is not configured (RFC 9700 4.9.1)."""
    steps = ("The app called https://api.example.net/ with the person’s token.",)
    try:
        await lab.client.fetch("https://api.example.net/")
    except AuthError as error:
        return Outcome((*steps, "No request left the page."), message_of(error))
    return Outcome(steps, "")


async def _refused(lab: Lab, forged: str, step: str) -> Outcome:
    steps = (step, "The code that verifies ID tokens checked it.")
    try:
        await _verifier(lab).verify(forged)
    except AuthError as error:
        return Outcome(steps, message_of(error))
    return Outcome(steps, "")


def _verifier(lab: Lab) -> IdTokenVerifier:
    return IdTokenVerifier(lab.config, Sandbox(lab.config, lab.runtime).runtime)


def _record(lab: Lab) -> SessionRecord:
    assert lab.record is not None
    return lab.record


def _encoded(part: dict[str, object]) -> str:
    return base64url.encode(json.dumps(part).encode())
