"""Base64url in plain Python compared with the one on `binascii`."""

from hypothesis import example, given
from hypothesis import strategies as st

from auth.encoding import base64url, radix64
from auth.errors import MalformedResponse


@given(st.binary())
def test_it_agrees_with_the_other(data: bytes) -> None:
    """Decoding reverses encoding."""
    text = base64url.encode(data)
    assert radix64.encode(data) == text
    assert radix64.decode(text) == data


@example("A")
@given(st.text(alphabet=radix64.ALPHABET + "=+/ \n.é", max_size=12))
def test_it_refuses_the_same(text: str) -> None:
    """Padding, other characters, an impossible length and stray bits are refused."""
    try:
        data = base64url.decode(text)
    except MalformedResponse:
        data = None
    assert radix64.decode(text) == data
