"""The issuer cannot be asked for its keys while tokens arrive."""

from tests.security.api.api import Api
from tests.unit.backend.issuer import make_token


def test_without_keys_nobody_gets_in() -> None:
    """Valid and forged tokens are refused, and both callers may try again."""
    for token in (make_token(), make_token(signer="attacker"), make_token({"kid": "new"})):
        api = Api()
        api.document = None
        response = api.present(token)
        assert response.status_code == 503
        assert response.headers["retry-after"] == "10"


def test_known_keys_go_on_and_unknown_ones_are_not_believed() -> None:
    """Hours without an answer change nothing for tokens that can be checked."""
    api = Api()
    assert api.present(make_token()).status_code == 200
    api.document = None
    for _ in range(3):
        api.time += 600
        assert api.present(make_token()).status_code == 200
        assert api.present(make_token({"kid": "new"}, signer="attacker")).status_code == 503
        assert api.present(make_token(signer="attacker")).status_code == 401
