"""Begin a choice-based sign-in, also towards a level (Cognito API: USER_AUTH, step-up)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from ..access_tokens import TokenDead, live_claims
from ..step_up import PASSWORD_METHOD, reached_level, requested_levels, target_level
from .call import check_secret_hash, needed
from .first_factors import choose_factor, unknown_user
from .protocol import ApiError
from .steps import Progress, next_step

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..pool import AppClient, User
    from .call import Call


def choice_auth(call: Call, client: AppClient, parameters: Mapping[str, str]) -> dict[str, Any]:
    """Return the first challenge of a sign-in with the flow `USER_AUTH`.

    Args:
        call: The request.
        client: The client that the request names.
        parameters: `USERNAME` and, if wanted, `PREFERRED_CHALLENGE` with its answer,
            `TARGET_ACR_VALUES`, `ACCESS_TOKEN` and `MAX_AGE`.

    Raises:
        ApiError: a parameter is invalid, or the user cannot reach any of the levels.
    """
    username = needed(parameters, "USERNAME")
    check_secret_hash(client, parameters.get("SECRET_HASH"), [username])
    levels = _levels(call, parameters)
    user = call.service.directory.find(username)
    if user is None:
        return unknown_user(call, client, username)
    amr = _credited(call, user, parameters)
    if levels is not None:
        _require_step(call, user, levels, amr)
    progress = Progress(call=call, client=client, user=user, amr=amr, levels=levels)
    if PASSWORD_METHOD in amr:
        return next_step(progress)
    return choose_factor(progress, parameters.get("PREFERRED_CHALLENGE"), parameters)


def _levels(call: Call, parameters: Mapping[str, str]) -> tuple[int, ...] | None:
    text, pool = parameters.get("TARGET_ACR_VALUES"), call.service.pool
    if text is None:
        if "ACCESS_TOKEN" in parameters:
            raise ApiError("InvalidParameterException", "ACCESS_TOKEN needs TARGET_ACR_VALUES.")
        return None
    if not pool.has_paid_features:
        raise ApiError(
            "FeatureUnavailableInTierException",
            "TARGET_ACR_VALUES: the feature plan has no step-up authentication.",
        )
    levels = requested_levels(text, pool)
    if not levels:
        raise ApiError(
            "InvalidParameterException",
            f"TARGET_ACR_VALUES: got none of {', '.join(pool.acr_values)}.",
        )
    return levels


def _credited(call: Call, user: User, parameters: Mapping[str, str]) -> tuple[str, ...]:
    """Return the methods in the access token of the request, unless they are too old."""
    token, longest = parameters.get("ACCESS_TOKEN"), parameters.get("MAX_AGE", "")
    if longest and not re.fullmatch(r"[0-9]{1,9}", longest):
        raise ApiError("InvalidParameterException", "MAX_AGE: expected a number of seconds.")
    if token is None:
        return ()
    try:
        claims = live_claims(call.service, token)
    except TokenDead:
        raise ApiError("NotAuthorizedException", "Invalid Access Token") from None
    if claims.get("sub") != user.sub:
        raise ApiError("NotAuthorizedException", "The access token belongs to another user.")
    if longest and call.service.now() - claims["auth_time"] > int(longest):
        return ()
    amr = claims.get("amr")
    return tuple(str(one) for one in amr) if isinstance(amr, list) else ()


def _require_step(call: Call, user: User, levels: tuple[int, ...], amr: tuple[str, ...]) -> None:
    target = target_level(call.service.pool, user, levels)
    if target is None:
        raise ApiError(
            "InvalidParameterException", "The user has no factors for any of TARGET_ACR_VALUES."
        )
    if amr and reached_level(amr) >= target:
        raise ApiError(
            "InvalidParameterException", "The access token has one of TARGET_ACR_VALUES already."
        )
