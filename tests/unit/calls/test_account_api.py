"""Where the user pools API is."""

import pytest

from auth.calls.account_api import api_origin


@pytest.mark.parametrize(
    ("issuer", "origin"),
    [
        ("http://localhost:8002/eu-west-1_X", "http://localhost:8002"),
        (
            "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_X",
            "https://cognito-idp.eu-west-1.amazonaws.com",
        ),
        (
            "https://issuer-cognito-idp.eu-west-1.amazonaws.com/eu-west-1_X",
            "https://cognito-idp.eu-west-1.amazonaws.com",
        ),
        (
            "https://cognito-idp.cn-north-1.amazonaws.com.cn/cn-north-1_X",
            "https://cognito-idp.cn-north-1.amazonaws.com.cn",
        ),
    ],
)
def test_it_is_where_the_issuer_is(issuer: str, origin: str) -> None:
    """Issuers of pools in several Regions have a host of their own, which has no API."""
    assert api_origin(issuer) == origin
