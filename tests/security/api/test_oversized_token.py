"""A token is larger than the API accepts."""

import httpx
import pytest

from auth.backend.unverified import MAX_TOKEN_BYTES
from tests.security.api.api import CHALLENGE, Api
from tests.unit.backend.issuer import make_token

TOO_LARGE = (
    f'{CHALLENGE}, error="invalid_request", error_description="The access token in the '
    'Authorization header is longer than this API accepts."'
)


def assert_too_large(response: httpx.Response) -> None:
    """Assert that the response names the size, not a forgery, and repeats nothing."""
    assert response.status_code == 431
    assert response.content == b'{"error": "token_too_large"}'
    assert response.headers["www-authenticate"] == TOO_LARGE
    assert response.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("size", [MAX_TOKEN_BYTES + 1, 1_500_000])
def test_a_token_over_the_limit_is_not_read(size: int) -> None:
    """Signed by the issuer or not, and whichever part takes the room."""
    filler = "x" * size
    for token in (make_token(filler=filler), make_token({"filler": filler}), filler, "." * size):
        assert_too_large(Api().present(token))


def test_the_limit_is_exact() -> None:
    """The longest token that is accepted passes, and one with a character more is not read."""
    longest = make_token(filler="x" * 392_567)
    assert MAX_TOKEN_BYTES - 4 < len(longest) <= MAX_TOKEN_BYTES
    assert Api().present(longest).status_code == 200
    assert Api().present("x" * MAX_TOKEN_BYTES).status_code == 401
    assert_too_large(Api().present("x" * (MAX_TOKEN_BYTES + 1)))


def test_ten_megabytes_are_refused_like_one_byte_too_many() -> None:
    """Also when none of it is ASCII."""
    assert_too_large(Api().present(b"\xff" * 10_000_000))


def test_a_header_of_a_token_stays_small() -> None:
    """Only the payload may be large: Cognito's headers have some 100 characters."""
    assert Api().present(make_token({"filler": "x" * 1000})).status_code == 401
