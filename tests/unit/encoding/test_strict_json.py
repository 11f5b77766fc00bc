"""Strict JSON objects (most of it is in tests/vectors)."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auth.encoding import strict_json
from auth.encoding.strict_json import parse_object
from auth.errors import MalformedResponse

LEAVES = (
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"]))
)
OBJECTS = st.dictionaries(
    st.text(st.characters(exclude_categories=["Cs"])), LEAVES | st.lists(LEAVES)
)


@pytest.fixture(params=[True, False])
def _either_reader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Use the standard library's parser, or the one for MicroPython."""
    if not request.param:
        monkeypatch.setattr(strict_json, "_decode", None)


@given(document=OBJECTS, ascii_only=st.booleans())
def test_an_object_is_read_from_text_and_bytes(
    *, document: dict[str, object], ascii_only: bool
) -> None:
    """Escaped or not, from a string or bytes, the object is the same."""
    text = json.dumps(document, ensure_ascii=ascii_only)
    assert parse_object(text) == parse_object(text.encode()) == document


@pytest.mark.usefixtures("_either_reader")
@pytest.mark.parametrize(
    "text",
    [
        '{"a":1,"a":1}',
        '{"a":NaN}',
        '{"a":Infinity}',
        '{"a":1e400}',
        "[]",
        "",
        '{"a":"\\ud800"}',
        '{"a":"\ud800"}',
        '{"a":"\udfff\ud800"}',
        '\ufeff{"a":1}',
        '{"a":' + "9" * 1001 + "}",
        '{"a":' + "9" * 5000 + "}",
        '{"a":1}]',
    ],
)
def test_both_readers_refuse(text: str) -> None:
    """Both parsers are strict."""
    with pytest.raises(MalformedResponse, match="not a JSON object"):
        parse_object(text)


@pytest.mark.usefixtures("_either_reader")
@pytest.mark.parametrize("padding", [0, 1000])
@pytest.mark.parametrize("digits", [1, 990, 1000])
def test_both_readers_read_long_numbers(digits: int, padding: int) -> None:
    """Up to 1000 digits, in a short document and in a long one."""
    document = '{"a":' + "9" * digits + ',"b":"' + "b" * padding + '"}'
    assert parse_object(document)["a"] == 10**digits - 1


@pytest.mark.usefixtures("_either_reader")
def test_a_fault_is_not_quoted() -> None:
    """A malformed response may contain tokens; neither message nor cause quotes it."""
    with pytest.raises(MalformedResponse) as caught:
        parse_object('{"access_token": "secret')
    assert "secret" not in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None
