"""The tokens of a sign-in or a refresh (Cognito API: AuthenticationResultType)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..access_tokens import USER_ADMIN
from ..minting import mint_pair
from ..step_up import reached_level

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ..pool import AppClient, User
    from .call import Call

_NAMES = {
    "access_token": "AccessToken",
    "id_token": "IdToken",
    "refresh_token": "RefreshToken",
}


def first_tokens(
    call: Call, client: AppClient, user: User, amr: Sequence[str], *, has_level: bool
) -> dict[str, Any]:
    """Return the tokens of a new sign-in.

    Args:
        call: The request.
        client: The client that the tokens are issued to.
        user: The person who has signed in.
        amr: The methods that the person has signed in with (RFC 8176).
        has_level: Whether a level was requested, so that the tokens have `acr` and `amr`.
    """
    service = call.service
    service.directory.attempts.record_success(user.username)
    family = service.families.start_from_api(user.username, client, [USER_ADMIN], service.now())
    if has_level or service.switches.acr_without_request:
        family.acr = service.pool.acr_values[reached_level(amr) - 1]
        family.amr = list(amr)
    tokens = mint_pair(service, client, user, family, refreshed=False)
    tokens["refresh_token"] = service.families.issue_refresh_token(family)
    return token_result(client, tokens)


def token_result(client: AppClient, tokens: Mapping[str, str]) -> dict[str, Any]:
    """Return tokens as the API names them."""
    return {
        **{_NAMES[name]: token for name, token in tokens.items()},
        "ExpiresIn": client.access_token_seconds,
        "TokenType": "Bearer",
    }
