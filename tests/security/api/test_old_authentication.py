"""A person signed in longer ago than the API accepts; the token itself is new."""

import pytest

from tests.security.api.api import Api, assert_step_up
from tests.security.api.forge import claiming
from tests.unit.backend.issuer import NOW, make_token

TIMES: tuple[object, ...] = (
    ..., None, "", str(NOW), True, [], [NOW], {}, 0, NOW - 301, NOW - 300.5, -NOW, NOW + 61,
    NOW * 1000,
)  # fmt: skip


@pytest.mark.parametrize("auth_time", TIMES, ids=repr)
def test_a_sign_in_is_recent_or_the_person_signs_in_again(auth_time: object) -> None:
    """A missing time, and one that cannot be, count as too long ago."""
    assert_step_up(Api(max_age=300).present(make_token(auth_time=auth_time)), 'max_age="300"')


@pytest.mark.parametrize("auth_time", [NOW - 300, NOW - 1, NOW])
def test_the_test_can_tell(auth_time: float) -> None:
    """A recent sign-in is accepted."""
    assert Api(max_age=300).present(make_token(auth_time=auth_time)).status_code == 200


@pytest.mark.parametrize("claim", ["iat", "nbf", "updated_at", "authTime"])
def test_no_other_time_stands_in_for_it(claim: str) -> None:
    """A renewed token has a new `iat`, and the `auth_time` of its sign-in."""
    token = claiming({claim: NOW, "auth_time": NOW - 3000})
    assert_step_up(Api(max_age=300).present(token), 'max_age="300"')


def test_a_sign_in_grows_old_while_its_token_is_valid() -> None:
    """The age is measured at each request."""
    api, token = Api(max_age=300), make_token(auth_time=NOW)
    assert api.present(token).status_code == 200
    api.time += 301
    assert_step_up(api.present(token), 'max_age="300"')
