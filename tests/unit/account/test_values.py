"""Members of Cognito's answers, with a check of their types."""

from urllib.parse import parse_qs, urlsplit

import pytest

from auth.account.values import (
    AccountDetails,
    Passkey,
    TotpSecret,
    an_object,
    is_federated,
    objects,
)
from auth.errors import MalformedResponse
from auth.protocol.claims import IdTokenClaims

ANSWER: dict[str, object] = {"SecretCode": "GEZDGNBVGY3TQOJQ"}


@pytest.mark.parametrize("value", ["", 0, False, "email", [], {}, [1], ["EMAIL"], None])
def test_second_factors_of_a_wrong_type_are_none(value: object) -> None:
    """They only inform: an unknown factor, or another type, is passed over."""
    answer = {"Username": "ada", "UserMFASettingList": value, "PreferredMfaSetting": value}
    details = AccountDetails(answer)
    assert (details.factors, details.preferred_factor) == ((), "")


@pytest.mark.parametrize(
    ("value", "expected"), [("true", [True]), ("True", [True]), ("false", [False]), ("", [False])]
)
def test_verified_is_a_string(value: str, expected: list[bool]) -> None:
    """Cognito's API has no booleans in attributes."""
    pair = {"Name": "email_verified", "Value": value}
    details = AccountDetails({"Username": "ada", "UserAttributes": [pair]})
    assert [details.is_verified("email")] == expected
    assert not details.is_verified("phone_number")


@pytest.mark.parametrize(
    ("issuer", "account"),
    [
        ("localhost", "ada@example.com"),
        ("A & B: C/D?", "ada lovelace"),
        ("München", "å+b"),
        ("app", "a:b%&=#"),
    ],
)
def test_any_name_fits_into_a_uri(issuer: str, account: str) -> None:
    """Authenticator apps read the same names back."""
    uri = urlsplit(TotpSecret(ANSWER, issuer=issuer, account=account).uri)
    assert (uri.scheme, uri.netloc) == ("otpauth", "totp")
    query = parse_qs(uri.query, strict_parsing=True)
    assert query == {"secret": ["GEZDGNBVGY3TQOJQ"], "issuer": [issuer]}
    assert uri.path.count(":") == 1


@pytest.mark.parametrize("secret", ["", "A B", "A&issuer=evil", "A\n", 7, None])
def test_a_secret_cannot_change_the_uri(secret: object) -> None:
    """It has letters and digits only."""
    with pytest.raises(MalformedResponse):
        TotpSecret({"SecretCode": secret}, issuer="app", account="ada")


@pytest.mark.parametrize("created_at", ["yesterday", -1, float("inf"), True])
def test_a_time_is_a_number(created_at: object) -> None:
    """Pages show it as a date."""
    with pytest.raises(MalformedResponse):
        Passkey({"CredentialId": "AQ", "CreatedAt": created_at})


@pytest.mark.parametrize("value", ["text", {}, [None], [[]], 7])
def test_lists_of_objects_are_checked(value: object) -> None:
    """A list may be missing, and has nothing but objects."""
    assert objects({}, "Credentials") == objects({"Credentials": None}, "Credentials") == []
    with pytest.raises(MalformedResponse):
        objects({"Credentials": value}, "Credentials")


@pytest.mark.parametrize("value", [None, [], "{}", 7])
def test_objects_are_checked(value: object) -> None:
    """An object may not be missing."""
    assert an_object({"Options": {}}, "Options") == {}
    with pytest.raises(MalformedResponse):
        an_object({"Options": value}, "Options")


@pytest.mark.parametrize(
    ("username", "identities", "expected"),
    [
        ("Example_katherine", [{"providerName": "Example", "userId": "katherine"}], [True]),
        ("example_Katherine", [{"providerName": "Example", "userId": "katherine"}], [True]),
        ("ada", [{"providerName": "Example", "userId": "katherine"}], [False]),
        ("Example_katherine", None, [False]),
        ("Example_katherine", "Example_katherine", [False]),
        ("Example_katherine", ["Example_katherine", None, {}], [False]),
    ],
)
def test_who_signs_in_elsewhere_is_federated(
    username: str, identities: object, expected: list[bool]
) -> None:
    """Not somebody of the pool's own who has linked another account."""
    user = IdTokenClaims({"cognito:username": username, "identities": identities})
    assert [is_federated(user)] == expected
