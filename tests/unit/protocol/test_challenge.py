"""Challenges of an API that refuses a call (RFC 9110 11.6.1)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auth.protocol.challenge import parse_challenge


@pytest.mark.parametrize(
    ("header", "parameters"),
    [
        ("", {}),
        ("Bearer", {}),
        ('Bearer realm="api"', {"realm": "api"}),
        (
            'Bearer error="insufficient_user_authentication", max_age="5", acr_values="a b"',
            {"error": "insufficient_user_authentication", "max_age": "5", "acr_values": "a b"},
        ),
        ("bearer Error=invalid_token,realm=x", {"error": "invalid_token", "realm": "x"}),
        ('error="invalid_token"', {"error": "invalid_token"}),
        (r'Bearer realm="a\"b,c=d", error="e"', {"realm": 'a"b,c=d', "error": "e"}),
        ('Bearer realm="unfinished', {"realm": "unfinished"}),
        ('Basic realm="x", Bearer error="e", max_age=5', {"error": "e", "max_age": "5"}),
        ('Bearer error="e", Basic realm="x", error="f"', {"error": "e"}),
        ('DPoP error="e", algs="ES256"', {}),
        ('Basic realm="x, Bearer error=e"', {}),
    ],
)
def test_parameters_are_read_by_name(header: str, parameters: dict[str, str]) -> None:
    """Values may be quoted, other schemes are ignored, and Cognito's challenge has none."""
    assert parse_challenge(header) == parameters


@given(st.text())
def test_nothing_in_a_header_makes_it_fail(header: str) -> None:
    """Any header is accepted: it only explains an error."""
    assert isinstance(parse_challenge(header), dict)
