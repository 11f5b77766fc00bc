"""Our JSON parser compared with the standard library's (more in tests/vectors)."""

import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from auth.encoding.json_reader import MAXIMUM_DEPTH, read_json

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)
PIECES = st.sampled_from(
    ["{", "}", "[", "]", ",", ":", '"a"', '"', "\\", "\\u00e9", "1", "0", "-", ".", "e", "true"]
)


@example(value="\\", ascii_only=True, indent=None)
@given(value=VALUES, ascii_only=st.booleans(), indent=st.sampled_from([None, 1]))
def test_what_the_standard_library_writes_is_read(
    *, value: object, ascii_only: bool, indent: int | None
) -> None:
    """Every value is read back, in each way of writing it."""
    text = json.dumps(value, ensure_ascii=ascii_only, indent=indent)
    if "\\ud" not in text:
        assert read_json(text) == value


@given(st.lists(PIECES, max_size=12).map("".join))
@example("[1,]")
@example('{"a" 1}')
def test_what_is_no_json_is_refused_by_both(text: str) -> None:
    """Both parsers accept the same documents and return the same values."""
    try:
        expected = json.loads(text)
    except ValueError:
        with pytest.raises(ValueError):  # noqa: PT011 - any fault will do
            read_json(text)
    else:
        if '"a"' not in text:
            assert read_json(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        '{"a" "b" 1}',
        '[1 "a" 2]',
        "{1:1}",
        "1x",
        r'"\u00e"',
        r'"\u 0e9"',
        r'"\udc00\udc00"',
        r'"\ud800\ue000"',
        '1"\\',
    ],
)
def test_one_mistake_is_enough(text: str) -> None:
    """A document with one error is refused."""
    with pytest.raises(ValueError, match=r"expected|surrogate|number|unfinished"):
        read_json(text)


@pytest.mark.parametrize(("opening", "inner", "closing"), [("[", "", "]"), ('{"a":', "1", "}")])
def test_depth_is_bounded(opening: str, inner: str, closing: str) -> None:
    """A document that would exhaust the stack is refused early."""
    read_json(opening * MAXIMUM_DEPTH + inner + closing * MAXIMUM_DEPTH)
    with pytest.raises(ValueError, match="too deeply"):
        read_json(opening * 10_000)
