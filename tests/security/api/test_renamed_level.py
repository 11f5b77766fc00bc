"""A token has the name of a level that the pool has renamed since, or that moved in the order."""

import pytest

from auth.protocol.authorization import ACR_LEVELS
from tests.security.api.api import Api, assert_step_up
from tests.unit.backend.issuer import make_token

NAMES = ("password", "code", "key", "app")
RENAMED = (*ACR_LEVELS, "Key", "KEY", "key ", "keys", "application", "level-4")


@pytest.mark.parametrize("acr", RENAMED)
def test_an_old_name_counts_as_the_lowest_level(acr: str) -> None:
    """Even that of the highest level: nobody knows any more what it meant."""
    api = Api(acr="key", acr_levels=NAMES)
    assert_step_up(api.present(make_token(acr=acr)), 'acr_values="key app"')


def test_the_order_is_the_configured_one() -> None:
    """A name that was a high level and is a low one now is a low one."""
    token = make_token(acr="app")
    assert Api(acr="key", acr_levels=NAMES).present(token).status_code == 200
    moved = Api(acr="key", acr_levels=("app", "password", "code", "key"))
    assert_step_up(moved.present(token), 'acr_values="key"')
