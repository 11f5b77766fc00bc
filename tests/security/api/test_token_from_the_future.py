"""A token says that it was made, or becomes valid, later than now."""

import pytest

from tests.security.api.api import Api, refuse
from tests.security.api.forge import claiming
from tests.unit.backend.issuer import NOW, make_token

WRONG: tuple[object, ...] = (
    None,
    True,
    "",
    str(NOW),
    [NOW],
    {},
    -1,
    NOW + 31,
    NOW + 9999,
    1e15,
    NOW * 1000,
)


@pytest.mark.parametrize("moment", [*WRONG, ...], ids=repr)
def test_a_token_was_made_in_the_past(moment: object) -> None:
    """`iat` is there, a number, and not ahead of the clock by more than the leeway."""
    refuse(make_token(iat=moment))


@pytest.mark.parametrize("moment", WRONG, ids=repr)
def test_a_token_is_valid_by_now(moment: object) -> None:
    """The same for `nbf`, where there is one."""
    refuse(make_token(nbf=moment))


@pytest.mark.parametrize("name", ["iat", "nbf"])
def test_the_leeway_is_half_a_minute(name: str) -> None:
    """To the second."""
    for ahead, status in ((29, 200), (30, 200), (31, 401)):
        assert Api().present(claiming({name: NOW + ahead})).status_code == status
