"""Anything at all is presented as a token."""

import json

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from auth.errors import TokenMalformed
from auth.protocol.jose import split_jws
from tests.security.api.api import Api
from tests.security.api.forge import HEADER, PAYLOAD, claiming, parts_of
from tests.unit.backend.issuer import CLIENT, ISSUER, NOW, base64url, make_token, sign

GOOD = make_token()
API = Api()
SOUND = (NOW, NOW - 60, NOW + 60, ISSUER, CLIENT, "access")
LEAVES = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(SOUND)
)
VALUES = st.recursive(
    LEAVES, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=8
)
EXACT = ("iss", "aud", "client_id", "token_use")
CHECKED = ("iss", "sub", "aud", "exp", "nbf", "iat", "client_id", "token_use")
SEGMENTS = st.binary(max_size=60).map(base64url) | st.text(max_size=20)


def is_json(value: object) -> bool:
    """Check whether JSON has a spelling for everything in a value."""
    try:
        json.dumps(value, allow_nan=False)
    except ValueError:
        return False
    return True


def outcome(token: str | bytes) -> int:
    """Present a token to an API that has seen many before."""
    return API.present(token).status_code


@settings(max_examples=150)
@given(st.binary(max_size=400))
@example(b"")
@example(b"\xff" * 9000)
def test_bytes_are_refused(token: bytes) -> None:
    """As an invalid token or a malformed request, never in another way."""
    assert outcome(token) in (400, 401)


@settings(max_examples=150)
@given(st.lists(SEGMENTS, min_size=1, max_size=6))
def test_segments_are_refused(segments: list[str]) -> None:
    """Also when they are in the right alphabet."""
    assert outcome(".".join(segments)) in (400, 401)


@settings(max_examples=150)
@given(st.data())
def test_a_good_token_with_one_character_changed_is_refused(data: st.DataObject) -> None:
    """Whichever it is, and whatever it is changed into."""
    position = data.draw(st.integers(0, len(GOOD) - 1))
    other = data.draw(st.characters().filter(lambda character: character != GOOD[position]))
    token = GOOD[:position] + other + GOOD[position + 1 :]
    assert outcome(token.encode(errors="replace")) in (400, 401)


@settings(max_examples=100)
@given(st.dictionaries(st.sampled_from(CHECKED), VALUES, min_size=1))
def test_signed_claims_of_any_kind_are_judged(claims: dict[str, object]) -> None:
    """No value breaks the check, and of the claims that must be exact none passes but the one."""
    exact = [claims[name] for name in EXACT if name in claims]
    expected = (200, 401) if all(value in SOUND for value in exact) else (401,)
    assert outcome(claiming(claims)) in expected


@settings(max_examples=60)
@given(st.dictionaries(st.text().filter(lambda name: name not in CHECKED), VALUES))
def test_claims_that_nobody_asks_for_keep_nobody_out(claims: dict[str, object]) -> None:
    """A Lambda may add what it likes, as long as it is JSON."""
    assert outcome(claiming(claims)) == (200 if is_json(claims) else 401)


@settings(max_examples=100)
@given(VALUES, VALUES)
def test_signed_documents_of_any_kind_are_refused(header: object, payload: object) -> None:
    """Whatever JSON it is, in the place of the header or of the payload."""
    assert outcome(sign(json.dumps(header), PAYLOAD)) in (400, 401)
    assert outcome(sign(HEADER, json.dumps(payload))) in (400, 401)


@settings(max_examples=300)
@given(st.text(max_size=300) | st.lists(SEGMENTS, min_size=3, max_size=3).map(".".join))
def test_the_parser_raises_its_own_error_alone(text: str) -> None:
    """Even for text that no header could carry."""
    try:
        jws = split_jws(text)
    except TokenMalformed:
        return
    with pytest.raises(TokenMalformed):
        jws.payload()


def test_the_good_token_is_good() -> None:
    """Without this, an API that refuses everything would pass."""
    assert outcome(GOOD) == 200
    assert len(parts_of(GOOD)) == 3
