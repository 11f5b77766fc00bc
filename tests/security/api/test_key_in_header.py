"""A token brings its own key along, or says where to fetch one."""

import asyncio

import pytest

from auth.backend.fetch import fetch_over_https
from auth.errors import TransportFailed
from tests.security.api.api import refuse
from tests.unit.backend.issuer import KID, jwk, make_token

URL = "http://127.0.0.1:9/"
HEADERS: list[dict[str, object]] = [
    {"jwk": jwk("attacker", KID)},
    {"jwk": jwk("issuer", KID)},
    {"jwk": {}},
    {"jku": f"{URL}jwks.json"},
    {"jku": "https://cognito-idp.eu-west-1.amazonaws.com@attacker.example/jwks.json"},
    {"x5u": f"{URL}chain.pem"},
    {"x5c": ["MIIB"]},
    {"x5t": "dGh1bWI"},
    {"x5t#S256": "dGh1bWI"},
    {"jwk": jwk("attacker", KID), "jku": URL, "x5u": URL, "x5c": [], "kid": URL},
]


@pytest.mark.parametrize("header", HEADERS, ids="+".join)
@pytest.mark.parametrize("signer", ["issuer", "attacker"])
def test_a_token_does_not_say_what_verifies_it(header: dict[str, object], signer: str) -> None:
    """Whoever signed it; and no request goes anywhere, which the canary would notice."""
    refuse(make_token(header, signer))


def test_the_canary_notices(canary: list[object]) -> None:
    """A fetch that is really made does not escape it."""
    with pytest.raises(TransportFailed):
        asyncio.run(_fetch())
    assert canary
    canary.clear()


async def _fetch() -> bytes:
    return await fetch_over_https(URL)()
