"""Anything at all stands in the Authorization header, any number of times."""

import re

from hypothesis import example, given, settings
from hypothesis import strategies as st

from auth.backend.bearer import MalformedRequest, read_bearer_token
from auth.backend.unverified import MAX_TOKEN_BYTES
from tests.security.api.api import Api

SCHEMES = st.sampled_from([b"Bearer", b"bearer", b"BEARER", b"Basic", b"Bear", b"", b"Bearer\t"])
SPACES = st.sampled_from([b"", b" ", b"  ", b"\t", b"\r\n ", b",", b"\xa0"])
TOKENS = st.binary(max_size=40) | st.from_regex(rb"[A-Za-z0-9._~+/-]{1,40}=*", fullmatch=True)
VALUES = st.builds(lambda *parts: b"".join(parts), SCHEMES, SPACES, TOKENS, SPACES, TOKENS)
ONE_WORD = re.compile(r"[^\x00-\x20,\x7f]+")
API = Api()


@settings(max_examples=400)
@given(st.lists(VALUES, max_size=3))
@example([b"Bearer " + b"a" * MAX_TOKEN_BYTES])
@example([b"Bearer a\n"])
def test_a_header_holds_one_token_or_none(values: list[bytes]) -> None:
    """What is found is one word, the only one, and really stood there."""
    try:
        token = read_bearer_token([(b"authorization", value) for value in values])
    except MalformedRequest:
        return
    if token is not None:
        assert ONE_WORD.fullmatch(token)
        assert [re.sub(rb"(?i)\Abearer +", b"", value) for value in values] == [
            token.encode("latin-1")
        ]


@settings(max_examples=150)
@given(st.lists(VALUES, max_size=3))
def test_the_api_answers_with_a_refusal(values: list[bytes]) -> None:
    """Malformed or without credentials or invalid: always one of the three, always challenged."""
    response = API.get(*values)
    assert response.status_code in (400, 401)
    assert response.headers["www-authenticate"].startswith('Bearer realm="api"')
