"""Values as text for people: names, durations, JSON."""

import js

from ..encoding.strict_json import parse_object
from ..errors import AuthError
from .page import Page
from .texts import text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["indented", "initials", "time_left", "write_pairs"]


def initials(name: str) -> str:
    """Return the first letters of the first and the last word of a name, in upper case.

    They replace a picture, which would have to be fetched from another host.
    """
    words = name.split()
    return "".join([word[0] for word in words[:1] + words[1:][-1:]]).upper()


def time_left(seconds: float) -> str:
    """Return a duration as text: `1 h 4 min left`, `4 min 32 s left`, `32 s left`, `expired`.

    Args:
        seconds: The duration; 0 or less is `expired`.
    """
    if seconds <= 0:
        return text("over")
    minutes, rest = divmod(int(seconds), 60)
    if minutes >= 60:
        return text("hours_left", hours=minutes // 60, minutes=minutes % 60)
    return text("minutes_left" if minutes else "seconds_left", minutes=minutes, seconds=rest)


def indented(answer: str) -> str:
    """Return the text of a JSON object with one member a line; any other text unchanged."""
    try:
        parse_object(answer)  # MicroPython cannot catch JavaScript's SyntaxError
    except AuthError:
        return answer
    return str(js.JSON.stringify(js.JSON.parse(answer), None, 2))


def write_pairs(page: Page, element_id: str, pairs: "Mapping[str, object]") -> None:
    """Show names and values in a `<dl>` until nobody is signed in any more.

    Args:
        page: The page that the element is on.
        element_id: The `id` of the `<dl>`.
        pairs: Values by name; both are shown as text.

    Raises:
        LookupError: There is no such element.
    """
    page.write(element_id, "")
    shown = js.document.getElementById(element_id)
    for name in pairs:
        for tag, words in (("dt", name), ("dd", str(pairs[name]))):
            element = js.document.createElement(tag)
            element.textContent = words
            shown.append(element)
