"""Settings of the right type, or an error that names both types."""

import pytest

from auth.config.table import Table, described, listed
from auth.errors import ConfigurationError


def test_settings_are_read_by_their_type() -> None:
    """Each method returns its type, or the default of an absent setting."""
    table = Table({"a": "x", "b": ["x", "y"], "c": True, "d": 60, "e": 0})
    assert (table.string("a"), table.optional_string("a"), table.strings("b")) == (
        "x",
        "x",
        ("x", "y"),
    )
    assert (table.flag("c", default=False), table.seconds("d"), table.seconds("e")) == (True, 60, 0)
    assert (table.string("z", "default"), table.optional_string("z")) == ("default", "")
    assert (table.strings("z"), table.flag("z", default=True), table.seconds("z")) == ((), True, 0)
    assert ("a" in table, "z" in table) == (True, False)


@pytest.mark.parametrize(
    ("method", "value", "message"),
    [
        ("string", None, "got nothing, expected a string"),
        ("string", "", "got an empty string, expected a string"),
        ("string", ["x"], "got a list, expected a string"),
        ("strings", "openid", "got a string, expected a list of strings"),
        ("strings", ["openid", 1], "got a list with 1, expected a list of strings"),
        ("strings", [["openid"]], "got a list with a list, expected a list of strings"),
        ("strings", {"a": 1}, "got a table, expected a list of strings"),
        ("seconds", "60", "got a string, expected a whole number of seconds, 0 or more"),
        ("seconds", -1, "got -1, expected a whole number of seconds, 0 or more"),
        ("seconds", 1.5, "got 1.5, expected a whole number of seconds, 0 or more"),
        ("seconds", True, "got true, expected a whole number of seconds, 0 or more"),
        ("seconds", 10**4000, "got a number, expected a whole number of seconds, 0 or more"),
    ],
)
def test_another_type_is_named(method: str, value: object, message: str) -> None:
    """The message has the setting, what it got, and what it expected."""
    with pytest.raises(ConfigurationError) as caught:
        getattr(Table({"key": value}), method)("key")
    assert str(caught.value) == f"[auth] key: {message}"


def test_a_flag_is_no_string() -> None:
    """The string "false" would otherwise count as true."""
    with pytest.raises(ConfigurationError, match="got a string, expected true or false"):
        Table({"key": "false"}).flag("key", default=True)


def test_values_in_words() -> None:
    """For messages."""
    assert [described(value) for value in (False, 7, 10**9, float("inf"))] == [
        "false",
        "7",
        "a number",
        "a number",
    ]
    assert (listed(("a", "b")), listed(())) == ("a, b", "an empty list")
