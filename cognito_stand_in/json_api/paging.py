"""Lists in pages, with a token for the next page (Cognito API: PaginationToken, NextToken)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..signing import base64url, base64url_decode
from .protocol import ApiError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .call import Call


def one_page(
    call: Call,
    names: Sequence[str],
    token_name: str,
    *,
    most: int,
    limit_name: str = "Limit",
) -> tuple[list[str], dict[str, Any]]:
    """Return the names of the requested page, and the member with the token of the next one.

    Args:
        call: The request, with the limit and the token.
        names: All names, sorted.
        token_name: The name of the token in the request and the response.
        most: The highest limit, which is also its default.
        limit_name: The name of the limit in the request.

    Raises:
        ApiError: the limit or the token is invalid.
    """
    limit = call.members.number(limit_name, least=0, most=most) or most
    after = _last_name(call, token_name)
    rest = [name for name in names if after is None or name > after]
    page = rest[:limit]
    more = len(rest) > limit
    return page, {token_name: base64url(page[-1].encode("utf-8", "surrogatepass"))} if more else {}


def _last_name(call: Call, token_name: str) -> str | None:
    token = call.members.optional_text(token_name)
    if token is None:
        return None
    try:
        return base64url_decode(token).decode("utf-8", "surrogatepass")
    except ValueError:
        raise ApiError("InvalidParameterException", f"Invalid {token_name}.") from None
