"""Attacks on the redirect URI: replayed, forged and mixed-up callbacks."""

from auth.encoding.url import form_decode, form_encode, parse_url
from auth.protocol.pkce import generate_state
from auth.session.storage import TRANSACTION_PREFIX
from inspector.drills.outcome import Lab, Outcome, message_of
from inspector.drills.sandbox import Sandbox


async def replay_a_callback(lab: Lab) -> Outcome:
    """Send a code, then load the same address again (RFC 6749 4.1.2)."""
    sandbox = Sandbox(lab.config, lab.runtime)
    query = form_encode([("code", _invented(lab)), ("state", await _state_of(sandbox))])
    first = await sandbox.come_back(query)
    again = await sandbox.come_back(query)
    steps = (
        "A sign-in was started, and a callback with its state and an invented code was loaded.",
        f"The code was sent to Cognito, which refused it: {message_of(first.error)}.",
        "The same address was loaded again.",
        _sent(sandbox, "The code was sent once", expected=1),
    )
    return Outcome(steps, message_of(again.error) if sandbox.token_requests == 1 else "")


async def replay_a_code(lab: Lab) -> Outcome:
    """Send a code, then send it again from a copy of the tab (RFC 6749 4.1.2)."""
    sandbox = Sandbox(lab.config, lab.runtime)
    query = form_encode([("code", _invented(lab)), ("state", await _state_of(sandbox))])
    copied = [(key, sandbox.storage.get(key) or "") for key in list(sandbox.storage.keys())]
    first = await sandbox.come_back(query)
    for key, value in copied:
        sandbox.storage.set(key, value)
    again = await sandbox.come_back(query)
    steps = (
        "A sign-in was started, and the tab was duplicated; an invented code came back.",
        f"The first tab sent the code, which Cognito refused: {message_of(first.error)}.",
        "The copy loaded the same callback.",
        _sent(sandbox, "The code was sent once", expected=1),
    )
    return Outcome(steps, message_of(again.error) if sandbox.token_requests == 1 else "")


async def forge_a_state(lab: Lab) -> Outcome:
    """Load a callback with an unknown state while a sign-in is pending (RFC 6749 10.12)."""
    sandbox = Sandbox(lab.config, lab.runtime)
    state = await _state_of(sandbox)
    query = form_encode([("code", _invented(lab)), ("state", _invented(lab))])
    session = await sandbox.come_back(query)
    unharmed = sandbox.storage.get(TRANSACTION_PREFIX + state) is not None
    steps = (
        "A sign-in was started, and is pending.",
        "A callback with an invented state was loaded.",
        _sent(sandbox, "No code was sent", expected=0),
        "The pending sign-in can still be finished." if unharmed else "The sign-in is lost.",
    )
    return Outcome(
        steps, message_of(session.error) if unharmed and not sandbox.token_requests else ""
    )


async def mix_up_issuers(lab: Lab) -> Outcome:
    """Load a callback with the right state and the name of another issuer (RFC 9207 2.4)."""
    sandbox = Sandbox(lab.config, lab.runtime)
    pairs = [("code", _invented(lab)), ("state", await _state_of(sandbox))]
    session = await sandbox.come_back(form_encode([*pairs, ("iss", "https://issuer.example")]))
    steps = (
        "A sign-in was started with the configured user pool.",
        "A callback with its state and the issuer issuer.example was loaded.",
        _sent(sandbox, "No code was sent", expected=0),
    )
    return Outcome(steps, message_of(session.error) if not sandbox.token_requests else "")


async def _state_of(sandbox: Sandbox) -> str:
    address = await sandbox.begin_sign_in()
    return dict(form_decode(parse_url(address).query or ""))["state"]


def _invented(lab: Lab) -> str:
    return generate_state(lab.runtime.crypto.random_bytes)


def _sent(sandbox: Sandbox, claim: str, *, expected: int) -> str:
    sent = sandbox.token_requests
    return f"{claim}." if sent == expected else f"Codes that were sent: {sent}."
