"""The published key set has two keys of one name."""

import pytest

from tests.security.api.api import KEYS, Api
from tests.security.api.forge import claiming
from tests.unit.backend.issuer import KID, NOW, jwk, make_token

GOOD, EVIL = jwk("issuer", KID), jwk("attacker", KID)


@pytest.mark.parametrize("keys", [(GOOD, EVIL), (EVIL, GOOD), (GOOD, GOOD), (GOOD, EVIL, KEYS[1])])
@pytest.mark.parametrize("signer", ["issuer", "attacker"])
def test_which_key_it_is_cannot_be_guessed(
    keys: tuple[dict[str, object], ...], signer: str
) -> None:
    """Such a set is not used at all: nobody gets in, and the answer blames no token."""
    response = Api(*keys).present(make_token(signer=signer))
    assert response.status_code == 503
    assert response.content == b'{"error": "temporarily_unavailable"}'


def test_a_sound_set_outlives_it() -> None:
    """The keys that were known before go on; the attacker's is never taken in."""
    api = Api()
    assert api.present(make_token()).status_code == 200
    api.publish(GOOD, EVIL)
    api.time += 3600
    later = {"exp": NOW + 7200}
    assert api.present(claiming(later)).status_code == 200
    assert api.present(claiming(later, "attacker")).status_code == 401
    assert api.fetches == 2
