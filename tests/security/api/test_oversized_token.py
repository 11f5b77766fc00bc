"""A token is far larger than any token."""

import pytest

from tests.security.api.api import refuse
from tests.unit.backend.issuer import make_token


@pytest.mark.parametrize("size", [8192, 65_536, 1_500_000])
def test_a_flood_is_not_read(size: int) -> None:
    """Signed by the issuer or not, and whatever it is that takes the room."""
    refuse(make_token(filler="x" * size))
    refuse(make_token({"filler": "x" * size}))
    refuse("x" * size)
    refuse("." * size)


def test_ten_megabytes_are_nothing_but_a_bad_token() -> None:
    """The answer is the one for every bad token."""
    refuse(b"a" * 10_000_000)
