"""Levels of authentication, in their order."""

import pytest

from auth.errors import AuthenticationTooWeak, ConfigurationError
from auth.protocol.acr import checked_acr_levels, level_of, lowest_requested, require_level
from auth.protocol.authorization import ACR_LEVELS

NAMES = ("low", "middle", "high")


@pytest.mark.parametrize(
    ("acr", "level"),
    [
        *(("low", 0), ("middle", 1), ("high", 2)),
        *((acr, 0) for acr in ("HIGH", "hig", "", " high", None, 2, ["high"], {"high": 1})),
    ],
)
def test_a_level_has_a_place_in_the_order(acr: object, level: int) -> None:
    """What is no level counts as the lowest one."""
    assert level_of(acr, NAMES) == level


@pytest.mark.parametrize(
    ("acr_values", "level"),
    [
        ("high", 2),
        ("middle high", 1),
        ("high middle", 1),
        ("gold high", 2),
        ("low high", 0),
        ("gold", None),
        ("", None),
        ("  ", None),
        ("high,low", None),
    ],
)
def test_a_request_accepts_the_lowest_of_its_levels(acr_values: str, level: int | None) -> None:
    """Names that are no levels are ignored; without any other, there is nothing to compare."""
    assert lowest_requested(acr_values, NAMES) == level


@pytest.mark.parametrize(
    ("acr", "acr_values", "expected"),
    [
        ("middle", "high", "got the level middle, expected high or higher"),
        (None, "secret-of-an-api middle", "got the level low, expected middle or higher"),
        ("high", "secret-of-an-api", "got the level high, expected one of acr_levels"),
        ("high", "", "got the level high, expected one of acr_levels"),
    ],
)
def test_a_sign_in_below_its_request_is_refused(
    acr: object, acr_values: str, expected: str
) -> None:
    """The message has names of the page's own levels only."""
    with pytest.raises(AuthenticationTooWeak, match=f"^acr: {expected}$"):
        require_level(acr, acr_values, NAMES)


@pytest.mark.parametrize("acr_values", ["high", "middle", "low high", "secret middle"])
def test_a_sign_in_that_reaches_its_request_is_accepted(acr_values: str) -> None:
    """Or a higher level."""
    require_level("high", acr_values, NAMES)


@pytest.mark.parametrize("levels", [ACR_LEVELS, list(NAMES), ["x" * 64], ["a!~"]])
def test_names_of_levels_become_a_tuple(levels: object) -> None:
    """In their order."""
    assert list(checked_acr_levels(levels)) == list(levels)  # type: ignore[call-overload]


@pytest.mark.parametrize(
    "levels",
    [
        *(None, "low", {"low", "high"}, {"low": 1}, [], ["a", "a"], ["a", None], [["a"]]),
        *([name] for name in ("a b", "x" * 65, "", 1, "\u00e9", 'a"', "a\\", "a\n")),
    ],
)
def test_invalid_levels_are_refused(levels: object) -> None:
    """A set has no order, and a pool or a header cannot have such names."""
    with pytest.raises(ConfigurationError, match="acr_levels"):
        checked_acr_levels(levels)
