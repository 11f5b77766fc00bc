"""An access token is signed with the key that the issuer keeps for ID tokens."""

from tests.security.api.api import Api, refuse
from tests.unit.backend.issuer import KID, jwk, make_token


def test_a_key_does_not_vouch_under_anothers_name() -> None:
    """Each `kid` stands for one key, whichever token it usually signs."""
    api = Api(jwk("issuer", KID), jwk("id-signer", "for-id-tokens"))
    refuse(make_token(signer="id-signer"), api=api)
    refuse(make_token({"kid": "for-id-tokens"}), api=api)


def test_what_a_token_is_for_stands_in_its_claims() -> None:
    """An ID token is refused under either key; nothing is concluded from the key's position."""
    api = Api(jwk("issuer", KID), jwk("id-signer", "for-id-tokens"))
    for kid, signer in ((KID, "issuer"), ("for-id-tokens", "id-signer")):
        assert api.present(make_token({"kid": kid}, signer)).status_code == 200
        refuse(make_token({"kid": kid}, signer, token_use="id"), api=api)
