"""What is presented as a token has too few parts, too many, or empty ones."""

import pytest

from tests.security.api.api import refuse
from tests.security.api.forge import parts_of
from tests.unit.backend.issuer import make_token

H, P, S = parts_of(make_token())
SHAPES = (
    ".", "..", "...", "....", H, f"{H}.", f"{H}.{P}", f"{H}.{P}.", f"{H}..{S}", f".{P}.{S}",
    f"..{S}", f"{H}..", f".{H}.{P}.{S}", f"{H}.{P}.{S}.", f"{H}.{P}.{S}.{S}",
    f"{H}.{P}.{S}.{S}.{S}", f"{H}{P}{S}", f"{H}.{P}{S}", f"{P}.{H}.{S}", f"{S}.{P}.{H}", "a.b.c",
    "abc", "0", "null", "undefined", "." * 8000,
)  # fmt: skip


@pytest.mark.parametrize("token", SHAPES, ids=range(len(SHAPES)))
def test_three_full_parts_make_a_token(token: str) -> None:
    """The parts themselves are those of a sound token."""
    refuse(token)
