"""Switches: doubtful facts about Cognito, and properties in which user pools differ."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, fields
from typing import Any

_LARGEST_NUMBER = 10**9


def _switch(default: Any, meaning: str, *choices: object) -> Any:  # noqa: ANN401 - as dataclasses.field
    return field(default=default, metadata={"meaning": meaning, "choices": choices})


@dataclass(slots=True, kw_only=True)
class Switches:
    """The switches of a stand-in. Each default is what the best source says about Cognito."""

    scope_error: str = _switch(
        "invalid_request",
        "error of authorize for a bad scope",
        "invalid_request",
        "invalid_scope",
    )
    response_type_error: str = _switch(
        "invalid_request",
        "error of authorize for an unknown response_type",
        "invalid_request",
        "unsupported_response_type",
    )
    max_state_length: int = _switch(
        0, "longest state that authorize accepts, in characters; 0 for no limit"
    )
    login_offers_session: bool = _switch(
        default=False,
        meaning="/login with a session offers 'Sign in as …' instead of redirecting at once",
    )
    tabs_disturb_each_other: bool = _switch(
        default=False, meaning="a new sign-in page makes one that is open in another tab invalid"
    )
    token_parameters_in_query: bool = _switch(
        default=True,
        meaning="the token endpoint reads parameters in the query string too, as programs in the "
        "field send them; no document mentions it",
    )
    pkce_error: str = _switch(
        "invalid_grant",
        "token error for a missing or wrong code_verifier",
        "invalid_grant",
        "invalid_request",
    )
    verifier_without_challenge_refused: bool = _switch(
        default=True,
        meaning="a code_verifier for a code without a challenge is invalid_grant (RFC 9700 2.1.1)",
    )
    redirect_mismatch_burns_code: bool = _switch(
        default=True, meaning="a wrong redirect_uri at the token endpoint makes the code invalid"
    )
    redirect_mismatch_described: bool = _switch(
        default=False, meaning="that error has the description invalid_redirect"
    )
    missing_secret_described: bool = _switch(
        default=False, meaning="invalid_client for a missing secret has a description"
    )
    code_reuse_revokes: bool = _switch(
        default=False, meaning="a second use of a code revokes the tokens of the first"
    )
    refresh_reuse_revokes: bool = _switch(
        default=False, meaning="reuse of a rotated refresh token revokes its whole family"
    )
    refreshed_nonce: bool = _switch(default=False, meaning="refreshed ID tokens have the nonce")
    refreshed_at_hash: bool = _switch(default=True, meaning="refreshed ID tokens have at_hash")
    refresh_scope: str = _switch(
        "ignored", "what scope does in a refresh", "ignored", "narrows", "refused"
    )
    errors_have_cors: bool = _switch(
        default=True, meaning="error responses have Access-Control-Allow-Origin"
    )
    preflight_headers: str = _switch(
        "Authorization, Content-Type, Cache-Control, X-Amz-*, Amz-Sdk-*",
        "Access-Control-Allow-Headers of a preflight response; X-Amz-* stands for each header with "
        "this beginning that the preflight names",
    )
    unsigned_administration: bool = _switch(
        default=False,
        meaning="operations for administrators need no signature of AWS credentials",
    )
    throttled_body: str = _switch("json", "body of a 429 response", "json", "html", "empty")
    user_info_no_openid_status: int = _switch(
        401, "status of userInfo for a token without openid", 400, 401, 403
    )
    logout_keeps_pkce: bool = _switch(
        default=True, meaning="/logout passes the PKCE parameters on to /login"
    )
    domain_has_discovery: bool = _switch(
        default=False, meaning="the domain serves the discovery document too"
    )
    federated_nonce: bool = _switch(
        default=True, meaning="ID tokens of federated users have a nonce even if none was sent"
    )
    extra_claims: bool = _switch(
        default=False, meaning="tokens have claims that no document mentions"
    )
    extra_discovery: bool = _switch(
        default=False, meaning="the discovery document has members that no document mentions"
    )
    access_token_aud: bool = _switch(
        default=False, meaning="aud of access tokens is the client id, as a trigger may set it"
    )
    added_groups: int = _switch(
        0, "groups with roles and names of 128 characters, added to everybody (quota: 100)"
    )
    added_attributes: int = _switch(
        0, "custom attributes of 2048 characters, added to everybody (quota: 50)"
    )
    replica_signs: bool = _switch(
        default=False,
        meaning="the replica in another Region signs tokens, with an issuer and keys of its own",
    )
    passkeys_add_signs_in: bool = _switch(
        default=True,
        meaning="/passkeys/add with authorize's parameters leads to the sign-in page if there is "
        "no session",
    )
    mfa_setup_asks_again: bool = _switch(
        default=False,
        meaning="after MFA_SETUP the API asks for another code of the new authenticator app",
    )
    session_credits_factors: bool = _switch(
        default=False,
        meaning="if a session's level is too low for acr_values, its factors count, and only the "
        "missing one is asked for",
    )
    one_click_people: bool = _switch(
        default=False,
        meaning="the sign-in page signs people with a public password in with one click",
    )
    acr_without_request: bool = _switch(
        default=False, meaning="tokens have acr and amr even if no acr_values were sent"
    )
    acr_unsatisfied: str = _switch(
        "ignored",
        "acr_values of which the person can satisfy none: sign in anyway, or end with an error",
        "ignored",
        "refused",
    )
    acr_in_classic_ui: bool = _switch(
        default=False, meaning="the classic hosted UI honours acr_values"
    )

    @classmethod
    def describe(cls) -> dict[str, str]:
        """Return the meaning and the default of every switch, by name."""
        return {entry.name: _described(entry.metadata, entry.default) for entry in fields(cls)}

    def set(self, name: str, value: str) -> None:
        """Set a switch to a value that was written as text, as on a command line.

        Args:
            name: The switch.
            value: `on` or `off`, a number, or one of the values that `describe` names.

        Raises:
            ValueError: there is no such switch, or it does not take this value.
        """
        known = {entry.name: entry for entry in fields(self)}
        if name not in known:
            raise ValueError(f"no switch {name!r}; expected one of {', '.join(known)}")
        choices = known[name].metadata["choices"]
        parsed = _parsed(name, value, type(getattr(self, name)))
        if choices and parsed not in choices:
            raise ValueError(f"switch {name}: got {value!r}, expected {_one_of(choices)}")
        setattr(self, name, parsed)


def _described(metadata: Any, default: object) -> str:  # noqa: ANN401 - a mapping proxy
    choices = metadata["choices"]
    values = f": {_one_of(choices)}" if choices else ""
    return f"{metadata['meaning']}{values} [{written(default)}]"


def _one_of(choices: tuple[object, ...]) -> str:
    *others, last = map(str, choices)
    return f"{', '.join(others)} or {last}"


def written(value: object) -> str:
    """Return a value as `set` reads it: `on` or `off` for a bool."""
    return {True: "on", False: "off"}[value] if isinstance(value, bool) else str(value)


def _parsed(name: str, value: str, kind: type) -> bool | int | str:
    if kind is bool:
        choices = {"on": True, "true": True, "off": False, "false": False}
        if value not in choices:
            raise ValueError(f"switch {name}: got {value!r}, expected on or off")
        return choices[value]
    if kind is int:
        return parse_number(f"switch {name}", value, least=0)
    if not value.isascii() or not value.isprintable():
        raise ValueError(f"switch {name}: got {value!r}, expected printable ASCII characters")
    return value


def parse_number(what: str, text: str, *, least: int) -> int:
    """Parse a decimal number in ASCII digits.

    Args:
        what: What the number is for; the message begins with it.
        text: The number as text.
        least: The smallest number that is accepted.

    Raises:
        ValueError: it is not a number, or less than `least`.
    """
    number = int(text) if re.fullmatch(r"[0-9]{1,10}", text) else -1
    if not least <= number <= _LARGEST_NUMBER:
        raise ValueError(f"{what}: got {text!r}, expected a number from {least} on")
    return number
