"""A token's signature is cut, stretched, blotted out or borrowed."""

import pytest

from auth.encoding import base64url
from tests.security.api.api import refuse
from tests.security.api.forge import envelope, parts_of
from tests.unit.backend.issuer import make_token, private_key

H, P, S = parts_of(make_token())
SIGNATURE = base64url.decode(S)
NUMBER = int.from_bytes(SIGNATURE, "big")
MODULUS = private_key("issuer").public_key().public_numbers().n
BROKEN = (
    b"\x00", SIGNATURE[:1], SIGNATURE[:-1], SIGNATURE[1:], b"\x00" + SIGNATURE,
    SIGNATURE + b"\x00", b"\x00" * 256, b"\x01" + b"\x00" * 255, b"\x00" * 255 + b"\x01",
    b"\xff" * 256, SIGNATURE[::-1], SIGNATURE * 2, bytes(byte ^ 0xFF for byte in SIGNATURE),
    SIGNATURE[:-1] + bytes([SIGNATURE[-1] ^ 1]), bytes([SIGNATURE[0] ^ 0x80]) + SIGNATURE[1:],
    (MODULUS - 1).to_bytes(256, "big"), MODULUS.to_bytes(256, "big"),
    (MODULUS - NUMBER).to_bytes(256, "big"), (NUMBER + MODULUS).to_bytes(257, "big"),
    NUMBER.to_bytes(512, "big"),
)  # fmt: skip


@pytest.mark.parametrize("signature", BROKEN, ids=range(len(BROKEN)))
def test_only_the_signature_itself_will_do(signature: bytes) -> None:
    """Every damaged form of a good signature is refused."""
    refuse(envelope(signature))


def test_no_signature_at_all_is_none() -> None:
    """An empty last part, with the header of a signed token."""
    refuse(f"{H}.{P}.")


@pytest.mark.parametrize("position", [0, 100, 200, 341])
def test_a_changed_letter_shows(position: int) -> None:
    """A change of any character makes the signature invalid."""
    letter = "B" if S[position] == "A" else "A"
    refuse(f"{H}.{P}.{S[:position]}{letter}{S[position + 1 :]}")


def test_another_tokens_signature_does_not_fit() -> None:
    """Neither for other claims nor for another header."""
    other = make_token(sub="eve", scope="openid api/write")
    _, payload, signature = parts_of(other)
    refuse(f"{H}.{payload}.{S}")
    refuse(f"{H}.{P}.{signature}")
    header = parts_of(make_token({"typ": "JWT"}))[0]
    refuse(f"{header}.{P}.{S}")
