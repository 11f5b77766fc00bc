"""A token names another issuer than the configured one, or nearly the same."""

import pytest

from tests.security.api.api import refuse
from tests.unit.backend.issuer import ISSUER, make_token

ISSUERS: tuple[object, ...] = (
    ..., None, "", True, 1, [], [ISSUER], {}, {"iss": ISSUER}, f"{ISSUER}1", ISSUER[:-1],
    f"{ISSUER}/", f" {ISSUER}", f"{ISSUER} ", f"{ISSUER}\x00", ISSUER.upper(), ISSUER.lower(),
    ISSUER.replace("https", "http"), ISSUER.replace("https://", ""),
    ISSUER.replace("Example01", "Example02"), f"{ISSUER}/../eu-west-1_Other", f"{ISSUER}?",
    f"{ISSUER}#", ISSUER.replace("eu-west-1", "us-east-1"), "https://attacker.example",
    ISSUER.replace("https://", "https://issuer-"),
    ISSUER.replace(".com/", ".com.attacker.example/"), ISSUER.replace("E", "\u0415"),
    "https://app.auth.eu-west-1.amazoncognito.com",
)  # fmt: skip


@pytest.mark.parametrize("issuer", ISSUERS, ids=range(len(ISSUERS)))
def test_the_issuer_is_compared_letter_by_letter(issuer: object) -> None:
    """A token with another issuer is refused although the key is right."""
    refuse(make_token(iss=issuer))
