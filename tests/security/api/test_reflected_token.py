"""A token is written to show up in the answer or the log."""

import logging

import pytest

from tests.security.api.api import Api, assert_refused
from tests.unit.backend.issuer import make_token

CANARY = "c4n4ry"
TOKENS = (
    make_token({"kid": f'{CANARY}"\r\nX-Injected: 1'}),
    make_token({"alg": CANARY}),
    make_token({"typ": f"<script>{CANARY}</script>"}),
    make_token(sub=f"{CANARY}\r\nSet-Cookie: a=b"),
    make_token(iss=f"https://{CANARY}.example"),
    make_token(client_id=CANARY, signer="attacker"),
    make_token(exp=CANARY),
    f"{CANARY}.{CANARY}.{CANARY}",
)


@pytest.mark.parametrize("token", TOKENS, ids=range(len(TOKENS)))
def test_a_refusal_repeats_nothing(token: str, caplog: pytest.LogCaptureFixture) -> None:
    """Neither in the status line, a header or the body, nor in any line of the log."""
    caplog.set_level(logging.DEBUG)
    assert_refused(Api().present(token), 401)
    assert "refused" in caplog.text
    for secret in (CANARY, token, *token.split(".")):
        assert secret not in caplog.text


def test_a_missing_scope_repeats_nothing(caplog: pytest.LogCaptureFixture) -> None:
    """The challenge names the API's scope, not the token's."""
    caplog.set_level(logging.DEBUG)
    token = make_token(scope=CANARY, username=CANARY)
    assert_refused(Api(scopes=["api/read"]).present(token), 403, "api/read")
    assert "lacks privileges" in caplog.text
    assert CANARY not in caplog.text
    assert token not in caplog.text
