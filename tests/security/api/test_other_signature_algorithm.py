"""A token is signed properly, with another algorithm than the issuer's."""

import pytest

from tests.security.api.api import refuse
from tests.security.api.forge import ec_token, ed25519_token, rsa_token
from tests.unit.backend.issuer import make_token

SCHEMES = ("RS384", "RS512", "PS256", "PS384", "PS512")


@pytest.mark.parametrize("algorithm", SCHEMES)
@pytest.mark.parametrize("signer", ["issuer", "attacker"])
def test_another_rsa_scheme_is_refused(algorithm: str, signer: str) -> None:
    """Even with the issuer's own key, which is for RS256 alone (RFC 8725 3.1)."""
    refuse(rsa_token(algorithm, signer))


@pytest.mark.parametrize("algorithm", [*SCHEMES, "ES256", "ES512", "EdDSA", "Ed25519", "HS512"])
def test_a_name_does_not_change_the_signature(algorithm: str) -> None:
    """An RS256 signature under another name is refused too."""
    refuse(make_token({"alg": algorithm}))


def test_an_elliptic_curve_is_refused() -> None:
    """ES256 and EdDSA, under their own names and under ours."""
    for token in (ec_token(), ed25519_token(), ec_token(alg="RS256"), ed25519_token(alg="RS256")):
        refuse(token)
