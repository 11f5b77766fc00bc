"""A token's header says that it is another kind of token."""

import pytest

from tests.security.api.api import Api, refuse
from tests.unit.backend.issuer import make_token

TYPES: tuple[object, ...] = (
    None, "", True, 1, [], ["JWT"], {}, "logout+jwt", "id+jwt", "dpop+jwt", "secevent+jwt", "JWS",
    "JWE", "JOSE", "JOSE+JSON", "application/json", "token-introspection+jwt", "at+jwt ",
    "jwt\x00", "text/html",
)  # fmt: skip


@pytest.mark.parametrize("typ", TYPES, ids=repr)
def test_other_kinds_are_refused(typ: object) -> None:
    """Explicit typing keeps tokens of one kind from passing as another (RFC 8725 3.11)."""
    refuse(make_token({"typ": typ}))


@pytest.mark.parametrize("typ", [..., "JWT", "jwt", "at+jwt", "AT+JWT", "application/at+jwt"])
def test_an_access_token_may_say_what_it_is(typ: object) -> None:
    """Cognito says nothing; RFC 9068 2.1 and RFC 7519 5.1 have names for it."""
    assert Api().present(make_token({"typ": typ})).status_code == 200
