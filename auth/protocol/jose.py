"""Signed tokens and key sets, up to the signature check itself (RFC 7515, RFC 7517, RFC 7518).

The order is fixed by the types: `split_jws` gives an UnverifiedJws, `select_key` finds the one key
that may have signed it, the platform checks the signature, and only then does anybody ask `payload`
for claims. Browser and backend share everything here, so they cannot disagree about a token.
"""

from ..encoding import base64url
from ..encoding.characters import has_only
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

ALGORITHM = "RS256"
"""The one algorithm of Cognito's tokens; never taken from the token (RFC 8725 3.1)."""

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
"""Asking for another reading of the token (RFC 7515 4.1.11, 7516, 7797), or bringing a key along.

`cty` would announce a token inside the token (RFC 7519 5.2).
"""


class UnverifiedJws:
    """A well-formed compact JWS that nobody has vouched for yet (RFC 7515 7.1).

    `kid` is None where the header has none; `signed` and `signature` are bytes.
    """

    def __init__(self, *, kid: str | None, signed: bytes, payload: str, signature: bytes) -> None:
        self.kid = kid
        self.signed = signed
        self.signature = signature
        self._payload = payload

    def __repr__(self) -> str:
        return "<UnverifiedJws>"

    def payload(self) -> "dict[str, object]":
        """Give the claims. Ask only once the signature is checked. Raises TokenMalformed."""
        return _decoded_object(self._payload, "payload")


class VerificationKey:
    """An RSA public key fit for RS256: `n` and `e` as base64url text, `kid` or None."""

    def __init__(self, *, kid: str | None, n: str, e: str) -> None:
        self.kid = kid
        self.n = n
        self.e = e

    def __repr__(self) -> str:
        return f"<VerificationKey {self.kid}>"


def kid_of_header(segment: str) -> str | None:
    """Read a token's header, which must ask for nothing but RS256; give its `kid`, if it has one.

    Raises TokenMalformed.
    """
    if len(segment) > HEADER_LIMIT:
        raise TokenMalformed("the header is too long to be one")
    header = _decoded_object(segment, "header")
    if header.get("alg") != ALGORITHM:
        raise TokenMalformed(f"alg is not {ALGORITHM}")
    _check_type(header)
    for name in _FORBIDDEN_HEADERS:
        if name in header:
            raise TokenMalformed(f"the header has {name}")
    return _kid(header)


def split_jws(
    unverified_token: str, kid_of_header: "Callable[[str], str | None]" = kid_of_header
) -> UnverifiedJws:
    """Take a compact JWS apart, accepting one shape and one algorithm. Raises TokenMalformed.

    All tokens of a key have one header: who reads many may give a `kid_of_header` that remembers.
    """
    if len(unverified_token) > TOKEN_LIMIT:
        raise TokenTooLarge(f"more than {TOKEN_LIMIT} characters")
    parts = unverified_token.split(".")
    if len(parts) != 3 or not has_only(parts[1], base64url.ALPHABET):
        raise TokenMalformed("not three base64url parts with dots between (compact JWS)")
    return UnverifiedJws(
        kid=kid_of_header(parts[0]),
        signed=f"{parts[0]}.{parts[1]}".encode(),
        payload=parts[1],
        signature=_decoded(parts[2], "signature"),
    )


def parse_key_set(document: "dict[str, object]") -> "list[VerificationKey]":
    """Give the usable keys of a JWK Set; unusable ones are passed over (RFC 7517 5).

    Raises MalformedResponse when it is no key set, or when one `kid` stands for two keys.
    """
    entries = document.get("keys")
    if not isinstance(entries, list):
        raise MalformedResponse("not a JSON Web Key Set")
    keys = [key for key in [_usable_key(entry) for entry in entries] if key is not None]
    kids = [key.kid for key in keys]
    if len(set(kids)) != len(kids):
        raise MalformedResponse("two keys of the set share one kid")
    return keys


def select_key(keys: "list[VerificationKey]", kid: str | None) -> VerificationKey:
    """Give the key that `kid` names; without a `kid`, the only key there is. Raises KeyUnknown."""
    fitting = [key for key in keys if kid is None or key.kid == kid]
    if len(fitting) != 1:
        raise KeyUnknown("no key of the issuer fits the token")
    return fitting[0]


def require_signature(*, valid: bool) -> None:
    """Turn the platform's verdict into an error. Raises SignatureInvalid."""
    if not valid:
        raise SignatureInvalid("the token was not signed by the issuer")


def _usable_key(entry: object) -> VerificationKey | None:
    """Give the key when it is an RSA signing key of a sound size, else None (RFC 8725 3.5)."""
    if not isinstance(entry, dict) or entry.get("kty") != "RSA":
        return None
    if entry.get("use", "sig") != "sig" or entry.get("alg", ALGORITHM) != ALGORITHM:
        return None
    operations, kid = entry.get("key_ops", ["verify"]), entry.get("kid")
    if not isinstance(operations, list) or "verify" not in operations:
        return None
    n, e = entry.get("n", ""), entry.get("e", "")
    texts = isinstance(n, str) and isinstance(e, str) and (kid is None or isinstance(kid, str))
    return VerificationKey(kid=kid, n=n, e=e) if texts and _is_sound(n, e) else None


def _is_sound(n: str, e: str) -> bool:
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
    """Accept no `typ`, as Cognito has it, or one that fits; media types know no case (RFC 2045)."""
    kind = header.get("typ", "jwt")
    if not isinstance(kind, str) or kind.lower() not in _TYPES:
        raise TokenMalformed("typ names another kind of token")


def _kid(header: "dict[str, object]") -> str | None:
    kid = header.get("kid")
    if kid is not None and not (isinstance(kid, str) and 0 < len(kid) <= _KID_LIMIT):
        raise TokenMalformed("kid is not a text")
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
