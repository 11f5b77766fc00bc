"""An Authorization header is not quite `Bearer` and one token."""

import pytest

from tests.security.api.api import CHALLENGE, Api, assert_refused
from tests.unit.backend.issuer import make_token

TOKEN = make_token()
MALFORMED = (
    "Bearer", "Bearer ", "Bearer  ", f"Bearer {TOKEN} {TOKEN}", f"Bearer {TOKEN} x",
    f"Bearer \t{TOKEN}", f"Bearer {TOKEN}\t", f"Bearer realm=x, {TOKEN}",
    f"Bearer {TOKEN}\r\nX-Injected: 1", f"Bearer \r\n {TOKEN}", b"Bearer \x00",
)  # fmt: skip
NO_TOKENS = (
    f'Bearer "{TOKEN}"', f"Bearer token={TOKEN}", "Bearer =", "Bearer ==", f"Bearer <{TOKEN}>",
    "Bearer \u00e9", b"Bearer \xff\xfe", f"Bearer {TOKEN}\u00a0",
)  # fmt: skip
OTHERS = (
    "", " ", "Basic YTpi", f"Basic {TOKEN}", TOKEN, f"Bearer{TOKEN}", f"Bearer:{TOKEN}",
    f"Bearer\t{TOKEN}", f"Bearer={TOKEN}", f"Token {TOKEN}", f"JWT {TOKEN}", f"DPoP {TOKEN}",
    f" Bearer {TOKEN}", f"Bear {TOKEN}", f"Basic YTpi, Bearer {TOKEN}", f"\u0412earer {TOKEN}",
    b"\xff", f"Bearer\x00 {TOKEN}", f"Bearer\u00a0{TOKEN}",
)  # fmt: skip


@pytest.mark.parametrize("value", MALFORMED, ids=range(len(MALFORMED)))
def test_a_bearer_header_that_is_malformed_is_a_bad_request(value: str | bytes) -> None:
    """400, whatever else is wrong with it (RFC 6750 3.1)."""
    raw = value.encode() if isinstance(value, str) else value
    assert_refused(Api().get(raw), 400)


@pytest.mark.parametrize("value", NO_TOKENS, ids=range(len(NO_TOKENS)))
def test_a_single_word_that_is_no_token_is_a_bad_token(value: str | bytes) -> None:
    """401, as for any other token that does not verify."""
    assert_refused(Api().get(value.encode() if isinstance(value, str) else value), 401)


@pytest.mark.parametrize("value", OTHERS, ids=range(len(OTHERS)))
def test_what_is_no_bearer_header_is_no_credential(value: str | bytes) -> None:
    """401 and a bare challenge, as if nothing had been sent."""
    response = Api().get(value.encode() if isinstance(value, str) else value)
    assert response.status_code == 401
    assert response.headers["www-authenticate"] == CHALLENGE
    assert response.content == b'{"error": "missing_token"}'


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER", "bEARER", "Bearer  "])
def test_the_scheme_is_known_in_any_case(scheme: str) -> None:
    """Names of schemes know no case (RFC 9110 11.1)."""
    assert Api().get(f"{scheme} {TOKEN}").status_code == 200
