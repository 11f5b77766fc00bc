"""A token is signed with HMAC, and the issuer's public key is the secret."""

import pytest

from tests.security.api.api import refuse
from tests.security.api.forge import hmac_token, public_secrets


@pytest.mark.parametrize("secret", public_secrets(), ids=range(len(public_secrets())))
@pytest.mark.parametrize("algorithm", ["HS256", "HS384", "HS512", "RS256"])
def test_what_everybody_knows_is_no_secret(secret: bytes, algorithm: str) -> None:
    """PEM, DER, JWK, modulus, `kid` and nothing at all, under HMAC's names and under ours."""
    refuse(hmac_token(secret, alg=algorithm))
