"""Build redirects with Cognito's order and encoding (RFC 6749 4.1.2, Cognito: error responses)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from starlette.responses import Response

if TYPE_CHECKING:
    from collections.abc import Sequence

_PRINTABLE = bytes(range(0x21, 0x7F))
Pairs = list[tuple[str, str]]


class Redirected(Exception):
    """The response is a redirect to `location`."""

    def __init__(self, location: str) -> None:
        super().__init__("the browser is sent elsewhere")
        self.location = location


def form_encoded(pairs: Sequence[tuple[str, str]]) -> str:
    """Encode as a form, with `+` for a space; bytes that are not UTF-8 are preserved."""
    return urlencode(pairs, errors="surrogateescape")


def redirect(location: str) -> Response:
    """Return a 302; characters that a header cannot carry are percent-encoded (RFC 3986 2.1)."""
    encoded = quote(location, safe=_PRINTABLE, errors="surrogateescape")
    return Response(status_code=302, headers={"location": encoded})


def with_query(url: str, pairs: Sequence[tuple[str, str]]) -> str:
    """Return a URL with parameters added to its query."""
    return f"{url}{'&' if '?' in url else '?'}{form_encoded(pairs)}"


def callback(redirect_uri: str, pairs: Sequence[tuple[str, str]], *, fragment: bool = False) -> str:
    """Return the callback URL with the response, in the fragment for the implicit grant."""
    return f"{redirect_uri}#{form_encoded(pairs)}" if fragment else with_query(redirect_uri, pairs)


def error_pairs(error: str, *, description: str | None = None, state: str | None = None) -> Pairs:
    """Return the parameters of an error in Cognito's order: description, state, error."""
    pairs: Pairs = [] if description is None else [("error_description", description)]
    if state is not None:
        pairs.append(("state", state))
    return [*pairs, ("error", error)]


def login_required_pairs(state: str | None) -> Pairs:
    """Return the parameters of `login_required`, the only error before the state."""
    return [("error", "login_required")] + ([] if state is None else [("state", state)])
