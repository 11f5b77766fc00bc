"""Claims as values with types."""

import pytest

from auth.protocol.claims import Claims, IdTokenClaims

FROM_GOOGLE: dict[str, object] = {"cognito:username": "Google_105512345678901234567"}


@pytest.mark.parametrize(
    ("claims", "name"),
    [
        ({"name": "Ada Lovelace", "email": "ada@example.com"}, "Ada Lovelace"),
        ({"name": "", "email": "ada@example.com"}, "ada@example.com"),
        ({"name": " \u00a0\u200b\t", "given_name": "\u3000", "email": "a@b.c"}, "a@b.c"),
        ({"name": " Ada\u200b L.\u00a0"}, "Ada\u200b L."),
        ({"name": "Andr\u00e9"}, "Andr\u00e9"),
        ({**FROM_GOOGLE, "given_name": "Ada", "family_name": "Lovelace"}, "Ada Lovelace"),
        ({**FROM_GOOGLE, "given_name": " Ada ", "family_name": " "}, "Ada"),
        ({**FROM_GOOGLE, "family_name": "Lovelace"}, "Lovelace"),
        ({**FROM_GOOGLE, "preferred_username": "countess", "nickname": "A"}, "countess"),
        ({**FROM_GOOGLE, "nickname": "A", "email": "ada@example.com"}, "A"),
        ({**FROM_GOOGLE, "email": "ada@example.com"}, "ada@example.com"),
        (FROM_GOOGLE, "Google_105512345678901234567"),
        ({"email": "ada@example.com", "cognito:username": "ada"}, "ada@example.com"),
        ({"cognito:username": "  "}, "the-sub"),
        ({"cognito:username": "ada", "name": 7}, "ada"),
        ({}, "the-sub"),
    ],
)
def test_there_is_always_a_name_to_show(claims: dict[str, object], name: str) -> None:
    """The first one that is not blank; the user name, which may be a provider's id, comes late."""
    assert IdTokenClaims({"sub": "the-sub", **claims}).name == name


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (True, True),
        ("true", True),
        ("True", True),
        (False, False),
        ("false", False),
        ("", False),
        ("1", False),
        (1, False),
        (None, False),
        (["true"], False),
    ],
)
def test_a_flag_is_a_bool_or_its_name(value: object, *, expected: bool) -> None:
    """`email_verified` is a bool in ID tokens and a string from userInfo and some providers."""
    assert Claims({"email_verified": value}).flag("email_verified") is expected


def test_the_usual_claims_have_properties_of_their_type() -> None:
    """A claim that is missing, or of another type, has the empty value of its type."""
    full = IdTokenClaims(
        {
            "cognito:username": "ada",
            "email": "ada@example.com",
            "email_verified": "true",
            "phone_number": "+15550100",
            "phone_number_verified": False,
            "auth_time": 1_800_000_000,
            "cognito:groups": ["admins"],
        }
    )
    assert (full.username, full.email, full.email_verified) == ("ada", "ada@example.com", True)
    assert (full.phone_number, full.phone_number_verified) == ("+15550100", False)
    assert (full.auth_time, full.groups) == (1_800_000_000.0, ["admins"])
    for claims in (IdTokenClaims({}), IdTokenClaims({"email": 1, "auth_time": "x"})):
        assert (claims.username, claims.email, claims.phone_number) == ("", "", "")
        assert (claims.email_verified, claims.phone_number_verified) == (False, False)
        assert (claims.auth_time, claims.groups) == (None, [])


def test_claims_are_not_shown() -> None:
    """Claims are personal data, so the representation has none."""
    assert repr(Claims({"sub": "secret"})) == "<Claims>"
