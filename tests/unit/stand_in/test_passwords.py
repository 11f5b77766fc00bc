"""Password hashes and the policy."""

import pytest

from cognito_stand_in.passwords import hash_password, password_matches, policy_violation
from cognito_stand_in.pool import PasswordPolicy

STRICT = PasswordPolicy(
    minimum_length=8, lowercase=True, uppercase=True, numbers=True, symbols=True
)


@pytest.mark.parametrize("password", ["", "x", "Ünï-cødé", "\udcff", "a$b"])
def test_a_hash_matches_its_password_only(password: str) -> None:
    """A password matches its own hash, and another one does not."""
    stored = hash_password(password)
    assert password_matches(password, stored)
    assert not password_matches(f"{password}.", stored)
    assert hash_password(password) != stored


@pytest.mark.parametrize(
    ("password", "text"),
    [
        ("Aa1-", "Password not long enough"),
        ("AAAA111-", "Password must have lowercase characters"),
        ("aaaa111-", "Password must have uppercase characters"),
        ("aaaaAAA-", "Password must have numeric characters"),
        ("aaaaAAA1", "Password must have symbol characters"),
    ],
)
def test_the_policy_says_what_is_missing(password: str, text: str) -> None:
    """A weak password is refused in Cognito's words."""
    assert policy_violation(password, STRICT) == f"Password did not conform with policy: {text}"


def test_a_good_password_is_accepted() -> None:
    """A password with everything passes, and an empty policy asks for length only."""
    assert policy_violation("aaAA11--", STRICT) is None
    assert policy_violation("aaaaaaaa", PasswordPolicy()) is None
