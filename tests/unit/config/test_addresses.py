"""Settings that are origins; test_auth_config.py has the other addresses."""

import pytest

from auth.config.addresses import origins
from auth.errors import ConfigurationError


def test_origins_are_origins_alone() -> None:
    """The message names the setting."""
    assert origins("aws_origins", ("https://a.example",)) == ("https://a.example",)
    with pytest.raises(ConfigurationError, match="like https") as caught:
        origins("aws_origins", ("https://a.example/path",))
    assert caught.value.key == "aws_origins"
