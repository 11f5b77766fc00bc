"""A token says the same thing twice, and not the same thing."""

import json

import pytest

from tests.security.api.api import refuse
from tests.security.api.forge import PAYLOAD
from tests.unit.backend.issuer import CLIENT, ISSUER, KID, NOW, good_claims, sign

PAIRS: list[tuple[str, object, object]] = [
    ("exp", NOW - 9999, NOW + 60),
    ("token_use", "id", "access"),
    ("sub", "eve", "ada"),
    ("iss", "https://attacker.example", ISSUER),
    ("client_id", "other", CLIENT),
    ("scope", "openid", "openid api/write"),
    ("cognito:groups", [], ["admins"]),
    ("sub", "ada", "ada"),
]


@pytest.mark.parametrize("swapped", [False, True])
@pytest.mark.parametrize(("name", "first", "second"), PAIRS)
def test_a_claim_stands_once(*, name: str, first: object, second: object, swapped: bool) -> None:
    """Two readers could read such a token differently, so this one reads it not at all."""
    if swapped:
        first, second = second, first
    others = json.dumps(good_claims(**{name: ...}))
    doubled = f'{{"{name}": {json.dumps(first)}, {others[1:-1]}, "{name}": {json.dumps(second)}}}'
    refuse(sign(json.dumps({"alg": "RS256", "kid": KID}), doubled))


@pytest.mark.parametrize(
    "header",
    [
        f'{{"alg": "RS256", "kid": "{KID}", "alg": "none"}}',
        f'{{"alg": "none", "kid": "{KID}", "alg": "RS256"}}',
        f'{{"alg": "RS256", "kid": "{KID}", "alg": "RS256"}}',
        f'{{"alg": "RS256", "kid": "attacker", "kid": "{KID}"}}',
        f'{{"alg": "RS256", "kid": "{KID}", "kid": "attacker"}}',
        f'{{"alg": "RS256", "kid": "{KID}", "\\u0061lg": "none"}}',
    ],
)
def test_a_header_stands_once(header: str) -> None:
    """Also when one of the two is spelt with an escape."""
    refuse(sign(header, PAYLOAD))


def test_a_doubled_name_deep_inside_counts() -> None:
    """Strictness does not end at the first level."""
    refuse(
        sign(json.dumps({"alg": "RS256", "kid": KID}), PAYLOAD[:-1] + ', "a": [{"b": 1, "b": 1}]}')
    )
