"""Signed tokens and key sets (more in tests/vectors)."""

import pytest

from auth.encoding import base64url
from auth.errors import (
    MalformedResponse,
    SignatureInvalid,
    TokenInvalid,
    TokenMalformed,
    TokenTooLarge,
)
from auth.protocol.jose import (
    TOKEN_LIMIT,
    VerificationKey,
    parse_key_set,
    require_signature,
    split_jws,
)
from tests.support import samples

# RFC 7515 A.2.1
RFC_HEADER = "eyJhbGciOiJSUzI1NiJ9"
RFC_PAYLOAD = (
    "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
)
RFC_SIGNATURE = (
    "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7"
    "AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4"
    "BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K"
    "0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqv"
    "hJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrB"
    "p0igcN_IoypGlUPQGe77Rw"
)


def test_the_specifications_own_token_is_taken_apart() -> None:
    """RFC 7515 A.2: what was signed, the signature, and the claims."""
    jws = split_jws(f"{RFC_HEADER}.{RFC_PAYLOAD}.{RFC_SIGNATURE}")
    assert jws.signed == f"{RFC_HEADER}.{RFC_PAYLOAD}".encode()
    assert jws.signature[:6] == bytes([112, 46, 33, 137, 67, 232])
    assert jws.payload() == {"iss": "joe", "exp": 1300819380, "http://example.com/is_root": True}
    assert jws.kid is None


def test_a_token_above_the_limit_is_not_called_forged() -> None:
    """It is not read, and the error names its size: it may well be genuine."""
    padded = samples.sign(samples.id_claims(padding="x" * TOKEN_LIMIT))
    with pytest.raises(TokenTooLarge, match="more than 1048576 characters"):
        split_jws(padded)


@pytest.mark.parametrize("part", [0, 1, 2])
def test_half_a_surrogate_pair_makes_a_token_malformed(part: int) -> None:
    """JavaScript strings may contain it; only TokenMalformed is raised."""
    parts = samples.sign(samples.id_claims()).split(".")
    parts[part] = "\ud800" + parts[part][1:]
    with pytest.raises(TokenMalformed):
        split_jws(".".join(parts))


def test_a_header_of_any_length_is_refused_quickly() -> None:
    """It is read before the signature is checked, so reading it must be fast."""
    claims = samples.id_claims()
    assert split_jws(samples.sign(claims, filler="x" * 600)).kid
    with pytest.raises(TokenMalformed, match="too long"):
        split_jws(samples.sign(claims, filler="[" * 1000))


def test_the_fault_is_not_quoted() -> None:
    """A malformed token is not quoted in the message."""
    with pytest.raises(TokenInvalid) as caught:
        split_jws("secret.secret.secret")
    assert "secret" not in str(caught.value)


def test_a_representation_holds_no_token() -> None:
    """A key shows its id, a token nothing."""
    assert repr(split_jws(samples.sign(samples.id_claims()))) == "<UnverifiedJws>"
    assert repr(VerificationKey(kid="k", n="n", e="e")) == "<VerificationKey k>"


def test_cognitos_own_key_set_is_read() -> None:
    """Both keys are read, in order, with their ids."""
    names = ("issuer", "next")
    document = samples.key_set_reply(*names).json()
    kids = [samples.signing_key(name).kid for name in names]
    assert [key.kid for key in parse_key_set(document)] == kids


@pytest.mark.parametrize("document", [{}, {"keys": None}, {"keys": {}}, {"keys": "x"}])
def test_what_is_no_key_set_is_refused(document: dict[str, object]) -> None:
    """The member `keys` must be a list."""
    with pytest.raises(MalformedResponse):
        parse_key_set(document)


@pytest.mark.parametrize("entry", [None, 1, "x", [], {}, {"kty": "RSA"}])
def test_an_entry_that_is_no_key_is_passed_over(entry: object) -> None:
    """An unusable entry does not affect the others."""
    good = samples.signing_key("issuer").public_jwk()
    assert [key.kid for key in parse_key_set({"keys": [entry, good]})] == [good["kid"]]


@pytest.mark.parametrize(("first", "usable"), [(0x80, True), (0x7F, False), (0x01, False)])
def test_a_modulus_is_measured_in_bits(first: int, usable: bool) -> None:  # noqa: FBT001
    """A key of 2047 bits has 256 octets as well, and is too short."""
    n = base64url.encode(bytes([first]) + b"\x01" * 255)
    keys = parse_key_set({"keys": [{**samples.signing_key("issuer").public_jwk(), "n": n}]})
    assert bool(keys) is usable


def test_the_platforms_verdict_becomes_an_error() -> None:
    """An invalid signature always raises."""
    require_signature(valid=True)
    with pytest.raises(SignatureInvalid):
        require_signature(valid=False)
