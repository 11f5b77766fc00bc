"""Base64url in plain Python, beside the one that the standard library helps with."""

from hypothesis import example, given
from hypothesis import strategies as st

from auth.encoding import base64url, radix64
from auth.errors import MalformedResponse


@given(st.binary())
def test_it_agrees_with_the_other(data: bytes) -> None:
    """There and back."""
    text = base64url.encode(data)
    assert radix64.encode(data) == text
    assert radix64.decode(text) == data


@example("A")
@given(st.text(alphabet=radix64.ALPHABET + "=+/ \n.é", max_size=12))
def test_it_refuses_the_same(text: str) -> None:
    """Padding, foreign characters, a letter too many and stray bits."""
    try:
        data = base64url.decode(text)
    except MalformedResponse:
        data = None
    assert radix64.decode(text) == data
