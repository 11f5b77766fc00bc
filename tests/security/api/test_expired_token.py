"""A token has expired, or does not properly say when it will."""

import pytest

from tests.security.api.api import Api, refuse
from tests.unit.backend.issuer import NOW, make_token

EXPIRIES: tuple[object, ...] = (
    ..., None, True, False, "", "never", str(NOW + 3600), [], [NOW + 3600], {}, -1, 0, 1, NOW - 31,
    NOW - 3600, 1e15, 1e300, 10**30, NOW * 1000, NOW + 86_400, NOW + 86_400 * 3650,
)  # fmt: skip


@pytest.mark.parametrize("expiry", EXPIRIES, ids=repr)
def test_a_token_ends_at_a_time_that_has_not_come(expiry: object) -> None:
    """A number, in seconds, in the future, and no further away than Cognito lets it be."""
    refuse(make_token(exp=expiry))


def test_the_leeway_is_half_a_minute_to_the_second() -> None:
    """Clocks may differ by that much and no more."""
    for expiry, status in ((NOW - 29, 200), (NOW - 30, 401), (NOW - 31, 401), (NOW, 200)):
        assert Api().present(make_token(exp=expiry)).status_code == status


def test_a_token_expires_while_it_is_in_use() -> None:
    """What passed a moment ago does not pass for ever."""
    api, token = Api(), make_token(exp=NOW + 10)
    assert api.present(token).status_code == 200
    api.time += 40
    assert api.present(token).status_code == 401
