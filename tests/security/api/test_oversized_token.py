"""A token is far larger than any token."""

import pytest

from tests.security.api.api import refuse
from tests.unit.backend.issuer import make_token


@pytest.mark.parametrize("size", [8192, 65_536, 1_500_000])
def test_a_flood_is_not_read(size: int) -> None:
    """Signed by the issuer or not, and whatever it is that takes the room."""
    refuse(make_token(filler="x" * size), 400)
    refuse(make_token({"filler": "x" * size}), 400)
    refuse("x" * size, 400)
    refuse("." * size, 400)


def test_ten_megabytes_are_nothing_but_a_bad_request() -> None:
    """The answer is the one for every malformed request."""
    refuse(b"a" * 10_000_000, 400)
