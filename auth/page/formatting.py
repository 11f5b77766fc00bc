"""Values as people like to read them."""

import js

from ..encoding.strict_json import parse_object
from ..errors import AuthError
from .page import Page
from .texts import text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping


def initials(name: str) -> str:
    """Give the first letters of the first and the last word of a name.

    They stand for a picture: one from elsewhere would tell its host who is here, and the page's
    policy lets none in.
    """
    words = name.split()
    return "".join([word[0] for word in words[:1] + words[1:][-1:]]).upper()


def time_left(seconds: float) -> str:
    """Say how long that is: `1 h 4 min left`, `4 min 32 s left`, `32 s left`, `over`."""
    if seconds <= 0:
        return text("over")
    minutes, rest = divmod(int(seconds), 60)
    if minutes >= 60:
        return text("hours_left", hours=minutes // 60, minutes=minutes % 60)
    return text("minutes_left" if minutes else "seconds_left", minutes=minutes, seconds=rest)


def indented(answer: str) -> str:
    """Give a JSON object with a line a member, and anything else as it is."""
    try:
        parse_object(answer)  # JavaScript's own complaint cannot be caught on MicroPython
    except AuthError:
        return answer
    return str(js.JSON.stringify(js.JSON.parse(answer), None, 2))


def write_pairs(page: Page, element_id: str, pairs: "Mapping[str, object]") -> None:
    """Show names and values in a `<dl>`, for as long as somebody is signed in."""
    page.write(element_id, "")
    shown = js.document.getElementById(element_id)
    for name in pairs:
        for tag, words in (("dt", name), ("dd", str(pairs[name]))):
            element = js.document.createElement(tag)
            element.textContent = words
            shown.append(element)
