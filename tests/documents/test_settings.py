"""docs/settings.md has every setting with its default."""

import re
import tomllib

import pytest

from auth.config import AuthConfig
from auth.config.auth_config import _KEYS
from auth.protocol.authorization import OPTIONAL_PARAMETERS
from tests.documents.blocks import table_column
from tests.project.modules import ROOT
from tests.support import samples

TEXT = (ROOT / "docs" / "settings.md").read_text("utf-8")
NAMES = [cell.strip("`") for cell in table_column(TEXT, "key")]
DEFAULTS = dict(zip(NAMES, table_column(TEXT, "default"), strict=True))
REQUIRED = ("domain", "client_id", "redirect_uri", "logout_uri")
IN_WORDS = {
    **dict.fromkeys(REQUIRED, "required"),
    **dict.fromkeys(OPTIONAL_PARAMETERS, "not sent"),
    "issuer": "required, or the next two",
    **dict.fromkeys(("identity_pool_id", "aws_origins", "identity_origin"), "none"),
    "jwks_uri": "below `issuer`",
    "region": "none",
    "user_pool_id": "none",
}


def test_every_setting_has_one_row() -> None:
    """The table has exactly the settings that the parser knows."""
    assert sorted(NAMES) == sorted(_KEYS)


@pytest.mark.parametrize("key", _KEYS)
def test_the_default_is_what_is_said(key: str) -> None:
    """Defaults are written as in the file; words say where there is none."""
    if key in IN_WORDS:
        assert DEFAULTS[key] == IN_WORDS[key]
        return
    said = tomllib.loads(f"value = {DEFAULTS[key].strip('`')}")["value"]
    default = getattr(samples.config(scopes=...), key)
    assert (list(default) if isinstance(default, tuple) else default) == said


@pytest.mark.parametrize("key", REQUIRED)
def test_what_is_required_is(key: str) -> None:
    """A configuration without it is refused."""
    with pytest.raises(Exception, match=f"{key}: got nothing"):
        AuthConfig.from_mapping(
            {name: samples.SETTINGS[name] for name in samples.SETTINGS if name != key}
        )


def test_keys_in_prose_exist() -> None:
    """Settings named in prose exist."""
    assert set(re.findall(r"`(\w+) = ", TEXT)) <= set(_KEYS)
