"""RSA signing keys, key rotation and compact JWS (RFC 7515, 7517, 7518)."""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

# RSA keys are slow to generate: a process generates each only once, and its stand-ins share them.
_generated: dict[str, list[rsa.RSAPrivateKey]] = {}


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private key, and the `kid` of its public key."""

    private_key: rsa.RSAPrivateKey = field(repr=False)
    kid: str

    @classmethod
    def of(cls, private_key: rsa.RSAPrivateKey) -> SigningKey:
        """Build a key whose `kid` is the public key's hash: 44 characters, as in Cognito."""
        der = private_key.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        return cls(private_key, base64.b64encode(hashlib.sha256(der).digest()).decode())

    def public_jwk(self) -> dict[str, str]:
        """Return the public key as a JWK with Cognito's members (RFC 7517)."""
        numbers = self.private_key.public_key().public_numbers()
        return {
            "alg": "RS256",
            "e": _base64url_number(numbers.e),
            "kid": self.kid,
            "kty": "RSA",
            "n": _base64url_number(numbers.n),
            "use": "sig",
        }

    def public_pem(self) -> bytes:
        """Return the public key in PEM, which algorithm confusion uses as a secret."""
        return self.private_key.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )

    def sign(self, signing_input: bytes) -> bytes:
        """Return an RS256 signature."""
        return self.private_key.sign(signing_input, padding.PKCS1v15(), hashes.SHA256())

    def pem(self) -> str:
        """Return the private key in PKCS #8 PEM, for the state file."""
        return self.private_key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        ).decode()

    @classmethod
    def from_pem(cls, pem: str) -> SigningKey:
        """Parse a private key in PEM.

        Raises:
            ValueError: the string is not an RSA private key.
        """
        key = serialization.load_pem_private_key(pem.encode(), password=None)
        if not isinstance(key, rsa.RSAPrivateKey):
            raise ValueError("expected an RSA private key")  # noqa: TRY004
        return cls.of(key)


class KeyRing:
    """The two signing keys of an issuer, and the retired keys that are still published."""

    def __init__(
        self,
        id_key: SigningKey | None = None,
        access_key: SigningKey | None = None,
        *,
        series: str = "primary",
    ) -> None:
        self.id_key = id_key or _nth_key(series, 0)
        self.access_key = access_key or _nth_key(series, 1)
        self.retired: list[SigningKey] = []
        self._series = series

    @property
    def published(self) -> list[SigningKey]:
        """The keys in the JWKS document."""
        return [self.id_key, self.access_key, *self.retired]

    def replace(self, keys: Sequence[SigningKey]) -> None:
        """Replace all keys.

        Args:
            keys: The key for ID tokens, the key for access tokens, and retired keys.

        Raises:
            ValueError: there are fewer than two keys.
        """
        self.id_key, self.access_key, *self.retired = keys

    def rotate(self, *, withdraw_old: bool = False) -> None:
        """Sign with two new keys; keep the old ones published, unless `withdraw_old`."""
        old = self.published
        known = {key.kid for key in old}
        fresh: list[SigningKey] = []
        position = 0
        while len(fresh) < 2:
            candidate = _nth_key(self._series, position)
            position += 1
            if candidate.kid not in known:
                fresh.append(candidate)
        self.id_key, self.access_key = fresh
        self.retired = [] if withdraw_old else old

    def jwks(self) -> dict[str, list[dict[str, str]]]:
        """Return the JWK Set (RFC 7517 section 5)."""
        return {"keys": [key.public_jwk() for key in self.published]}

    def verify(self, token: str) -> dict[str, Any] | None:
        """Return the payload of a token that one of these keys signed, or None."""
        parts = token.split(".")
        if len(parts) != 3:
            return None
        try:
            header = json.loads(base64url_decode(parts[0]))
            signature = base64url_decode(parts[2])
            key = next(
                key
                for key in self.published
                if key.kid == header["kid"] and header["alg"] == "RS256"
            )
            signed = f"{parts[0]}.{parts[1]}".encode()
            key.private_key.public_key().verify(
                signature, signed, padding.PKCS1v15(), hashes.SHA256()
            )
            payload = json.loads(base64url_decode(parts[1]))
        except (ValueError, KeyError, TypeError, StopIteration, InvalidSignature, RecursionError):
            return None
        return payload if isinstance(payload, dict) else None


def compact_jws(header: Mapping[str, Any], payload: Mapping[str, Any], key: SigningKey) -> str:
    """Sign a payload (RFC 7515 section 7.1)."""
    signing_input = f"{_base64url_json(header)}.{_base64url_json(payload)}"
    return f"{signing_input}.{base64url(key.sign(signing_input.encode()))}"


def unsigned_jws(
    header: Mapping[str, Any], payload: Mapping[str, Any], signature: bytes = b""
) -> str:
    """Build a token with any signature, by default none (RFC 7515 appendix A.5)."""
    return f"{_base64url_json(header)}.{_base64url_json(payload)}.{base64url(signature)}"


def generate_keys() -> None:
    """Generate the keys of the primary Region, for a thread that runs while a program starts."""
    _nth_key("primary", 1)


def unpublished_key() -> SigningKey:
    """Return a key that no stand-in publishes."""
    return _nth_key("unpublished", 0)


def base64url(data: bytes) -> str:
    """Encode without padding (RFC 7515 section 2)."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def base64url_decode(text: str) -> bytes:
    """Decode without padding.

    Raises:
        ValueError: the string is not base64url.
    """
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)


def _base64url_json(value: Mapping[str, Any]) -> str:
    return base64url(json.dumps(value, separators=(",", ":")).encode())


def _base64url_number(number: int) -> str:
    return base64url(number.to_bytes((number.bit_length() + 7) // 8, "big"))


def _generate() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def _nth_key(series: str, position: int) -> SigningKey:
    keys = _generated.setdefault(series, [])
    while len(keys) <= position:
        keys.append(_generate())
    return SigningKey.of(keys[position])
