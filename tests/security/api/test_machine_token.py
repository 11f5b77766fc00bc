"""A machine's token is presented where people are expected."""

from tests.security.api.api import refuse
from tests.security.api.forge import claiming
from tests.unit.backend.issuer import CLIENT, make_token


def test_a_machine_is_nobody() -> None:
    """A client credentials token, whose subject is the client, is refused."""
    refuse(claiming({"sub": CLIENT, "username": ..., "cognito:groups": ...}))
    refuse(make_token(sub=CLIENT))


def test_a_token_without_a_subject_speaks_for_nobody() -> None:
    """It is refused with a user name and without."""
    refuse(make_token(sub=...))
    refuse(make_token(sub=..., username=...))
