"""Every drill there is, in the order in which a sign-in would meet them."""

from inspector.drills.callbacks import forge_a_state, mix_up_issuers, replay_a_callback
from inspector.drills.outcome import Drill
from inspector.drills.token_drills import (
    ask_for_no_signature,
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
        "A callback counts only if its state was drawn here for a sign-in that is pending.",
        "RFC 6749, 10.12",
        _RFC.format(6749, "10.12"),
        forge_a_state,
    ),
    Drill(
        "replay-callback",
        "Replay a callback",
        "The address with the code is found in a history or a log, and opened again.",
        "A state answers once, and a code is sent once.",
        "RFC 6749, 4.1.2",
        _RFC.format(6749, "4.1.2"),
        replay_a_callback,
    ),
    Drill(
        "mix-up",
        "Mix up the issuers",
        "Another authorization server answers in Cognito’s place, to be sent Cognito’s code.",
        "An issuer that names itself has to be the one that was asked.",
        "RFC 9207, 2.4",
        _RFC.format(9207, "2.4"),
        mix_up_issuers,
    ),
    Drill(
        "swap-nonce",
        "Swap the nonce",
        "A genuine ID token of another sign-in is put into the answer to this one.",
        "The nonce in the ID token is the one that this sign-in sent.",
        "OpenID Connect Core, 3.1.3.7 (11)",
        _OIDC,
        swap_the_nonce,
        needs_session=True,
    ),
    Drill(
        "tamper",
        "Tamper with the ID token",
        "Somebody makes themselves an administrator in the text of a token.",
        "Every octet is signed: a token that was changed has no signature any more.",
        "RFC 7515, 5.2",
        _RFC.format(7515, "5.2"),
        tamper_with_the_id_token,
        needs_session=True,
    ),
    Drill(
        "no-signature",
        "Ask for no signature",
        "A token says of itself that it needs none.",
        "The algorithm is the reader’s decision, never the token’s.",
        "RFC 8725, 3.1",
        _RFC.format(8725, "3.1"),
        ask_for_no_signature,
        needs_session=True,
    ),
    Drill(
        "id-token-to-api",
        "Send the ID token to the API",
        "An app presents proof of who signed in where permission to call belongs.",
        "Each kind of token has rules that no other kind fulfils.",
        "RFC 8725, 3.12",
        _RFC.format(8725, "3.12"),
        send_the_id_token_to_the_api,
        needs_session=True,
    ),
    Drill(
        "lure-token",
        "Lure the access token away",
        "Data from outside decides which address the app calls.",
        "Access tokens go to the servers that the configuration lists.",
        "RFC 9700, 4.9.1",
        _RFC.format(9700, "4.9.1"),
        lure_the_access_token,
        needs_session=True,
    ),
)
