"""Checks of a token before it is verified: type, size, characters and issuer."""

import json

import pytest

from auth.backend.unverified import check_size, digest_of, unverified_issuer
from auth.errors import TokenMalformed, TokenTooLarge
from tests.unit.backend.issuer import ISSUER, base64url, make_token


@pytest.mark.parametrize("token", ["", "a.b.c", "x" * 100])
def test_a_string_within_the_limit_passes(token: str) -> None:
    """Whether it is a token is left to the verifier."""
    assert check_size(token, 100) == token


def test_a_longer_string_is_named_as_such() -> None:
    """The message has both sizes."""
    with pytest.raises(TokenTooLarge, match=r"got 101 bytes, expected at most 100$"):
        check_size("x" * 101, 100)


@pytest.mark.parametrize("token", [None, 5, b"a.b.c", ["a"], "²", "\ud800", "a.\x80.c"])
def test_a_value_that_no_token_has_is_malformed(token: object) -> None:
    """Other types, and strings with other characters than ASCII."""
    with pytest.raises(TokenMalformed):
        check_size(token, 100)


def test_the_issuer_is_read() -> None:
    """The signature is not checked."""
    assert unverified_issuer(make_token(signer="attacker")) == ISSUER


def payload(text: str | bytes) -> str:
    """Return a token with that payload."""
    return f"h.{base64url(text.encode() if isinstance(text, str) else text)}.s"


@pytest.mark.parametrize(
    "token",
    [
        "",
        "a.b",
        "a.b.c",
        "a.b.c.d",
        "h.\ud800.s",
        payload(b"\xff"),
        payload("[]"),
        payload("{}"),
        payload('{"iss": 1}'),
        payload('{"iss": ["a"]}'),
        payload('{"iss": "a"'),
        payload("[" * 100_000),
        payload('{"exp": ' + "9" * 5000 + "}"),
        payload(json.dumps({"iss": "a"}) + "x"),
    ],
    ids=range(14),
)
def test_a_token_that_names_no_issuer_has_none(token: str) -> None:
    """No content raises an exception."""
    assert unverified_issuer(token) is None


def test_every_string_has_a_digest() -> None:
    """Half a surrogate pair has one too, because a custom verifier may accept it."""
    assert digest_of("\ud800") != digest_of("\ud801")
    assert len(digest_of("")) == 32
