"""A token is signed by somebody else under the name of the issuer's key."""

import pytest

from tests.security.api.api import KEYS, Api, refuse
from tests.unit.backend.issuer import KID, jwk, make_token


def test_a_name_is_no_key() -> None:
    """The `kid` is the issuer's, the signature is not."""
    refuse(make_token(signer="attacker"))


@pytest.mark.parametrize("kid", [KID, "attacker"])
def test_a_key_that_is_not_published_does_not_exist(kid: str) -> None:
    """Whatever it is called, only what the issuer publishes counts."""
    refuse(make_token({"kid": kid}, signer="attacker"))


def test_the_test_can_tell() -> None:
    """If the issuer did publish that key, its tokens would pass."""
    api = Api(*KEYS, jwk("attacker", "attacker"))
    assert api.present(make_token({"kid": "attacker"}, signer="attacker")).status_code == 200
