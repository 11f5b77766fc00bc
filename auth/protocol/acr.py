"""Levels of authentication, which have an order (`acr`: OIDC Core 2; RFC 9470).

Page and API name their pool's levels in one list, lowest first. A level that is missing or not in
the list counts as the lowest.
"""

from ..encoding.url import is_visible_ascii
from ..errors import AuthenticationTooWeak, ConfigurationError

LONGEST_NAME = 64
"""Characters that Cognito allows in the name of a level."""


def level_of(acr: object, levels: "tuple[str, ...]") -> int:
    """Return the position of a level, counted from 0, the lowest.

    Args:
        acr: What a token says.
        levels: The names of the levels, lowest first.
    """
    return levels.index(acr) if isinstance(acr, str) and acr in levels else 0


def lowest_requested(acr_values: str, levels: "tuple[str, ...]") -> int | None:
    """Return the position of the lowest of the levels that a request or a challenge accepts.

    Args:
        acr_values: Names of levels with spaces between them; as at Cognito, others are ignored.
        levels: The names of the levels, lowest first.

    Returns:
        The position; None if `acr_values` has none of the levels.
    """
    known = [level_of(acr, levels) for acr in acr_values.split(" ") if acr in levels]
    return min(known) if known else None


def require_level(acr: object, acr_values: str, levels: "tuple[str, ...]") -> None:
    """Check that a sign-in reached a level that its request accepts: Cognito may return less.

    Args:
        acr: What the ID token says.
        acr_values: What the request asked for.
        levels: The names of the levels, lowest first.

    Raises:
        AuthenticationTooWeak: It is a lower level, or none of those levels is known any more.
    """
    lowest = lowest_requested(acr_values, levels)
    reached = level_of(acr, levels)
    if lowest is None or reached < lowest:
        # Nothing of `acr_values` itself, which may come from an API.
        expected = "one of acr_levels" if lowest is None else levels[lowest] + " or higher"
        raise AuthenticationTooWeak(f"got the level {levels[reached]}, expected {expected}")


def checked_acr_levels(acr_levels: object) -> "tuple[str, ...]":
    """Return the names of levels as a tuple.

    Raises:
        ConfigurationError: It is no list of names, a name is there twice, or a pool or a header
            cannot have it.
    """
    names = tuple(acr_levels) if isinstance(acr_levels, (list, tuple)) else ()
    for name in names:
        if not _is_name(name):
            raise ConfigurationError(
                "acr_levels",
                got=repr(name),
                expected=f'1 to {LONGEST_NAME} visible characters of ASCII, without " and \\',
            )
    if not names or len(set(names)) != len(names):
        raise ConfigurationError(
            "acr_levels",
            got=repr(acr_levels),
            expected="a list of levels, the lowest first, each once",
        )
    return names


def _is_name(name: object) -> bool:
    """Check whether Cognito and a quoted string of a header can have `name` (RFC 9110 5.6.4)."""
    if not isinstance(name, str) or len(name) > LONGEST_NAME or not is_visible_ascii(name):
        return False
    return '"' not in name and "\\" not in name
