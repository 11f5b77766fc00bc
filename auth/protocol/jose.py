"""Parse signed tokens and key sets; the platform checks the signature (RFC 7515, 7517, 7518).

The types fix the order: `split_jws` returns an UnverifiedJws, `select_key` the key that may have
signed it, the platform checks the signature, and then `payload` returns the claims. Browser and
backend share this module, so they read a token alike.
"""

from ..encoding import base64url
from ..encoding.strict_json import parse_object
from ..errors import (
    KeyUnknown,
    MalformedResponse,
    SignatureInvalid,
    TokenMalformed,
    TokenTooLarge,
)
from .http import COGNITO_LIMIT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["parse_key_set", "select_key", "split_jws"]

ALGORITHM = "RS256"
"""The algorithm of Cognito's tokens. It is never taken from the token (RFC 8725 3.1)."""

TOKEN_LIMIT = COGNITO_LIMIT
"""Characters of a token that are read: any token that came in a response of Cognito's."""

HEADER_LIMIT = 1024
"""Characters of a header, which is read before the signature is checked; Cognito sends some 100."""

MODULUS_BITS = (2048, 8192)
_KID_LIMIT = 256
_TYPES = ("jwt", "at+jwt", "application/jwt", "application/at+jwt")
_FORBIDDEN_HEADERS = (
    "crit", "b64", "zip", "enc", "cty", "jwk", "jku", "x5u", "x5c", "x5t", "x5t#S256",
)  # fmt: skip
"""They change how a token is read (RFC 7515 4.1.11, 7516, 7797), or contain a key or its URL.

`cty` announces a token inside the token (RFC 7519 5.2).
"""


class UnverifiedJws:
    """A well-formed compact JWS whose signature has not been checked (RFC 7515 7.1).

    Args:
        kid: The `kid` of the header, or None.
        signed: The bytes that the signature covers.
        payload: The second part, in base64url.
        signature: The signature.
    """

    def __init__(self, kid: str | None, signed: bytes, payload: str, signature: bytes) -> None:
        self.kid = kid
        self.signed = signed
        self.signature = signature
        self._payload = payload

    def __repr__(self) -> str:
        return "<UnverifiedJws>"

    def payload(self) -> "dict[str, object]":
        """Return the claims, unverified until the signature has been checked.

        Raises:
            TokenMalformed: The payload is not a JSON object.
        """
        return _decoded_object(self._payload, "payload")


class VerificationKey:
    """An RSA public key for RS256 (RFC 7518 6.3.1).

    Args:
        kid: The key's id, or None.
        n: The modulus in base64url.
        e: The exponent in base64url.
    """

    def __init__(self, *, kid: str | None, n: str, e: str) -> None:
        self.kid = kid
        self.n = n
        self.e = e

    def __repr__(self) -> str:
        return f"<VerificationKey {self.kid}>"


def kid_of_header(segment: str) -> str | None:
    """Check a token's header, and return its `kid`, or None if it has none.

    Args:
        segment: The first part of the token, in base64url.

    Raises:
        TokenMalformed: It is not a header, or of another algorithm or type of token.
    """
    if len(segment) > HEADER_LIMIT:
        raise TokenMalformed(f"the header is too long: more than {HEADER_LIMIT} characters")
    header = _decoded_object(segment, "header")
    if header.get("alg") != ALGORITHM:
        raise TokenMalformed(f"alg is not {ALGORITHM}")
    _check_type(header)
    for name in _FORBIDDEN_HEADERS:
        if name in header:
            raise TokenMalformed(f"the header has {name}, which is not supported")
    return _kid(header)


def split_jws(
    unverified_token: str, kid_of_header: "Callable[[str], str | None]" = kid_of_header
) -> UnverifiedJws:
    """Split a compact JWS with an RS256 header into its parts (RFC 7515 7.1).

    Args:
        unverified_token: Anything that was sent as a token.
        kid_of_header: Checks the header; a caller may pass one with a cache.

    Raises:
        TokenTooLarge: It has more than TOKEN_LIMIT characters.
        TokenMalformed: It is not such a token.
    """
    if len(unverified_token) > TOKEN_LIMIT:
        raise TokenTooLarge(f"more than {TOKEN_LIMIT} characters")
    signed, _, signature = unverified_token.rpartition(".")
    header, dot, payload = signed.partition(".")
    data = None
    try:
        data = signed.encode()
    except UnicodeError:  # half a surrogate pair
        pass
    if data is None or not dot or "." in payload:
        raise TokenMalformed("not three base64url parts with dots between (compact JWS)")
    return UnverifiedJws(kid_of_header(header), data, payload, _decoded(signature, "signature"))


def parse_key_set(document: "dict[str, object]") -> "list[VerificationKey]":
    """Return the usable keys of a JWK Set; others are ignored (RFC 7517 5).

    Args:
        document: The key set, parsed from JSON.

    Raises:
        MalformedResponse: It is not a key set, or two of its keys have the same `kid`.
    """
    entries = document.get("keys")
    if not isinstance(entries, list):
        raise MalformedResponse("not a JSON Web Key Set: keys is not a list")
    keys = [key for key in [_usable_key(entry) for entry in entries] if key is not None]
    kids = [key.kid for key in keys]
    if len(set(kids)) != len(kids):
        raise MalformedResponse("two keys of the set have the same kid")
    return keys


def select_key(keys: "list[VerificationKey]", kid: str | None) -> VerificationKey:
    """Return the key with this `kid`; without a `kid`, the only key of the set.

    Raises:
        KeyUnknown: There is no such key.
    """
    fitting = [key for key in keys if kid is None or key.kid == kid]
    if len(fitting) != 1:
        raise KeyUnknown("the issuer has no such key")
    return fitting[0]


def require_signature(*, valid: bool) -> None:
    """Raise SignatureInvalid unless the platform found the signature valid."""
    if not valid:
        raise SignatureInvalid("not made with the issuer's key")


def _usable_key(entry: object) -> VerificationKey | None:
    """Return an RSA signing key of a secure size, or None for anything else (RFC 8725 3.5)."""
    if not isinstance(entry, dict) or entry.get("kty") != "RSA":
        return None
    if entry.get("use", "sig") != "sig" or entry.get("alg", ALGORITHM) != ALGORITHM:
        return None
    operations, kid = entry.get("key_ops", ["verify"]), entry.get("kid")
    if not isinstance(operations, list) or "verify" not in operations:
        return None
    n, e = entry.get("n", ""), entry.get("e", "")
    strings = isinstance(n, str) and isinstance(e, str) and (kid is None or isinstance(kid, str))
    return VerificationKey(kid=kid, n=n, e=e) if strings and _is_secure(n, e) else None


def _is_secure(n: str, e: str) -> bool:
    try:
        modulus, exponent = base64url.decode(n), base64url.decode(e)
    except MalformedResponse:
        return False
    modulus = modulus.lstrip(b"\x00")
    bits = len(modulus) * 8 - _leading_zeros(modulus[:1])
    odd = bool(modulus) and modulus[-1] & 1 == 1 and bool(exponent) and exponent[-1] & 1 == 1
    return odd and MODULUS_BITS[0] <= bits <= MODULUS_BITS[1] and _at_least_65537(exponent)


def _leading_zeros(octet: bytes) -> int:
    return 10 - len(bin(octet[0])) if octet else 0


def _at_least_65537(exponent: bytes) -> bool:
    return 65537 <= int.from_bytes(exponent, "big") < 1 << 32


def _check_type(header: "dict[str, object]") -> None:
    """Check that `typ` is missing, as in Cognito's tokens, or JWT in any case (RFC 7515 4.1.9)."""
    kind = header.get("typ", "jwt")
    if not isinstance(kind, str) or kind.lower() not in _TYPES:
        raise TokenMalformed("typ is not JWT")


def _kid(header: "dict[str, object]") -> str | None:
    kid = header.get("kid")
    if kid is not None and not (isinstance(kid, str) and 0 < len(kid) <= _KID_LIMIT):
        raise TokenMalformed(f"kid is not a string of 1 to {_KID_LIMIT} characters")
    return kid


def _decoded_object(segment: str, part: str) -> "dict[str, object]":
    value = None
    try:
        value = parse_object(_decoded(segment, part))
    except MalformedResponse:
        pass
    if value is None:
        raise TokenMalformed(f"the {part} is not a JSON object")
    return value


def _decoded(segment: str, part: str) -> bytes:
    data = None
    try:
        data = base64url.decode(segment)
    except MalformedResponse:
        pass
    if not data:
        raise TokenMalformed(f"the {part} is not canonical base64url")
    return data
