"""The sentences that people read when Cognito refuses."""

from auth.account import errors
from auth.account.errors import AccountRequestRejected, CodeMismatch, PasskeyNotCreated
from auth.errors import AuthError

KINDS = [getattr(errors, name) for name in errors.__all__]


def test_each_error_has_a_sentence_of_its_own() -> None:
    """And a name for its translations; the exception's text is the sentence."""
    assert all(issubclass(kind, AuthError) for kind in KINDS)
    assert len({kind.text_key for kind in KINDS}) == len(KINDS)
    assert len({kind.sentence for kind in KINDS}) == len(KINDS)
    assert [str(kind()) for kind in KINDS] == [kind.sentence for kind in KINDS]


def test_an_error_says_what_cognito_called_it() -> None:
    """For programs, which compare no sentences; "" and 0 if Cognito said nothing."""
    error = AccountRequestRejected("ForbiddenException", status=400)
    assert (error.error, error.status) == ("ForbiddenException", 400)
    assert (CodeMismatch().error, CodeMismatch().status) == ("", 0)


def test_a_passkey_may_fail_for_reasons_that_people_can_change() -> None:
    """Each has its own sentence; the class keeps the general one."""
    names = ["NotAllowedError", "InvalidStateError", "SecurityError", "UnknownError"]
    found = [PasskeyNotCreated(name) for name in names]
    assert len({str(one) for one in found}) == len({one.text_key for one in found}) == 4
    assert str(PasskeyNotCreated()) == PasskeyNotCreated.sentence == str(found[-1])
