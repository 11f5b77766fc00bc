"""Doubtful facts about Cognito, each a switch: a client must behave under every setting."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any


def _switch(default: Any, meaning: str) -> Any:  # noqa: ANN401 - stands in for dataclasses.field
    return field(default=default, metadata={"meaning": meaning})


@dataclass(slots=True, kw_only=True)
class Switches:
    """The doubtful facts; the defaults are the best supported reading of each."""

    scope_error: str = _switch(
        "invalid_request", "error name for a bad scope at authorize (or invalid_scope)"
    )
    response_type_error: str = _switch("invalid_request", "error name for an unknown response_type")
    max_state_length: int = _switch(0, "longer state is refused on the error page; 0 for no limit")
    login_offers_session: bool = _switch(
        default=False,
        meaning="/login with a session offers 'Sign in as …' instead of going on at once",
    )
    tabs_disturb_each_other: bool = _switch(
        default=False, meaning="opening a sign-in page breaks one open elsewhere"
    )
    pkce_error: str = _switch(
        "invalid_grant", "token error for a missing or wrong code_verifier (or invalid_request)"
    )
    verifier_without_challenge_refused: bool = _switch(
        default=True,
        meaning="a code_verifier for a code without a challenge is invalid_grant (RFC 9700 2.1.1)",
    )
    redirect_mismatch_burns_code: bool = _switch(
        default=True, meaning="a wrong redirect_uri at token uses up the code"
    )
    redirect_mismatch_described: bool = _switch(
        default=False, meaning="that error has a description invalid_redirect"
    )
    missing_secret_described: bool = _switch(
        default=False, meaning="a missing secret is described in invalid_client"
    )
    code_reuse_revokes: bool = _switch(
        default=False, meaning="a second use of a code revokes the tokens of the first"
    )
    refresh_reuse_revokes: bool = _switch(
        default=False, meaning="reuse of a rotated token revokes its whole family"
    )
    refreshed_nonce: bool = _switch(
        default=False, meaning="refreshed ID tokens still carry the nonce"
    )
    refreshed_at_hash: bool = _switch(default=True, meaning="refreshed ID tokens carry at_hash")
    refresh_scope: str = _switch("ignored", "scope on refresh: ignored, narrows or refused")
    errors_have_cors: bool = _switch(
        default=True, meaning="error answers carry Access-Control-Allow-Origin"
    )
    preflight_headers: str = _switch(
        "Authorization, Content-Type", "Access-Control-Allow-Headers of a preflight"
    )
    throttled_body: str = _switch("json", "body of a 429: json, html or empty")
    user_info_no_openid_status: int = _switch(401, "userInfo status for a token without openid")
    logout_keeps_pkce: bool = _switch(
        default=True, meaning="/logout passes PKCE parameters on to /login"
    )
    domain_has_discovery: bool = _switch(
        default=False, meaning="the domain serves the discovery document as well"
    )
    federated_nonce: bool = _switch(
        default=True, meaning="federated ID tokens get a nonce even if none was sent"
    )
    extra_claims: bool = _switch(
        default=False, meaning="tokens carry claims that no document mentions"
    )
    extra_discovery: bool = _switch(
        default=False, meaning="discovery carries members that no document mentions"
    )

    @classmethod
    def describe(cls) -> dict[str, str]:
        """Give every switch with its meaning and default, one line each."""
        return {
            entry.name: f"{entry.metadata['meaning']} [{entry.default}]" for entry in fields(cls)
        }

    def set(self, name: str, value: str) -> None:
        """Set a switch from text, as a command line gives it.

        Raises:
            ValueError: there is no such switch, or the text does not fit it.
        """
        if name not in self.describe():
            raise ValueError(f"no switch {name!r}; expected one of {', '.join(self.describe())}")
        setattr(self, name, _parsed(name, value, type(getattr(self, name))))


def _parsed(name: str, value: str, kind: type) -> bool | int | str:
    if kind is bool:
        choices = {"on": True, "true": True, "off": False, "false": False}
        if value not in choices:
            raise ValueError(f"switch {name} is {value!r}; expected on or off")
        return choices[value]
    return int(value) if kind is int else value
