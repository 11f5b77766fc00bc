"""The settings of an identity pool: where AWS credentials come from, and where they may be used."""

from ..encoding.characters import DIGITS, has_only
from ..errors import ConfigurationError
from .addresses import aws_domain, origins

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .table import Table

_CHARACTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-" + DIGITS


class AwsSettings:
    """The settings of one identity pool.

    Args:
        identity_pool_id: A Region, a colon and the pool's name.
        identity_origin: Where the identity pool is called; "" for its Region's own endpoint.
        aws_origins: Where requests signed with its credentials may be sent.

    Attributes:
        region: The Region in `identity_pool_id`.

    Raises:
        ConfigurationError: One of them is malformed or unsafe.
    """

    def __init__(
        self, *, identity_pool_id: str, identity_origin: str, aws_origins: "tuple[str, ...]"
    ) -> None:
        self.identity_pool_id = identity_pool_id
        self.region = _region(identity_pool_id)
        named = (
            identity_origin or f"https://cognito-identity.{self.region}.{aws_domain(self.region)}",
        )
        self.identity_origin = origins("identity_origin", named)[0]
        self.aws_origins = origins("aws_origins", aws_origins)


def read_aws_settings(read: "Table") -> AwsSettings:
    """Return the settings of a table that has at least one of them. Raises ConfigurationError."""
    for key in ("identity_origin", "aws_origins"):
        if key in read and "identity_pool_id" not in read:
            raise ConfigurationError(
                key, got="no identity_pool_id beside it", expected="both settings, or neither"
            )
    return AwsSettings(
        identity_pool_id=read.string("identity_pool_id"),
        identity_origin=read.optional_string("identity_origin"),
        aws_origins=read.strings("aws_origins"),
    )


def _region(pool_id: str) -> str:
    region, _, name = pool_id.partition(":")
    if not (region and name and has_only(region + name, _CHARACTERS)):
        raise ConfigurationError(
            "identity_pool_id",
            got=pool_id,
            expected="a Region, a colon and the pool's name, like eu-west-1:1a2b3c4d-5e6f",
        )
    return region
