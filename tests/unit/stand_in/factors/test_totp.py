"""Codes of authenticator apps, compared with RFC 6238 appendix B."""

import base64

import pytest

from cognito_stand_in.factors.totp import TotpRefused, check_code, code_at, key_uri, qr_code
from cognito_stand_in.pool import User

SECRET = base64.b32encode(b"12345678901234567890").decode()
# The last six of the eight digits.
VECTORS = {
    59: "287082",
    1_111_111_109: "081804",
    1_111_111_111: "050471",
    1_234_567_890: "005924",
    2_000_000_000: "279037",
    20_000_000_000: "353130",
}


@pytest.mark.parametrize(("seconds", "code"), VECTORS.items())
def test_codes_are_those_of_the_rfc(seconds: int, code: str) -> None:
    """With SHA-1, steps of 30 seconds, and six digits."""
    assert code_at(SECRET, seconds) == code


def test_people_may_type_spaces() -> None:
    """Apps show codes in two groups."""
    check_code(User(username="ada", sub="1"), SECRET, " 081 804 ", 1_111_111_109)


@pytest.mark.parametrize("typed", ["", "81804", "0818040", "é81804", "\ud800"])
def test_what_is_no_code(typed: str) -> None:
    """It is refused like a wrong one, and the account is as it was."""
    user = User(username="ada", sub="1")
    with pytest.raises(TotpRefused, match="Invalid code received for user"):
        check_code(user, SECRET, typed, 1_111_111_109)
    assert user.totp_used_step == -1


def test_the_first_minute_of_all_times() -> None:
    """There is no step before the first."""
    check_code(User(username="ada", sub="1"), SECRET, code_at(SECRET, 0), 0)


def test_the_uri_and_its_drawing() -> None:
    """Names are percent-encoded, and the drawing is markup without a script."""
    uri = key_uri(SECRET, issuer="Local stand-in", account='ada "<b>@example.com')
    expected = (
        "otpauth://totp/Local%20stand-in:ada%20%22%3Cb%3E%40example.com"
        f"?secret={SECRET}&issuer=Local%20stand-in"
    )
    assert uri == expected
    drawing = qr_code(uri)
    assert drawing.startswith("<svg")
    assert not {"script", "style="} & set(drawing.split())
