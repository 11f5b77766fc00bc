"""Another kind of token of the same sign-in is presented."""

import pytest

from tests.security.api.api import refuse
from tests.security.api.forge import claiming
from tests.unit.backend.issuer import CLIENT, base64url, make_token

USES: tuple[object, ...] = (
    ..., None, "", "id", "refresh", "Access", "ACCESS", "access ", " access", "access\x00", True,
    1, ["access"], {"access": 1}, "access id",
)  # fmt: skip


@pytest.mark.parametrize("use", USES, ids=repr)
def test_only_an_access_token_opens_the_api(use: object) -> None:
    """`token_use` is exactly that."""
    refuse(make_token(token_use=use))


def test_a_real_id_token_is_refused() -> None:
    """With all the claims that Cognito gives it, and even if a client id is added."""
    claims: dict[str, object] = {
        "token_use": "id", "aud": CLIENT, "cognito:username": "ada", "email": "ada@example.com",
        "email_verified": True, "nonce": "n", "at_hash": "h", "username": ..., "scope": ...,
    }  # fmt: skip
    refuse(claiming({**claims, "client_id": ...}))
    refuse(claiming(claims))


def test_a_refresh_token_is_refused() -> None:
    """It is an encrypted token of five parts, or opaque text."""
    header = base64url(b'{"cty":"JWT","enc":"A256GCM","alg":"RSA-OAEP"}')
    refuse(".".join([header, *(base64url(bytes([part]) * 64) for part in range(4))]))
    refuse("8xLOxBtZp8")
