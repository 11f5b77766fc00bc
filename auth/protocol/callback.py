"""The authorization response in the page's address (RFC 6749 4.1.2, RFC 9207).

`read_callback` returns the response that a URL carries, `clean_url` returns the URL without it, and
`parse_callback` checks it against the pending sign-in and returns the only thing that a token
request accepts.
"""

from ..encoding.url import Url, decode_pair, form_decode, parse_url, percent_decode
from ..errors import (
    ArgumentRefused,
    AuthorizationDenied,
    MalformedResponse,
    StateMismatch,
    TransactionMissing,
)
from .authorization import Transaction

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from .app_client import AppClient

__all__ = ["parse_callback", "read_callback"]

DESCRIPTION_LIMIT = 300
"""How many characters of `error_description` are kept: it may come from an attacker."""

_RESPONSE = ("code", "state", "error", "error_description", "error_uri", "iss", "session_state")
_IMPLICIT = ("access_token", "id_token")
_TOKENS = _IMPLICIT + ("refresh_token", "token", "response", "token_type", "expires_in")
_PKCE = ("code_challenge", "code_challenge_method", "code_verifier")
_STRAY = ("state", "nonce", "client_id", "redirect_uri", "response_type") + _PKCE
"""Parameters of OAuth that no app uses for anything else, also without a response."""

_ENDINGS = ("/", ".html", ".htm", "/index")

_UNSEEN = (
    (0x7F, 0x9F),
    (0xAD, 0xAD),
    (0x61C, 0x61C),
    (0x180E, 0x180E),
    (0x200B, 0x200F),
    (0x2028, 0x202E),
    (0x2060, 0x206F),
    (0xFEFF, 0xFEFF),
    (0xFFF9, 0xFFFB),
    (0xE0000, 0xE007F),
)
"""Invisible code points, which change how the text beside them is read."""


class AuthorizationGrant:
    """A checked code, and what its exchange needs (RFC 6749 4.1.3).

    Only `parse_callback` returns one, so no token request contains an unchecked code.

    Attributes:
        code: The authorization code.
        transaction: The sign-in that it belongs to.
    """

    def __init__(self, *, code: str, transaction: Transaction) -> None:
        self.code = code
        self.transaction = transaction

    def __repr__(self) -> str:
        return "<AuthorizationGrant>"


class Callback:
    """The unchecked parameters of an authorization response.

    Attributes:
        has_tokens: Whether there are tokens, as in the implicit grant, which is refused.
    """

    def __init__(self, pairs: "list[tuple[str, str]]", *, has_tokens: bool) -> None:
        self._pairs = pairs
        self.has_tokens = has_tokens

    def __repr__(self) -> str:
        return "<Callback>"

    @property
    def is_unsolicited(self) -> bool:
        """Whether it has a code and no `state`: the sign-in began at an identity provider."""
        return bool(self.values("code")) and not self.values("state") and not self.has_tokens

    @property
    def state(self) -> str | None:
        """The one non-empty `state`, or None."""
        states = self.values("state")
        return states[0] if len(states) == 1 and states[0] else None

    def values(self, name: str) -> "list[str]":
        """Return every value of a parameter, in order."""
        return [value for key, value in self._pairs if key == name]

    def one(self, name: str) -> str | None:
        """Return the value of a parameter, or None.

        Raises:
            MalformedResponse: It is there twice (RFC 6749 3.1).
        """
        values = self.values(name)
        if len(values) > 1:
            raise MalformedResponse(f"the callback has more than one {name}")
        return values[0] if values else None


def _none_pending(_state: str) -> bool:
    return False


def read_callback(
    url: str, redirect_uri: str, is_pending: "Callable[[str], bool]" = _none_pending
) -> Callback | None:
    """Return the authorization response that `url` carries, or None.

    A URL with the `state` of a pending sign-in is a callback on any page, because hosts redirect
    `/app` to `/app/` or `/app/index.html`. Without one, only the page of the redirect URI is looked
    at, in any of these spellings: other pages may use `?code=` as they like.

    Args:
        url: The page's address.
        redirect_uri: The configured redirect URI.
        is_pending: Returns whether a `state` belongs to a sign-in that is pending here.
    """
    address = _own_address(url, redirect_uri, is_pending)
    return None if address is None else _response_of(address)


def clean_url(
    url: str, redirect_uri: str, is_pending: "Callable[[str], bool]" = _none_pending
) -> str:
    """Return `url` without the parameters of OAuth; everything else stays byte for byte.

    Without a response, only what no app uses for anything else goes (`state`, `nonce`). A fragment
    goes only if it contains tokens. The arguments are those of `read_callback`.
    """
    address = _own_address(url, redirect_uri, is_pending)
    if address is None:
        return url
    callback = _response_of(address)
    removed = _STRAY if callback is None else _STRAY + _RESPONSE + _TOKENS
    own = (parse_url(redirect_uri).query or "").split("&")
    pieces = _pieces(address.query)
    kept = [piece for piece in pieces if piece in own or _readable(piece)[0] not in removed]
    fragment = address.fragment
    if callback is not None and callback.has_tokens and _names(_pairs(fragment), _TOKENS):
        fragment = None
    if kept == pieces and fragment == address.fragment:
        return url
    return address.with_query("&".join(kept) if kept else None, fragment)


def _own_address(url: str, redirect_uri: str, is_pending: "Callable[[str], bool]") -> Url | None:
    """Return the URL in parts if its parameters are looked at, else None."""
    if "?" not in url and "#" not in url:
        return None
    address = _parse(url)
    if address is None or is_same_page(address, parse_url(redirect_uri)):
        return address
    pairs = _pairs(address.query) + _pairs(address.fragment)
    is_ours = any([name == "state" and value and is_pending(value) for name, value in pairs])
    return address if is_ours else None


def _response_of(address: Url) -> Callback | None:
    pairs = _pairs(address.query)
    names = [name for name, _ in pairs]
    answers = "code" in names or "error" in names
    refused = _TOKENS if answers else _IMPLICIT
    has_tokens = _names(pairs, refused) or _names(_pairs(address.fragment), refused)
    return Callback(pairs, has_tokens=has_tokens) if answers or has_tokens else None


def parse_callback(
    callback: Callback, transaction: Transaction | None, app_client: "AppClient"
) -> AuthorizationGrant:
    """Check a response against the pending sign-in, `state` before anything else.

    Args:
        callback: The response.
        transaction: The pending sign-in with its `state`, or None.
        app_client: The configured app client.

    Returns:
        The code, and what its exchange needs.

    Raises:
        TransactionMissing: It has no `state`.
        StateMismatch: No sign-in with its `state` is pending here.
        ConfigurationChanged: The sign-in began with other settings.
        AuthorizationDenied: Cognito or the person refused.
        MalformedResponse: No specification allows such a response.
    """
    if callback.has_tokens:
        raise MalformedResponse(
            "tokens in the address bar: in the app client, turn the implicit grant off and the "
            "authorization code grant on"
        )
    if callback.state is None:
        raise TransactionMissing("the callback has no state, or several: start a new sign-in")
    if transaction is None or transaction.state != callback.state:
        raise StateMismatch(
            "this tab has no pending sign-in with the state of the callback: start a new sign-in"
        )
    return _answered(callback, transaction, app_client)


def _answered(
    callback: Callback, transaction: Transaction, app_client: "AppClient"
) -> AuthorizationGrant:
    """Check the rest of a response whose `state` is pending."""
    transaction.require_same_settings(app_client)
    code, error, issuer = callback.one("code"), callback.one("error"), callback.one("iss")
    if issuer is not None and issuer not in app_client.issuers:
        raise MalformedResponse("the callback's iss is not a configured issuer")
    if (code is None) == (error is None):
        raise MalformedResponse("the callback has both code and error")
    if error is not None:
        raise AuthorizationDenied(
            _presentable(error),
            error_description=_presentable(callback.one("error_description") or ""),
            app_state=transaction.app_state,
        )
    if not code:
        raise MalformedResponse("the callback's code is empty")
    return AuthorizationGrant(code=code, transaction=transaction)


def _parse(url: str) -> Url | None:
    try:
        return parse_url(url)
    except ArgumentRefused:
        return None


def is_same_page(first: Url, second: Url) -> bool:
    """Return whether two URLs are one page, in spellings that hosts redirect to each other."""
    return first.origin == second.origin and _page(first.path) == _page(second.path)


def _page(path: str) -> str:
    try:
        path = percent_decode(path)
    except MalformedResponse:
        pass
    path = path.lower()
    for ending in _ENDINGS:
        if path.endswith(ending):  # noqa: FURB188 - MicroPython has no `removesuffix`
            path = path[: -len(ending)]
    return path


def _pieces(query: str | None) -> "list[str]":
    return query.split("&") if query else []


def _pairs(text: str | None) -> "list[tuple[str, str]]":
    """Return the decoded parameters, without those whose name cannot be decoded."""
    try:
        return form_decode(text or "")
    except MalformedResponse:
        return [pair for pair in map(_readable, _pieces(text)) if pair[0]]


def _readable(piece: str) -> "tuple[str, str]":
    """Return name and value; what cannot be decoded of them is empty."""
    name, _, value = piece.partition("=")
    return _decoded(name), _decoded(value)


def _decoded(text: str) -> str:
    try:
        return decode_pair(text.replace("=", "%3D"))[0]
    except MalformedResponse:
        return ""


def _names(pairs: "list[tuple[str, str]]", names: "tuple[str, ...]") -> bool:
    return any([name in names for name, _ in pairs])


def _presentable(text: str) -> str:
    """Return a string from outside, cut to a length and without invisible characters."""
    return "".join([_seen(character) for character in text[:DESCRIPTION_LIMIT]])


def _seen(character: str) -> str:
    if character < " ":
        return " "
    point = ord(character)
    return "" if any([first <= point <= last for first, last in _UNSEEN]) else character
