"""The messages between an owner and a client: JSON objects with exactly the members listed here.

docs/internals/remote.md describes them. A body goes beside its message, never inside.
"""

import json

from ..encoding.members import is_number
from ..encoding.strict_json import parse_object
from ..errors import MalformedResponse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    Message = dict[str, object]
    Formats = dict[str, dict[str, Callable[[object], bool]]]

VERSION = 1
"""The version of the format; an owner refuses clients of other versions."""

LONGEST_MESSAGE = 262_144
"""Characters of a client's message, without its body."""

LARGEST_NUMBER = 1 << 30

CALLS: "dict[str, tuple[str, ...]]" = {
    "fetch": ("url", "method", "headers", "timeout", "stream", "step_up", "app_state"),
    "fetch_user_info": (),
    "get_access_token": (),
    "refresh": (),
    "revoke": (),
    "take_app_state": (),
    "sign_in": ("return_to", "app_state", "max_age", "parameters"),
    "sign_up": ("return_to", "app_state", "parameters"),
    "reset_password": ("return_to", "app_state", "parameters"),
    "sign_out": ("hosted", "then"),
    "write": ("element_id", "text"),
    "alert": ("text",),
    "on_click": ("element_id",),
}
"""The methods of `AuthClient` that a client may call, and their arguments; the last three are of
`Page`."""


def is_count(value: object) -> bool:
    """Check whether a value is a whole number of at least 0."""
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < LARGEST_NUMBER


def is_object(value: object) -> bool:
    """Check whether a value is a JSON object."""
    return isinstance(value, dict)


def is_string(value: object) -> bool:
    """Check whether a value is a string."""
    return isinstance(value, str)


def is_any(_value: object) -> bool:
    """Accept any JSON value."""
    return True


def is_bool(value: object) -> bool:
    """Check whether a value is true or false."""
    return isinstance(value, bool)


def is_call(value: object) -> bool:
    """Check whether a value is the name of a method that a client may call."""
    return isinstance(value, str) and value in CALLS


FROM_CLIENT: "Formats" = {
    "hello": {"version": is_number},
    "call": {"id": is_count, "session": is_count, "name": is_call, "arguments": is_object},
    "pull": {"id": is_count},
    "stop": {"id": is_count},
    "active": {},
    "ping": {},
    "bye": {},
}
"""What a client sends: the members of each type of message."""

FROM_OWNER: "Formats" = {
    "session": {"number": is_count, "session": is_object},
    "result": {"id": is_count, "value": is_any},
    "chunk": {"id": is_count, "is_last": is_bool},
    "failure": {"id": is_count, "error": is_object},
    "click": {"element_id": is_string},
    "pong": {},
    "closed": {"reason": is_any},
}
"""What an owner sends."""


def message(kind: str, **members: object) -> str:
    """Return a message as JSON."""
    members["type"] = kind
    return json.dumps(members)


def parse_message(document: str, formats: "Formats") -> "Message":
    """Parse a message.

    Args:
        document: What was received.
        formats: `FROM_CLIENT` or `FROM_OWNER`.

    Raises:
        MalformedResponse: It is not exactly one of these messages.
    """
    found = _object_in(document)
    kind = found.get("type")
    members = formats.get(kind) if isinstance(kind, str) else None
    if members is None or len(found) != len(members) + 1:
        raise MalformedResponse("not a message of this format")
    for name in members:
        if name not in found or not members[name](found[name]):
            raise MalformedResponse(f"{kind}: {name} is missing or invalid")
    if kind == "call":
        _check_arguments(str(found["name"]), found["arguments"])
    return found


def _object_in(document: str) -> "Message":
    """Return the JSON object in a message.

    On MicroPython the strict parser is slow. Its own one is enough here, because every member is
    checked afterwards, except for escapes, which may be half a surrogate pair.
    """
    if hasattr(json, "JSONDecoder") or "\\u" in document:
        return parse_object(document)
    value = None
    try:
        value = json.loads(document)
    except ValueError:
        pass
    if not isinstance(value, dict):
        raise MalformedResponse("not a JSON object")
    return value


def _check_arguments(name: str, arguments: object) -> None:
    if not isinstance(arguments, dict) or set(arguments) != set(CALLS[name]):
        raise MalformedResponse(f"call: {name} has other arguments")


def integer(found: "Message", name: str) -> int:
    """Return a member that `parse_message` has checked with `is_count`."""
    value = found[name]
    return value if isinstance(value, int) else 0


def members_of(found: "Message", name: str) -> "dict[str, object]":
    """Return a member that `parse_message` has checked with `is_object`."""
    value = found[name]
    return value if isinstance(value, dict) else {}
