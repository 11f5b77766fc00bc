"""An attacker plants a session with another issuer, to be sent a token that can change an account.

Requests about an account go to the API of the session's issuer, so the issuer is one of those that
the configuration names, whatever storage and other tabs say.
"""

import json

import pytest

from auth.account import Account
from auth.encoding import base64url
from auth.errors import SignInRequired
from auth.testing.doubles import MemoryStorage
from tests.support.tab import Browser, signed_in
from tests.unit.account.scripted import SCOPES

EVIL = [
    "https://evil.example/eu-west-1_StandIn01",
    "http://localhost:8002.evil.example/eu-west-1_StandIn01",
    "http://localhost:8002@evil.example/eu-west-1_StandIn01",
    "//evil.example/eu-west-1_StandIn01",
]


def with_issuer(id_token: str, issuer: str) -> str:
    """Return an ID token that names another issuer."""
    header, payload, signature = id_token.split(".")
    claims = {**json.loads(base64url.decode(payload)), "iss": issuer}
    return ".".join([header, base64url.encode(json.dumps(claims).encode()), signature])


def plant(storage: MemoryStorage, issuer: str) -> None:
    """Change the issuer of the stored session."""
    [key] = [name for name in storage.entries if name.startswith("cognito.session.")]
    record = json.loads(storage.entries[key])
    record["id_token"] = with_issuer(record["id_token"], issuer)
    storage.entries[key] = json.dumps(record)


@pytest.mark.parametrize("issuer", EVIL)
async def test_a_planted_issuer_gets_no_token(one_browser: Browser, issuer: str) -> None:
    """The session is dropped, and nothing is sent there."""
    tab = await signed_in(one_browser, "ada", scopes=SCOPES)
    plant(tab.storage, issuer)
    url = tab.navigation.url
    tab.load(url)
    await tab.client.start()
    with pytest.raises(SignInRequired):
        await Account(tab.client).read()
    assert [one.url for one in tab.transport.requests if "evil" in one.url] == []
