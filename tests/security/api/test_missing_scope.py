"""A token is sound but does not allow this call, though it nearly says so."""

import pytest

from tests.security.api.api import Api, assert_refused
from tests.unit.backend.issuer import make_token

SCOPES: tuple[object, ...] = (
    ..., None, "", " ", True, 1, [], ["api/read"], {"api/read": 1}, "openid", "api/readonly",
    "api/rea", "xapi/read", "api/Read", "API/READ", "api/read\topenid", "openid\tapi/read",
    "api/read\n", "api/read,openid", "api/read/", "api", "read", "api/*", "*",
    "api/read\u00a0openid", "api/re ad", '"api/read"', "api/read\x00",
)  # fmt: skip


@pytest.mark.parametrize("scope", SCOPES, ids=repr)
def test_a_scope_is_an_exact_word(scope: object) -> None:
    """403, and the challenge says what is missing."""
    response = Api(scopes=["api/read"]).present(make_token(scope=scope))
    assert_refused(response, 403, "api/read")


@pytest.mark.parametrize("scope", ["api/read", "openid api/read", "api/read openid", "a  api/read"])
def test_the_test_can_tell(scope: str) -> None:
    """A token with the scope among others is accepted."""
    assert Api(scopes=["api/read"]).present(make_token(scope=scope)).status_code == 200


def test_all_of_several_scopes_are_needed() -> None:
    """One of two is not enough."""
    response = Api(scopes=["api/read", "api/write"]).present(make_token(scope="api/read"))
    assert_refused(response, 403, "api/read api/write")


def test_a_bad_token_is_not_told_about_scopes() -> None:
    """An invalid token gets 401 before scopes are checked."""
    assert_refused(Api(scopes=["api/read"]).present(make_token(signer="attacker", scope="x")), 401)
