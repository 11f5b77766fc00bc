"""Prove a password without sending it: the server's side of SRP-6a (RFC 5054)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..pool import User

# The 3072-bit group of RFC 5054 appendix A, with Cognito's generator.
N = int(
    "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A0879"
    "8E3404DDEF9519B3CD3A431B302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B"
    "0BFF5CB6F406B7EDEE386BFB5A899FA5AE9F24117C4B1FE649286651ECE45B3DC2007CB8A163BF0598DA4836"
    "1C55D39A69163FA8FD24CF5F83655D23DCA3AD961C62F356208552BB9ED529077096966D670C354E4ABC9804"
    "F1746C08CA18217C32905E462E36CE3BE39E772C180E86039B2783A2EC07A28FB5C55DF06F4C52C9DE2BCBF6"
    "955817183995497CEA956AE515D2261898FA051015728E5A8AAAC42DAD33170D04507A33A85521ABDF1CBA64"
    "ECFB850458DBEF0A8AEA71575D060C7DB3970F85A6E1E4C7ABF5AE8CDB0933D71E8C94E04A25619DCEE3D226"
    "1AD2EE6BF12FFA06D98A0864D87602733EC86A64521F2B18177B200CBBE117577A615D6C770988C0BAD946E2"
    "08E24FA074E5AB3143DB5BFCE0FD108E4B82D120A93AD2CAFFFFFFFFFFFFFFFF",
    16,
)
G = 2
_KEY_INFO = b"Caldera Derived Key\x01"
_KEY_BYTES = 16
_PRIVATE_BITS = 256


@dataclass(frozen=True, slots=True)
class Verifier:
    """What the server keeps of a password: a salt and a verifier."""

    salt: int
    value: int = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """A proof that has begun.

    Attributes:
        client_public: The client's public value A.
        private: The server's private value b.
        public: The server's public value B.
        verifier: The verifier of the password.
    """

    client_public: int
    private: int = field(repr=False)
    public: int
    verifier: Verifier


def make_verifier(pool_id: str, username: str, password: str) -> Verifier:
    """Return a verifier for a password, with a new salt.

    Args:
        pool_id: The pool's id.
        username: The user.
        password: The password.
    """
    salt = secrets.randbits(128)
    identity = f"{_pool_name(pool_id)}{username}:{password}".encode("utf-8", "surrogatepass")
    x = _hashed(_padded(salt) + hashlib.sha256(identity).digest())
    return Verifier(salt, pow(G, x, N))


def verifier_of(pool_id: str, user: User) -> Verifier | None:
    """Return the verifier of a user's password; None if the user has none."""
    if user.development_password is not None:
        return make_verifier(pool_id, user.username, user.development_password)
    if user.password_hash is None or not user.srp_verifier:
        return None
    salt, _, value = user.srp_verifier.partition(":")
    return Verifier(int(salt, 16), int(value, 16))


def written(verifier: Verifier) -> str:
    """Return a verifier as the user's account has it."""
    return f"{verifier.salt:x}:{verifier.value:x}"


def begin(verifier: Verifier, client_public: int) -> Exchange:
    """Begin a proof.

    Args:
        verifier: The verifier of the password.
        client_public: The client's public value A, not a multiple of N.
    """
    private = secrets.randbits(_PRIVATE_BITS)
    k = _hashed(_padded(N) + _padded(G))
    public = (k * verifier.value + pow(G, private, N)) % N
    return Exchange(client_public=client_public, private=private, public=public, verifier=verifier)


def signature(
    exchange: Exchange, pool_id: str, username: str, secret_block: str, timestamp: str
) -> str:
    """Return the signature that a client with the right password sends, in Base64.

    Args:
        exchange: The proof.
        pool_id: The pool's id.
        username: The user.
        secret_block: The secret block of the challenge, in Base64.
        timestamp: The time that the client sends.

    Raises:
        ValueError: the secret block is not Base64.
    """
    u = _hashed(_padded(exchange.client_public) + _padded(exchange.public))
    base = exchange.client_public * pow(exchange.verifier.value, u, N)
    shared = pow(base % N, exchange.private, N)
    extracted = hmac.digest(_padded(u), _padded(shared), hashlib.sha256)
    key = hmac.digest(extracted, _KEY_INFO, hashlib.sha256)[:_KEY_BYTES]
    message = f"{_pool_name(pool_id)}{username}".encode("utf-8", "surrogatepass")
    message += base64.b64decode(secret_block, validate=True) + timestamp.encode("utf-8", "replace")
    return base64.b64encode(hmac.digest(key, message, hashlib.sha256)).decode()


def _pool_name(pool_id: str) -> str:
    """Return the pool's id after its Region."""
    return pool_id.partition("_")[2]


def _hashed(octets: bytes) -> int:
    return int.from_bytes(hashlib.sha256(octets).digest(), "big")


def _padded(number: int) -> bytes:
    """Return a number with a byte of zeros in front if its first bit is set."""
    return number.to_bytes(number.bit_length() // 8 + 1, "big")
