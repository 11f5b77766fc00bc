"""Settings that are addresses: origins; the others are tried with the whole table."""

import pytest

from auth.config.addresses import origins
from auth.errors import ConfigurationError


def test_origins_are_origins_alone() -> None:
    """The key in the message is the one that they stand under."""
    assert origins("aws_origins", ("https://a.example",)) == ("https://a.example",)
    with pytest.raises(ConfigurationError, match="like https") as caught:
        origins("aws_origins", ("https://a.example/path",))
    assert caught.value.key == "aws_origins"
