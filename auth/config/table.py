"""Typed access to the `[auth]` table of a page's configuration."""

from ..encoding.members import is_time
from ..errors import ConfigurationError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping


class Table:
    """Reads settings by name. Every method raises ConfigurationError for a value of another type.

    Args:
        values: The table as parsed from TOML or JSON.
    """

    def __init__(self, values: "Mapping[str, object]") -> None:
        self._values = values

    def __contains__(self, key: str) -> bool:
        return key in self._values

    def string(self, key: str, default: str | None = None) -> str:
        """Return a non-empty string."""
        value = self._values.get(key, default)
        if not isinstance(value, str) or not value:
            raise ConfigurationError(key, got=described(value), expected="a string")
        return value

    def optional_string(self, key: str) -> str:
        """Return a non-empty string, or "" if the setting is absent."""
        return self.string(key) if key in self else ""

    def strings(self, key: str, default: "tuple[str, ...]" = ()) -> "tuple[str, ...]":
        """Return a list of strings, as a tuple."""
        value = self._values.get(key, default)
        items = value if isinstance(value, (list, tuple)) else [value]
        wrong = [item for item in items if not isinstance(item, str)]
        if items is not value or wrong:
            got = described(value) + (f" with {described(wrong[0])}" if items is value else "")
            raise ConfigurationError(key, got=got, expected="a list of strings")
        return tuple([str(item) for item in items])

    def flag(self, key: str, *, default: bool) -> bool:
        """Return a bool."""
        value = self._values.get(key, default)
        if not isinstance(value, bool):
            raise ConfigurationError(key, got=described(value), expected="true or false")
        return value

    def seconds(self, key: str) -> int:
        """Return a whole number of seconds; 0 if the setting is absent."""
        value = self._values.get(key, 0)
        if not is_time(value) or not isinstance(value, int):
            raise ConfigurationError(
                key, got=described(value), expected="a whole number of seconds, 0 or more"
            )
        return value


def described(value: object) -> str:
    """Return the type of a value in words, or the value itself if it is a small number."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return str(value) if abs(value) < 1_000_000 else "a number"
    if isinstance(value, str):
        return "a string" if value else "an empty string"
    if isinstance(value, (list, tuple)):
        return "a list"
    return "nothing" if value is None else "a table"


def listed(values: "tuple[str, ...]") -> str:
    """Return values with commas between them."""
    return ", ".join(values) or "an empty list"
