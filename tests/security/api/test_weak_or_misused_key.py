"""The published key is too weak, broken, or meant for something else."""

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.security.api.api import KEYS, Api, assert_refused
from tests.unit.backend.issuer import KID, base64url, jwk, make_token, private_key


def written(number: int) -> str:
    """Write a modulus or an exponent as a JWK has it."""
    return base64url(number.to_bytes((number.bit_length() + 7) // 8, "big"))


def small(bits: int) -> str:
    """Return the modulus of a key of another size."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=bits)
    return written(key.public_key().public_numbers().n)


MODULUS = private_key("issuer").public_key().public_numbers().n
VALUES: dict[str, tuple[object, ...]] = {
    "use": ("enc", "SIG", "", None, ["sig"], 1),
    "key_ops": (["encrypt"], ["sign"], [], "verify", None, {}),
    "kty": ("oct", "EC", "OKP", "rsa", "", None, ["RSA"]),
    "alg": ("RS512", "PS256", "RSA-OAEP", "none", "HS256", None),
    "e": (
        *(written(e) for e in (1, 2, 3, 17, 65535, 65536, 1 << 33 | 1)),
        *("", "AQAB=", None, 65537, ["AQAB"]),
    ),
    "n": (
        small(1024),
        *(written(n) for n in (MODULUS - 1, MODULUS >> 8 | 1, (1 << 2046) + 1, (1 << 8200) + 1)),
        *("", "AA", "+", None, 1, MODULUS),
    ),
    "kid": (None, 1, [KID], ""),
}
CHANGES: list[dict[str, object]] = [
    {"kty": "oct", "k": base64url(b"secret")},
    *({name: value} for name, values in VALUES.items() for value in values),
]


@pytest.mark.parametrize("change", CHANGES, ids=range(len(CHANGES)))
def test_such_a_key_verifies_nothing(change: dict[str, object]) -> None:
    """The token is sound, and would pass with the key as it should be."""
    assert_refused(Api({**KEYS[0], **change}, KEYS[1]).present(make_token()), 401)


def test_the_other_keys_of_the_set_still_work() -> None:
    """One odd entry is passed over (RFC 7517 5)."""
    odd = {**jwk("attacker", "odd"), "use": "enc"}
    assert Api(odd, *KEYS).present(make_token()).status_code == 200
