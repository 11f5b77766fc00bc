"""Members of JSON objects, read by type."""

import pytest

from auth.encoding import members
from auth.errors import MalformedResponse

OTHER_TYPES: list[object] = [True, False, [], {}, ["a"], object()]


def test_a_member_of_the_right_type_is_given() -> None:
    """Strings and numbers are returned unchanged."""
    record: dict[str, object] = {"text": "a", "whole": 0, "part": 0.5}
    assert members.string(record, "text") == "a"
    assert members.number(record, "whole") == 0
    assert members.number(record, "part") == 0.5
    assert members.optional_string(record, "text") == "a"
    assert members.optional_number(record, "part") == 0.5


@pytest.mark.parametrize("value", [0, 0.5, 1_800_000_000, 999_999_999_999.5])
def test_a_number_of_seconds_is_a_time(value: float) -> None:
    """Whole or not, from zero on."""
    assert members.is_time(value)


@pytest.mark.parametrize(
    "value",
    [None, "1", -1, 1e12, 10**30, float("inf"), float("-inf"), float("nan"), *OTHER_TYPES],
)
def test_anything_else_is_not_a_time(value: object) -> None:
    """Booleans, strings, infinities, and numbers below zero or far in the future."""
    assert not members.is_time(value)


@pytest.mark.parametrize("value", [0, -1, 0.5, 1e300])
def test_a_finite_number_is_a_number(value: float) -> None:
    """Below zero, too."""
    assert members.is_number(value)


@pytest.mark.parametrize("value", [None, "1", float("inf"), float("nan"), *OTHER_TYPES])
def test_anything_else_is_not_a_number(value: object) -> None:
    """Booleans, strings, infinities."""
    assert not members.is_number(value)


@pytest.mark.parametrize("value", [None, "", 1, *OTHER_TYPES])
def test_anything_else_is_no_text(value: object) -> None:
    """An absent or empty string is refused like a number."""
    with pytest.raises(MalformedResponse, match="name is not a non-empty string"):
        members.string({"name": value}, "name")


@pytest.mark.parametrize(
    "value", [None, "1", -1, -0.1, 1e12, float("inf"), float("nan"), *OTHER_TYPES]
)
def test_anything_else_is_no_number(value: object) -> None:
    """Booleans and implausible times are refused."""
    with pytest.raises(MalformedResponse, match="name is not a number of seconds"):
        members.number({"name": value}, "name")


@pytest.mark.parametrize("record", [{}, {"name": None}])
def test_an_optional_member_may_be_missing(record: dict[str, object]) -> None:
    """Absent and null are the same."""
    assert members.optional_string(record, "name") is None
    assert members.optional_number(record, "name") is None


@pytest.mark.parametrize("value", OTHER_TYPES)
def test_an_optional_member_of_another_type_is_refused(value: object) -> None:
    """An optional member must still have the right type."""
    with pytest.raises(MalformedResponse):
        members.optional_string({"name": value}, "name")
    with pytest.raises(MalformedResponse):
        members.optional_number({"name": value}, "name")
