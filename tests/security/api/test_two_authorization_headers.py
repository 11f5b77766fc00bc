"""A request carries two Authorization headers, or two tokens in one."""

import pytest

from tests.security.api.api import Api, assert_refused
from tests.unit.backend.issuer import make_token

GOOD, BAD = f"Bearer {make_token()}", "Bearer a.b.c"


@pytest.mark.parametrize(
    "headers",
    [
        (GOOD, GOOD),
        (GOOD, BAD),
        (BAD, GOOD),
        (GOOD, "Basic YTpi"),
        ("Basic YTpi", GOOD),
        (GOOD, ""),
    ],
)
def test_which_header_counts_cannot_be_guessed(headers: tuple[str, ...]) -> None:
    """A proxy and an API might choose differently, so neither is chosen."""
    assert_refused(Api().get(*headers), 400)


def test_two_headers_of_another_kind_are_malformed_too() -> None:
    """Authorization is no list (RFC 9110 11.6.2)."""
    assert_refused(Api().get("Basic YTpi", "Digest a"), 400)


@pytest.mark.parametrize("joint", [", ", ",", " ", "; ", "\n", "\r\n ", "\x00"])
def test_two_tokens_in_one_header_are_refused(joint: str) -> None:
    """Joined in any way."""
    assert_refused(Api().get(f"{GOOD}{joint}{GOOD}"), 400)
    assert_refused(Api().get(f"{GOOD}{joint}{make_token()}"), 400)
