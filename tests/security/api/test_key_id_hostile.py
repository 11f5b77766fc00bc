"""A token's key id is written to mislead the lookup of the key."""

import pytest

from tests.security.api.api import refuse
from tests.unit.backend.issuer import KID, make_token

KIDS = (
    "../../../../dev/null", "/dev/null", "C:\\keys", f"{KID}\x00", f"{KID}\x00.pem", f" {KID}",
    f"{KID} ", f"{KID}\n", KID.rstrip("="), KID.replace("+", "-"), KID.lower(), KID.swapcase(),
    KID.replace("R", "\u0420"), KID.replace("0", "\uff10"), "' OR '1'='1", "*)(uid=*",
    "${jndi:ldap://x}", "https://attacker.example/key", "http://169.254.169.254/", "a" * 255,
    "a" * 257, "a" * 90_000, "\u0000", "\u202e", "__proto__", "{{7*7}}", "%s%n",
    "for-id-tokens",
)  # fmt: skip


@pytest.mark.parametrize("kid", KIDS, ids=range(len(KIDS)))
def test_a_key_id_is_compared_and_nothing_else(kid: str) -> None:
    """Only an exact match with a published `kid` is accepted."""
    refuse(make_token({"kid": kid}))
