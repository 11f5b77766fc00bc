"""A small issuer for tests: keys, key sets and tokens of any shape."""

import base64
import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256

ISSUER = "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Example01"
CLIENT = "2hd8exampleclient"
NOW = 1_800_000_000.0
KID = "R2V0IG9mZiBteSBsYXduLCB5b3UgdG9rZW5zIQ+/000="


def base64url(data: bytes) -> str:
    """Encode without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


@cache
def private_key(name: str, bits: int = 2048) -> RSAPrivateKey:
    """Return the private key with that name, generated at its first use."""
    assert name
    return generate_private_key(public_exponent=65537, key_size=bits)


def jwk(name: str, kid: str, **members: object) -> dict[str, object]:
    """Return a key's public half as Cognito publishes it, with `members` laid over it."""
    numbers = private_key(name).public_key().public_numbers()
    n = base64url(numbers.n.to_bytes(256, "big"))
    return {
        "alg": "RS256",
        "e": "AQAB",
        "kid": kid,
        "kty": "RSA",
        "n": n,
        "use": "sig",
        **members,
    }


def key_set(*keys: Mapping[str, object]) -> bytes:
    """Return a JWK Set document."""
    return json.dumps({"keys": keys}).encode()


def sign(header: str | bytes, payload: str | bytes, signer: str = "issuer") -> str:
    """Sign any two strings as a token's header and payload."""
    parts = [text.encode() if isinstance(text, str) else text for text in (header, payload)]
    signed = ".".join(base64url(part) for part in parts)
    signature = private_key(signer).sign(signed.encode(), PKCS1v15(), SHA256())
    return f"{signed}.{base64url(signature)}"


def good_claims(**changes: object) -> dict[str, object]:
    """Return valid claims with `changes`; a change to ... removes the claim."""
    claims: dict[str, object] = {
        "sub": "6265c4e4-4071-7064-5b8a-4e4071706456",
        "iss": ISSUER,
        "client_id": CLIENT,
        "token_use": "access",
        "scope": "openid email api/read",
        "username": "ada",
        "cognito:groups": ["admins"],
        "iat": NOW - 60,
        "exp": NOW + 3540,
    }
    claims.update(changes)
    return {name: value for name, value in claims.items() if value is not ...}


def make_token(
    header: Mapping[str, Any] | None = None, signer: str = "issuer", **changes: object
) -> str:
    """Return an access token that is valid except for the changes."""
    full_header = {"alg": "RS256", "kid": KID, **(header or {})}
    wanted = {name: value for name, value in full_header.items() if value is not ...}
    return sign(json.dumps(wanted), json.dumps(good_claims(**changes)), signer)
