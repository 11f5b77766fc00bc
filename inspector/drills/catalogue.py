"""The list of drills, in the order of the steps of a sign-in."""

from inspector.drills.callbacks import (
    forge_a_state,
    mix_up_issuers,
    replay_a_callback,
    replay_a_code,
)
from inspector.drills.outcome import Drill
from inspector.drills.token_drills import (
    ask_for_no_signature,
    downgrade_a_step_up,
    lure_the_access_token,
    send_the_id_token_to_the_api,
    swap_the_nonce,
    tamper_with_the_id_token,
)

_RFC = "https://www.rfc-editor.org/rfc/rfc{}#section-{}"
_OIDC = "https://openid.net/specs/openid-connect-core-1_0.html#IDTokenValidation"

DRILLS = (
    Drill(
        "forge-state",
        "Forge a state",
        "A link signs you in as somebody else, so that what you enter lands in their account.",
        "A callback is accepted only if this tab created its state for a pending sign-in.",
        "RFC 6749, 10.12",
        _RFC.format(6749, "10.12"),
        forge_a_state,
    ),
    Drill(
        "replay-callback",
        "Replay a callback",
        "Somebody finds the URL with the code in a history or a log, and opens it again.",
        "Each state and each code is used once.",
        "RFC 6749, 4.1.2",
        _RFC.format(6749, "4.1.2"),
        replay_a_callback,
    ),
    Drill(
        "replay-code",
        "Replay a code",
        "A copy of the tab, with the same pending sign-in, sends the code a second time.",
        "All tabs of the browser know which codes have been sent.",
        "RFC 6749, 4.1.2",
        _RFC.format(6749, "4.1.2"),
        replay_a_code,
    ),
    Drill(
        "mix-up",
        "Mix up the issuers",
        "Another authorization server sends the callback, to receive Cognito’s code.",
        "If a callback names its issuer, it must be the configured one.",
        "RFC 9207, 2.4",
        _RFC.format(9207, "2.4"),
        mix_up_issuers,
    ),
    Drill(
        "swap-nonce",
        "Swap the nonce",
        "A genuine ID token of another sign-in is put into the response to this one.",
        "The nonce in the ID token must be the one that this sign-in sent.",
        "OpenID Connect Core, 3.1.3.7 (11)",
        _OIDC,
        swap_the_nonce,
        needs_session=True,
    ),
    Drill(
        "downgrade",
        "Downgrade a step-up",
        "A sign-in asks for a second factor, and somebody takes it out of the request.",
        "The level that comes back is compared with the level that was asked for.",
        "RFC 9470, 9",
        _RFC.format(9470, "9"),
        downgrade_a_step_up,
        needs_session=True,
    ),
    Drill(
        "tamper",
        "Tamper with the ID token",
        "Somebody adds themselves to the administrators in a token.",
        "The signature covers every byte: a changed token has no valid signature.",
        "RFC 7515, 5.2",
        _RFC.format(7515, "5.2"),
        tamper_with_the_id_token,
        needs_session=True,
    ),
    Drill(
        "no-signature",
        "Ask for no signature",
        "The header of a token says that it is not signed.",
        "The verifier decides on the algorithm, not the token.",
        "RFC 8725, 3.1",
        _RFC.format(8725, "3.1"),
        ask_for_no_signature,
        needs_session=True,
    ),
    Drill(
        "id-token-to-api",
        "Send the ID token to the API",
        "An app sends an ID token where an access token is expected.",
        "Each kind of token is checked by rules that no other kind passes.",
        "RFC 8725, 3.12",
        _RFC.format(8725, "3.12"),
        send_the_id_token_to_the_api,
        needs_session=True,
    ),
    Drill(
        "lure-token",
        "Lure the access token away",
        "Data from outside decides which URL the app calls.",
        "Access tokens are sent only to the origins in the configuration.",
        "RFC 9700, 4.9.1",
        _RFC.format(9700, "4.9.1"),
        lure_the_access_token,
        needs_session=True,
    ),
)
