"""The authorization response: what stands in the address bar on return (RFC 6749 4.1.2, RFC 9207).

Three steps, each giving the next one something stronger: `read_callback` tells whether a URL is a
response at all, `clean_url` takes every trace of it out of the URL, and `parse_callback` checks it
against the sign-in that was started and gives the one thing a token request accepts.
"""

from ..encoding.url import Url, decode_pair, form_decode, parse_url
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
    from .app_client import AppClient

DESCRIPTION_LIMIT = 300
"""Characters of `error_description` that are kept: it is text from outside."""

_RESPONSE = ("code", "state", "error", "error_description", "error_uri", "iss", "session_state")
_IMPLICIT = ("access_token", "id_token")
_TOKENS = _IMPLICIT + ("refresh_token", "token", "response", "token_type", "expires_in")

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
"""Code points that nobody sees and that change how what stands beside them is read."""


class AuthorizationGrant:
    """A code that answers a sign-in started here, and what its exchange needs (RFC 6749 4.1.3).

    Only `parse_callback` makes one, so a token request cannot be made with an unchecked code.
    """

    def __init__(self, *, code: str, transaction: Transaction) -> None:
        self.code = code
        self.transaction = transaction

    def __repr__(self) -> str:
        return "<AuthorizationGrant>"


class Callback:
    """The parameters of an authorization response, unchecked."""

    def __init__(self, pairs: "list[tuple[str, str]]", *, has_tokens: bool) -> None:
        self._pairs = pairs
        self.has_tokens = has_tokens

    def __repr__(self) -> str:
        return "<Callback>"

    @property
    def state(self) -> str | None:
        """The one non-empty `state`, or None."""
        states = self.values("state")
        return states[0] if len(states) == 1 and states[0] else None

    def values(self, name: str) -> "list[str]":
        """Give every value of a parameter, in order."""
        return [value for key, value in self._pairs if key == name]

    def one(self, name: str) -> str | None:
        """Give the value of a parameter, or None where it is absent.

        Raises MalformedResponse when it is there twice (RFC 6749 3.1).
        """
        values = self.values(name)
        if len(values) > 1:
            raise MalformedResponse(f"the callback has more than one {name}")
        return values[0] if values else None


def read_callback(url: str, redirect_uri: str) -> Callback | None:
    """Give the authorization response that `url` carries, or None when it carries none.

    Only the registered redirect URI is looked at; other pages may use `?code=` as they like.
    """
    address = _parse(url)
    if address is None or not _same_page(address, parse_url(redirect_uri)):
        return None
    pairs = _readable_pairs(address.query)
    names = [name for name, _ in pairs]
    answers = "code" in names or "error" in names
    refused = _TOKENS if answers else _IMPLICIT
    has_tokens = _names(pairs, refused) or _names(_readable_pairs(address.fragment), refused)
    return Callback(pairs, has_tokens=has_tokens) if answers or has_tokens else None


def clean_url(url: str, redirect_uri: str) -> str:
    """Give `url` without its authorization response; everything else stays byte for byte.

    A fragment goes only when it carries tokens (the implicit grant's answer, which is refused).
    """
    callback = read_callback(url, redirect_uri)
    if callback is None:
        return url
    address = parse_url(url)
    own = (parse_url(redirect_uri).query or "").split("&")
    kept = [piece for piece in _pieces(address.query) if piece in own or not _is_response(piece)]
    fragment = address.fragment
    if callback.has_tokens and _names(_readable_pairs(fragment), _TOKENS):
        fragment = None
    return address.with_query("&".join(kept) if kept else None, fragment)


def parse_callback(
    callback: Callback, transaction: Transaction | None, app_client: "AppClient"
) -> AuthorizationGrant:
    """Check a response against the sign-in it should answer, `state` before anything else.

    Raises TransactionMissing, StateMismatch, ConfigurationChanged, MalformedResponse, or
    AuthorizationDenied for a genuine refusal.
    """
    if callback.has_tokens:
        raise MalformedResponse(
            "tokens in the address bar: in the app client, turn the implicit grant off and the "
            "authorization code grant on"
        )
    if callback.state is None:
        raise TransactionMissing("the callback has no state")
    if transaction is None or transaction.state != callback.state:
        raise StateMismatch("no sign-in that was started here is waiting for this callback")
    return _answered(callback, transaction, app_client)


def _answered(
    callback: Callback, transaction: Transaction, app_client: "AppClient"
) -> AuthorizationGrant:
    """Read a response whose `state` is known to be ours."""
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


def _same_page(address: Url, redirect: Url) -> bool:
    return address.origin == redirect.origin and address.path == redirect.path


def _pieces(query: str | None) -> "list[str]":
    return query.split("&") if query else []


def _readable_pairs(text: str | None) -> "list[tuple[str, str]]":
    """Decode what can be decoded; a parameter that cannot be is nobody's `code`."""
    try:
        return form_decode(text or "")
    except MalformedResponse:
        return [pair for pair in map(_readable, _pieces(text)) if pair[0]]


def _readable(piece: str) -> "tuple[str, str]":
    """Decode a pair; half of it that cannot be decoded is empty, but was there."""
    name, _, value = piece.partition("=")
    return _decoded(name), _decoded(value)


def _decoded(text: str) -> str:
    try:
        return decode_pair(text.replace("=", "%3D"))[0]
    except MalformedResponse:
        return ""


def _names(pairs: "list[tuple[str, str]]", names: "tuple[str, ...]") -> bool:
    return any([name in names for name, _ in pairs])


def _is_response(piece: str) -> bool:
    return _readable(piece)[0] in _RESPONSE + _TOKENS


def _presentable(text: str) -> str:
    """Give text from outside as it may be shown: bounded, and no more than what meets the eye."""
    return "".join([_seen(character) for character in text[:DESCRIPTION_LIMIT]])


def _seen(character: str) -> str:
    if character < " ":
        return " "
    point = ord(character)
    return "" if any([first <= point <= last for first, last in _UNSEEN]) else character
