"""Base64url with one spelling for each byte string (more in tests/vectors)."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auth.encoding import base64url
from auth.errors import MalformedResponse


@given(st.binary())
def test_decoding_undoes_encoding(data: bytes) -> None:
    """The string has no padding, uses the alphabet, and equals the standard library's."""
    text = base64url.encode(data)
    assert base64url.decode(text) == data
    assert set(text) <= set(base64url.ALPHABET)
    assert text == base64.urlsafe_b64encode(data).decode().rstrip("=")


@given(st.text(alphabet=base64url.ALPHABET + "=+/ \n.é", max_size=12))
def test_no_bytes_have_two_spellings(text: str) -> None:
    """Every accepted string is what encoding returns."""
    try:
        data = base64url.decode(text)
    except MalformedResponse:
        return
    assert base64url.encode(data) == text


@pytest.mark.parametrize("start", ["A", "A_", "-A_AA", "-A_AA9"])
def test_bits_that_are_not_used_are_zero(start: str) -> None:
    """Of the characters that may be last, one in sixteen or one in four is accepted."""
    for last in base64url.ALPHABET:
        text = start + last
        data = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_")
        if base64url.encode(data) == text:
            assert base64url.decode(text) == data
        else:
            with pytest.raises(MalformedResponse):
                base64url.decode(text)


@pytest.mark.parametrize("text", ["\ud800", "YWI\udfff", "YWJj\ud83dYWJj"])
def test_half_a_surrogate_pair_is_refused(text: str) -> None:
    """JavaScript strings may contain it, UTF-8 may not."""
    with pytest.raises(MalformedResponse):
        base64url.decode(text)


def test_the_fault_is_not_quoted() -> None:
    """A malformed secret is not quoted in the message."""
    with pytest.raises(MalformedResponse) as caught:
        base64url.decode("secret!")
    assert "secret" not in str(caught.value)
