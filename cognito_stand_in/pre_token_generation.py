"""Apply the response of a pre token generation trigger (version 2), which each user may have.

The response has the members of `claimsAndScopeOverrideDetails` in Cognito's documents.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from .cloudformation.errors import TemplateError

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from .pool import User

ID_TOKEN, ACCESS_TOKEN = "idTokenGeneration", "accessTokenGeneration"
GROUPS = "groupOverrideDetails"
_ADD, _SUPPRESS = "claimsToAddOrOverride", "claimsToSuppress"
_MEMBERS = {
    ID_TOKEN: {_ADD, _SUPPRESS},
    ACCESS_TOKEN: {_ADD, _SUPPRESS, "scopesToAdd", "scopesToSuppress"},
    GROUPS: {"groupsToOverride", "iamRolesToOverride", "preferredRole"},
}
# Claims that no trigger can change. `aud` of an access token may be set to the client id.
_PROTECTED = frozenset(
    {
        *("acr", "amr", "at_hash", "auth_time", "azp", "client_id", "cognito:username"),
        *("device_key", "event_id", "exp", "iat", "identities", "iss", "jti", "nbf", "nonce"),
        *("origin_jti", "sub", "token_use", "username", "version"),
    }
)


def overridden(claims: dict[str, Any], user: User, token: str) -> dict[str, Any]:
    """Return the claims of a token, changed by the user's trigger.

    Args:
        claims: The claims before the trigger.
        user: Whose token it is.
        token: `ID_TOKEN` or `ACCESS_TOKEN`.
    """
    details = user.pre_token_generation.get(token, {})
    suppressed = details.get(_SUPPRESS, ())
    kept = {name: value for name, value in claims.items() if name not in suppressed}
    kept |= details.get(_ADD, {})
    if token == ACCESS_TOKEN and "scope" in kept:
        removed = details.get("scopesToSuppress", ())
        scopes = [one for one in str(kept["scope"]).split() if one not in removed]
        kept["scope"] = " ".join(dict.fromkeys([*scopes, *details.get("scopesToAdd", ())]))
    return kept


def check_overrides(
    overrides: Mapping[str, Any], *, place: str, client_ids: Collection[str]
) -> None:
    """Check the response of a trigger.

    Args:
        overrides: The members of `claimsAndScopeOverrideDetails`.
        place: Where they are written, for the message.
        client_ids: The ids of the pool's app clients, which `aud` of an access token may be.

    Raises:
        TemplateError: a member is unknown, a claim is protected, or a value is not JSON.
    """
    for part, details in overrides.items():
        _check_part(part, details, f"{place}.{part}", client_ids)
    try:
        json.dumps(overrides)
    except TypeError as error:
        raise TemplateError(f"{place}: got a value that JSON lacks ({error})") from None


def _check_part(part: str, details: object, place: str, client_ids: Collection[str]) -> None:
    known = _MEMBERS.get(part)
    if known is None:
        raise TemplateError(f"{place}: unknown; expected one of {', '.join(_MEMBERS)}")
    if not isinstance(details, dict) or not known.issuperset(details):
        raise TemplateError(f"{place}: expected a table with {', '.join(sorted(known))}")
    added, suppressed = details.get(_ADD, {}), details.get(_SUPPRESS, [])
    if not isinstance(added, dict) or not isinstance(suppressed, list):
        raise TemplateError(f"{place}: expected a table {_ADD} and a list {_SUPPRESS}")
    for name in (*added, *suppressed):
        is_client_id = part == ACCESS_TOKEN and name == "aud" and added.get(name) in client_ids
        if name in _PROTECTED or (name == "aud" and not is_client_id):
            raise TemplateError(
                f"{place}: no trigger can change {name}"
                + (", except to a client id in access tokens" if name == "aud" else "")
            )
