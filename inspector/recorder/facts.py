"""Return what may be recorded of URLs, of stored records and of messages between tabs."""

import json

from auth.encoding.url import decode_pair
from auth.errors import MalformedResponse
from inspector.recorder.redaction import facts_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from inspector.recorder.redaction import Facts


def path_of(url: str) -> str:
    """Return the path of a URL, without origin, query and fragment."""
    rest = url.partition("#")[0].partition("?")[0].partition("://")[2]
    return "/" + rest.partition("/")[2]


def parameters_of(url: str) -> "list[tuple[str, str]]":
    """Return names and values of the parameters in a URL's query and fragment."""
    return [_pair(piece) for piece in _pieces(url)]


def removed_parameters(before: str, after: str) -> "list[tuple[str, str]]":
    """Return the parameters of the URL `before` that the URL `after` does not have."""
    return [_pair(piece) for piece in _pieces(before) if piece not in _pieces(after)]


def parse_record(text: object) -> "dict[str, object]":
    """Return the JSON object in a string; an empty one for anything else."""
    try:
        value = json.loads(text) if isinstance(text, str) else None
    except (ValueError, TypeError):
        value = None
    return value if isinstance(value, dict) else {}


def facts_of_record(text: object, names: "tuple[str, ...]") -> "Facts":
    """Return the facts of these members of a JSON object."""
    record = parse_record(text)
    values = [(name, record.get(name)) for name in names]
    return [fact for name, value in values for fact in _fact(name, value)]


def facts_of_lifetime(text: str) -> "Facts":
    """Return when the tokens of a stored session were received and expire, in epoch seconds."""
    record = parse_record(text)
    times = [(name, record.get(name)) for name in ("received_at", "expires_at")]
    return [[name, str(int(time))] for name, time in times if isinstance(time, (int, float))]


def _pieces(url: str) -> "list[str]":
    before, _, fragment = url.partition("#")
    pieces = before.partition("?")[2].split("&") + fragment.split("&")
    return [piece for piece in pieces if piece]


def _pair(piece: str) -> "tuple[str, str]":
    """Return a parameter's name and value; undecoded if that is not possible."""
    try:
        return decode_pair(piece)
    except MalformedResponse:
        name, _, value = piece.partition("=")
        return name, value


def _fact(name: str, value: object) -> "Facts":
    if name == "sequence":
        return [[name, str(value)]] if isinstance(value, (int, float)) else []
    return facts_of([(name, value)]) if isinstance(value, str) else []
