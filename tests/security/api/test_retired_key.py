"""A token is signed with a key that the issuer has withdrawn."""

from tests.security.api.api import Api, assert_refused
from tests.security.api.forge import claiming
from tests.unit.backend.issuer import KID, NOW, jwk, make_token

LONG = {"exp": NOW + 7200}


def test_a_withdrawn_key_stops_working_within_the_hour() -> None:
    """Its tokens are refused as soon as the keys have been asked for again."""
    api = Api()
    assert api.present(claiming(LONG)).status_code == 200
    api.publish(jwk("next", "next"))
    api.time += 3600
    assert_refused(api.present(claiming(LONG)), 401)


def test_a_rotation_withdraws_it_at_once() -> None:
    """The first token under the new key brings the new set, and the old key is gone."""
    api = Api()
    assert api.present(make_token()).status_code == 200
    api.publish(jwk("next", "next"))
    assert api.present(make_token({"kid": "next"}, signer="next")).status_code == 200
    assert_refused(api.present(make_token({"kid": KID})), 401)
