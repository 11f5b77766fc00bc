"""Keys and compact JWS."""

import base64
import json

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from cognito_stand_in.signing import (
    KeyRing,
    SigningKey,
    base64url,
    base64url_decode,
    compact_jws,
    unpublished_key,
)


def test_a_token_verifies_with_the_published_numbers() -> None:
    """The published modulus and exponent check the signature (RFC 7518 section 3.3)."""
    ring = KeyRing()
    jwk = ring.jwks()["keys"][0]
    modulus, exponent = (int.from_bytes(base64url_decode(jwk[name]), "big") for name in ("n", "e"))
    signed, _, signature = compact_jws({"alg": "RS256"}, {"a": 1}, ring.id_key).rpartition(".")
    public_key = rsa.RSAPublicNumbers(exponent, modulus).public_key()
    public_key.verify(
        base64url_decode(signature), signed.encode(), padding.PKCS1v15(), hashes.SHA256()
    )


def test_the_ring_verifies_its_own_tokens_only() -> None:
    """A token of an unpublished key, or with anything changed, is none of ours."""
    ring = KeyRing()
    token = compact_jws({"alg": "RS256", "kid": ring.id_key.kid}, {"a": 1}, ring.id_key)
    stranger = unpublished_key()
    head, _, signature = token.split(".")
    assert ring.verify(token) == {"a": 1}
    assert (
        ring.verify(compact_jws({"alg": "RS256", "kid": stranger.kid}, {"a": 1}, stranger)) is None
    )
    assert (
        ring.verify(compact_jws({"alg": "RS256", "kid": ring.id_key.kid}, {"a": 1}, stranger))
        is None
    )
    assert ring.verify(f"{head}.{base64url(b'{}')}.{signature}") is None


@pytest.mark.parametrize(
    "token", ["", "a.b", "..", "!.!.!", "e30.e30.", "W10.W10.W10", "bnVsbA.e30.e30", "a" * 9999]
)
def test_garbage_is_no_token(token: str) -> None:
    """Whatever the text, verification gives None."""
    assert KeyRing().verify(token) is None


def test_a_signed_payload_must_be_an_object() -> None:
    """A good signature over something else than an object is no token of ours."""
    ring = KeyRing()
    head = base64url(json.dumps({"alg": "RS256", "kid": ring.id_key.kid}).encode())
    signing_input = f"{head}.{base64url(b'[]')}"
    assert (
        ring.verify(f"{signing_input}.{base64url(ring.id_key.sign(signing_input.encode()))}")
        is None
    )


def test_keys_survive_pem() -> None:
    """A key written and read is the same key, under the same id."""
    key = KeyRing().id_key
    assert SigningKey.from_pem(key.pem()).kid == key.kid


def test_only_rsa_keys_are_read() -> None:
    """A key of another kind is refused."""
    other = ec.generate_private_key(ec.SECP256R1())
    pem = other.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    with pytest.raises(ValueError, match="expected an RSA private key"):
        SigningKey.from_pem(pem)


def test_key_ids_look_like_cognitos() -> None:
    """A key id is 44 characters of base64."""
    assert len(base64.b64decode(KeyRing().id_key.kid)) == 32


def test_rotating_again_and_again_keeps_every_old_key() -> None:
    """Nothing that was published vanishes without being withdrawn."""
    ring = KeyRing()
    first = {key.kid for key in ring.published}
    ring.rotate()
    ring.rotate()
    assert first < {key.kid for key in ring.published}
    assert len({key.kid for key in ring.published}) == 6
    ring.rotate(withdraw_old=True)
    assert len(ring.published) == 2


def test_private_keys_are_not_in_a_repr() -> None:
    """Printing a key shows its id only."""
    assert "private" not in repr(KeyRing().id_key).lower()
