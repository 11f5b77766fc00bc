"""Builds forged tokens: headers, signatures and spellings that no honest issuer makes."""

import hmac
import json
from collections.abc import Mapping
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256, SHA384, SHA512, HashAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.unit.backend.issuer import (
    KID,
    base64url,
    good_claims,
    jwk,
    private_key,
    sign,
)

HEADER = json.dumps({"alg": "RS256", "kid": KID})
PAYLOAD = json.dumps(good_claims())
HASHES: dict[str, HashAlgorithm] = {"256": SHA256(), "384": SHA384(), "512": SHA512()}


def claiming(claims: Mapping[str, object], signer: str = "issuer") -> str:
    """Build a valid token except for these claims; a change to ... removes the claim."""
    return sign(HEADER, json.dumps(good_claims(**claims)), signer)


def envelope(signature: bytes, **header: object) -> str:
    """Build a token of valid claims with any header and signature."""
    full = {"alg": "RS256", "kid": KID, **header}
    parts = [json.dumps(full).encode(), PAYLOAD.encode(), signature]
    return ".".join(base64url(part) for part in parts)


def signed_part(**header: object) -> bytes:
    """Return what would have to be signed under that header."""
    return envelope(b"", **header).rpartition(".")[0].encode()


def hmac_token(secret: bytes, **header: object) -> str:
    """Sign sound claims with a shared secret."""
    full = {"alg": "HS256", **header}
    return envelope(hmac.digest(secret, signed_part(**full), sha256), **full)


def rsa_token(algorithm: str, signer: str = "issuer") -> str:
    """Sign sound claims with another RSA scheme than RS256, and properly so."""
    kind, used = algorithm[:2], HASHES[algorithm[2:]]
    pss = padding.PSS(padding.MGF1(used), used.digest_size)
    scheme = pss if kind == "PS" else padding.PKCS1v15()
    signature = private_key(signer).sign(signed_part(alg=algorithm), scheme, used)
    return envelope(signature, alg=algorithm)


def ec_token(**header: object) -> str:
    """Sign sound claims with ES256 and a key of the attacker's."""
    full = {"alg": "ES256", **header}
    key = ec.generate_private_key(ec.SECP256R1())
    numbers = decode_dss_signature(key.sign(signed_part(**full), ec.ECDSA(SHA256())))
    return envelope(b"".join(number.to_bytes(32, "big") for number in numbers), **full)


def ed25519_token(**header: object) -> str:
    """Sign sound claims with EdDSA and a key of the attacker's."""
    full = {"alg": "EdDSA", **header}
    return envelope(ed25519.Ed25519PrivateKey.generate().sign(signed_part(**full)), **full)


def public_secrets() -> list[bytes]:
    """Return everything public about the issuer's key that could be taken for a shared secret."""
    public = private_key("issuer").public_key()
    pem = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return [
        pem,
        pem.strip(),
        public.public_bytes(Encoding.PEM, PublicFormat.PKCS1),
        public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo),
        public.public_bytes(Encoding.DER, PublicFormat.PKCS1),
        json.dumps(jwk("issuer", KID)).encode(),
        json.dumps(jwk("issuer", KID), separators=(",", ":")).encode(),
        str(jwk("issuer", KID)["n"]).encode(),
        public.public_numbers().n.to_bytes(256, "big"),
        KID.encode(),
        b"",
    ]


def with_members(member: str, *, where: str = "payload") -> str:
    """Add members, written any way, at the end of a sound header or payload, and sign it."""
    header, payload = HEADER, PAYLOAD
    if where == "header":
        header = f"{HEADER[:-1]}, {member}}}"
    else:
        payload = f"{PAYLOAD[:-1]}, {member}}}"
    return sign(header, payload)


def parts_of(token: str) -> tuple[str, str, str]:
    """Return the parts of a compact token."""
    header, payload, signature = token.split(".")
    return header, payload, signature
