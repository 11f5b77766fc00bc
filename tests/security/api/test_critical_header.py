"""A token says that an extension must be understood."""

import pytest

from tests.security.api.api import refuse
from tests.unit.backend.issuer import NOW, make_token

HEADERS: list[dict[str, object]] = [
    {"crit": ["http://example.com/unknown"], "http://example.com/unknown": 1},
    {"crit": ["exp"], "exp": NOW + 60},
    {"crit": ["exp"]},
    {"crit": ["alg"]},
    {"crit": ["kid", "kid"]},
    {"crit": []},
    {"crit": ""},
    {"crit": "exp"},
    {"crit": None},
    {"crit": {}},
    {"crit": [None]},
    {"crit": False},
]


@pytest.mark.parametrize("header", HEADERS, ids=range(len(HEADERS)))
@pytest.mark.parametrize("signer", ["issuer", "attacker"])
def test_nothing_critical_is_understood_here(header: dict[str, object], signer: str) -> None:
    """Known or unknown, well-formed or not (RFC 7515 4.1.11)."""
    refuse(make_token(header, signer))
