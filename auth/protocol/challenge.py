"""What a resource server says when it refuses: `WWW-Authenticate` (RFC 9110 11.6.1, RFC 9470)."""

_QUOTE = '"'
_SPACES = " \t"


def parse_challenge(header: str) -> "dict[str, str]":
    """Give the parameters of a Bearer challenge by their names in lower case.

    What cannot be read is left out: the header only ever helps to say what went wrong.
    """
    text = header.strip(_SPACES)
    if text[:7].lower() == "bearer ":
        text = text[7:]
    parameters: dict[str, str] = {}
    while text:
        name, equals, rest = text.partition("=")
        if not equals:
            break
        value, text = _value(rest)
        parameters[name.strip(_SPACES + ",").lower()] = value
    return parameters


def _value(text: str) -> "tuple[str, str]":
    """Read a token or a quoted string; give it and the text behind it."""
    if not text.startswith(_QUOTE):
        value, _, rest = text.partition(",")
        return value.strip(_SPACES), rest
    value, at = "", 1
    while at < len(text) and text[at] != _QUOTE:
        at += text[at] == "\\"
        value += text[at : at + 1]
        at += 1
    return value, text[at + 1 :]
