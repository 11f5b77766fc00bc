"""The settings of an identity pool."""

import pytest

from auth.config.aws import AwsSettings
from auth.errors import ConfigurationError
from tests.support import samples

POOL = "eu-west-1:5c1b7a9e-0000-4000-8000-57a4d1401001"


def read(**settings: object) -> AwsSettings:
    """Read a table with these settings."""
    aws = samples.config(**settings).aws
    assert aws is not None
    return aws


def test_an_identity_pool_is_asked_in_its_region() -> None:
    """The identity pool is called at AWS's endpoint, in China too, unless another is configured."""
    aws = read(identity_pool_id=POOL, aws_origins=["https://s3.eu-west-1.amazonaws.com"])
    assert aws.identity_origin == "https://cognito-identity.eu-west-1.amazonaws.com"
    assert aws.aws_origins == ("https://s3.eu-west-1.amazonaws.com",)
    china = read(identity_pool_id="cn-north-1:x")
    assert china.identity_origin == "https://cognito-identity.cn-north-1.amazonaws.com.cn"
    here = read(identity_pool_id=POOL, identity_origin="http://localhost:8002")
    assert (here.identity_origin, here.region, here.aws_origins) == (
        "http://localhost:8002",
        "eu-west-1",
        (),
    )
    assert samples.config().aws is None


@pytest.mark.parametrize(
    ("settings", "key"),
    [
        ({"identity_pool_id": "eu-west-1"}, "identity_pool_id"),
        ({"identity_pool_id": ":x"}, "identity_pool_id"),
        ({"identity_pool_id": "eu-west-1:"}, "identity_pool_id"),
        ({"identity_pool_id": "evil.example/:x"}, "identity_pool_id"),
        ({"identity_pool_id": "eu-west-1:x:y"}, "identity_pool_id"),
        ({"identity_pool_id": ""}, "identity_pool_id"),
        ({"identity_pool_id": 7}, "identity_pool_id"),
        ({"identity_origin": "https://identity.example.com"}, "identity_origin"),
        ({"aws_origins": ["https://s3.example.com"]}, "aws_origins"),
        ({"identity_pool_id": POOL, "identity_origin": "http://a.example"}, "identity_origin"),
        ({"identity_pool_id": POOL, "identity_origin": "https://a.example/"}, "identity_origin"),
        ({"identity_pool_id": POOL, "identity_origin": ""}, "identity_origin"),
        ({"identity_pool_id": POOL, "aws_origins": ["http://a.example"]}, "aws_origins"),
        ({"identity_pool_id": POOL, "aws_origins": "https://a.example"}, "aws_origins"),
    ],
)
def test_a_mistake_names_its_key(settings: dict[str, object], key: str) -> None:
    """An id that changes the host, an invalid origin, one setting without the other."""
    with pytest.raises(ConfigurationError) as caught:
        samples.config(**settings)
    assert caught.value.key == key
