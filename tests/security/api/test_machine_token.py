"""A machine's token is presented where people are expected."""

from tests.security.api.api import refuse
from tests.security.api.forge import claiming
from tests.unit.backend.issuer import CLIENT, make_token


def test_a_machine_is_nobody() -> None:
    """The client credentials grant makes tokens whose subject is the client itself."""
    refuse(claiming({"sub": CLIENT, "username": ..., "cognito:groups": ...}))
    refuse(make_token(sub=CLIENT))


def test_a_token_without_a_subject_speaks_for_nobody() -> None:
    """Neither with a user name nor without."""
    refuse(make_token(sub=...))
    refuse(make_token(sub=..., username=...))
