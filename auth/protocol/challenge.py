"""Parse `WWW-Authenticate`, with which an API refuses a call (RFC 9110 11.6.1, RFC 9470)."""

_QUOTE = '"'
_SPACES = " \t"


def parse_challenge(header: str) -> "dict[str, str]":
    """Parse the parameters of the Bearer challenge among those of a header.

    Nothing is refused, because the header only helps to explain an error.

    Args:
        header: The value of the header, with one challenge or several; Cognito leaves out the
            scheme.

    Returns:
        The values by name in lower case, up to the first parameter that is malformed.
    """
    rest, scheme = header, "bearer"
    parameters: dict[str, str] = {}
    while rest:
        name, equals, rest = rest.partition("=")
        if not equals:
            break
        value, rest = _value(rest)
        other, _, name = name.strip(_SPACES + ",").lower().rpartition(" ")
        scheme = other.strip(_SPACES) or scheme
        if scheme == "bearer":
            parameters[name] = value
    return parameters


def _value(header: str) -> "tuple[str, str]":
    """Return the token or quoted string that `header` starts with, and what follows it."""
    if not header.startswith(_QUOTE):
        value, _, rest = header.partition(",")
        return value.strip(_SPACES), rest
    value, at = "", 1
    while at < len(header) and header[at] != _QUOTE:
        at += header[at] == "\\"
        value += header[at : at + 1]
        at += 1
    return value, header[at + 1 :]
