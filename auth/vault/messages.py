"""The messages between a page and its vault; those of the page's clients have ports of their own.

They are read by the same parser as those of clients (`auth.remote.messages`). JavaScript of the
page (`static/vault.js`) sends and carries out the page's half.
"""

from ..remote.messages import is_bool, is_string

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..remote.messages import Formats

VERSION = 1
"""The version of the format; a vault refuses pages of other versions."""

LONGEST_MESSAGE = 1 << 20
"""Characters of a page's message, which may contain what the tab has stored."""

AREAS = ("session", "shared")
"""The names of sessionStorage and localStorage, in this order."""

MOMENTS = ("woken", "left", "brought_back", "stayed", "active")
"""The events of `auth.ports.Lifecycle`."""


def is_version(value: object) -> bool:
    """Check whether a value is the version of this format."""
    return value == VERSION and not isinstance(value, bool)


def is_area(value: object) -> bool:
    """Check whether a value names a storage."""
    return isinstance(value, str) and value in AREAS


def is_moment(value: object) -> bool:
    """Check whether a value names an event of the page."""
    return isinstance(value, str) and value in MOMENTS


def is_string_or_none(value: object) -> bool:
    """Check whether a value is a string or null."""
    return value is None or isinstance(value, str)


def is_entries(value: object) -> bool:
    """Check whether a value is an object of strings, or null for a storage that is blocked."""
    if value is None:
        return True
    return isinstance(value, dict) and all([isinstance(one, str) for one in value.values()])


FROM_PAGE: "Formats" = {
    "open": {
        "version": is_version,
        "url": is_string,
        "session": is_entries,
        "shared": is_entries,
    },
    "client": {},
    "place": {"url": is_string},
    "moment": {"name": is_moment},
    "stored": {"area": is_area, "key": is_string, "value": is_string_or_none},
    "refused": {"area": is_area},
    "bye": {},
}
"""What a page sends: the members of each type of message."""

FROM_VAULT: "Formats" = {
    "store": {"area": is_area, "key": is_string, "value": is_string_or_none},
    "show": {"url": is_string},
    "go": {"url": is_string, "replace": is_bool},
    "follow": {},
    "closed": {"reason": is_string},
}
"""What a vault sends."""
