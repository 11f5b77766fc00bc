"""The settings of an identity pool: where AWS credentials come from, and where they may be used."""

from ..errors import ConfigurationError
from .addresses import origins

_CHARACTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-"


class AwsSettings:
    """What a page must know about its identity pool; every value has been checked.

    `identity_origin` is where it is asked: its region's own endpoint, unless another is named.
    Raises ConfigurationError.
    """

    def __init__(
        self, *, identity_pool_id: str, identity_origin: str, aws_origins: "tuple[str, ...]"
    ) -> None:
        self.identity_pool_id = identity_pool_id
        self.region = _region(identity_pool_id)
        named = (identity_origin or _endpoint(self.region),)
        self.identity_origin = origins("identity_origin", named)[0]
        self.aws_origins = origins("aws_origins", aws_origins)


def _region(pool_id: str) -> str:
    region, _, name = pool_id.partition(":")
    plain = all([character in _CHARACTERS for character in region + name])
    if not (region and name and plain):
        raise ConfigurationError(
            "identity_pool_id", got=pool_id, expected="a region, a colon and the pool's own name"
        )
    return region


def _endpoint(region: str) -> str:
    ending = "amazonaws.com.cn" if region.startswith("cn-") else "amazonaws.com"
    return f"https://cognito-identity.{region}.{ending}"
