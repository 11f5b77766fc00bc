"""A token is far larger than any token."""

import pytest

from auth.backend.bearer import LONGEST_TOKEN
from auth.protocol.jose import TOKEN_LIMIT
from tests.security.api.api import Api, assert_refused, refuse
from tests.unit.backend.issuer import make_token


@pytest.mark.parametrize("size", [TOKEN_LIMIT, 65_536, 1_500_000])
def test_a_flood_is_not_read(size: int) -> None:
    """Signed by the issuer or not, and whatever it is that takes the room."""
    refuse(make_token(filler="x" * size))
    refuse(make_token({"filler": "x" * size}))
    refuse("x" * size)
    refuse("." * size)


def test_what_a_header_may_hold_is_less() -> None:
    """A token that the verifier would still read is too long for an Authorization header."""
    for token in (make_token(filler="x" * LONGEST_TOKEN), make_token({"filler": "x" * 8192})):
        assert_refused(Api().get(f"Bearer {token}"), 401)
    longest = make_token(filler="x" * 5490)
    assert LONGEST_TOKEN - 200 < len(longest) <= LONGEST_TOKEN
    assert Api().present(longest).status_code == 200


def test_ten_megabytes_are_nothing_but_a_bad_token() -> None:
    """The answer is the one for every bad token."""
    refuse(b"a" * 10_000_000)
