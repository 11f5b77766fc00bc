"""Strict JSON parser in plain Python, for MicroPython, whose own parser is lenient (RFC 8259).

It refuses trailing commas, missing colons, control characters in strings, lone surrogates, leading
zeros, duplicate names and deep nesting, all of which MicroPython's `json` accepts. The document is
first split into tokens, because MicroPython finds the n-th character of a string in O(n).
"""

from .characters import DIGITS, HEXADECIMAL, has_only

MAXIMUM_DEPTH = 32
NUMBER_LIMIT = 1000  # characters; CPython refuses 4301 digits, MicroPython has no limit

_END = ""
_SIGNS = "{}[]:,"
_SPACE = "\t\n\r"
# The most frequent characters between two strings, already split.
_USUAL = {":": [":"], ": ": [":"], ",": [","], ", ": [","]}
_ESCAPES = {'"': '"', "/": "/", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_WORDS = {"true": True, "false": False, "null": None}


def read_json(document: str) -> object:
    """Parse any JSON value. Raises ValueError if `document` is not valid JSON."""
    reader = _Reader(_tokens(document))
    value = reader.value(0)
    if reader.take() != _END:
        raise ValueError("more than one value")
    return value


def whole_number(literal: str) -> int:
    """Return the value of an integer. Raises ValueError if it is too long."""
    if len(literal) > NUMBER_LIMIT:
        raise ValueError("number too long")
    return int(literal)


def finite_number(literal: str) -> float:
    """Return the value of a number with a fraction or exponent. Raises ValueError for infinity."""
    number = float(literal)
    if number - number != 0:
        raise ValueError("number too large")
    return number


# --- tokens ---------------------------------------------------------------------------------


def _tokens(document: str) -> "list[str]":
    """Return the document's tokens; strings keep only their opening quote, and their escapes."""
    tokens: list[str] = []
    string: list[str] | None = None  # the pieces of an unfinished string
    for piece in document.split('"'):
        if string is None:
            tokens += _USUAL.get(piece) or _between_strings(piece)
            string = []
        else:
            string.append(piece)
            if not (piece.endswith("\\") and _ends_in_escape(piece)):
                tokens.append('"' + '"'.join(string))
                string = None
    if string is None or string:
        raise ValueError("unfinished string")
    return tokens


def _between_strings(between: str) -> "list[str]":
    for space in _SPACE:
        if space in between:
            between = between.replace(space, " ")
    for sign in _SIGNS:
        if sign in between:
            between = between.replace(sign, " " + sign + " ")
    return [word for word in between.split(" ") if word]


def _ends_in_escape(piece: str) -> bool:
    return (len(piece) - len(piece.rstrip("\\"))) % 2 == 1


# --- values ---------------------------------------------------------------------------------


class _Reader:
    """A position among the tokens of a document, and one method for each rule of the grammar."""

    def __init__(self, tokens: "list[str]") -> None:
        self._tokens = tokens
        self._at = 0

    def take(self) -> str:
        """Return the next token, or "" at the end."""
        self._at += 1
        return self._tokens[self._at - 1] if self._at <= len(self._tokens) else _END

    def value(self, depth: int) -> object:
        """Read any JSON value."""
        token = self.take()
        if depth > MAXIMUM_DEPTH:
            raise ValueError("nested too deeply")
        if token == "{":
            return self._object(depth)
        if token == "[":
            return self._array(depth)
        if token.startswith('"'):
            return _string(token)
        return _WORDS[token] if token in _WORDS else _number(token)

    def _object(self, depth: int) -> "dict[str, object]":
        members: dict[str, object] = {}
        while self._continues("}", first=not members):
            name = _string(self.take())
            if self.take() != ":":
                raise ValueError("colon expected")
            if name in members:
                raise ValueError("duplicate member name")
            members[name] = self.value(depth + 1)
        return members

    def _array(self, depth: int) -> "list[object]":
        items: list[object] = []
        while self._continues("]", first=not items):
            items.append(self.value(depth + 1))
        return items

    def _continues(self, closing: str, *, first: bool) -> bool:
        """Skip the comma or closing bracket; return whether another member follows."""
        token = self.take()
        if token == closing:
            return False
        if first:
            self._at -= 1
        elif token != ",":
            raise ValueError("comma expected")
        return True


def _string(token: str) -> str:
    if not token.startswith('"'):
        raise ValueError("string expected")
    content = token[1:]
    if content and min(content.encode("utf-8")) < 0x20:
        raise ValueError("control character in a string")
    return _unescaped(content) if "\\" in content else content


def _unescaped(content: str) -> str:
    """Replace escapes. Each starts a piece; an escaped backslash leaves an empty one."""
    pieces = content.split("\\")
    parts, at = pieces[:1], 1
    while at < len(pieces):
        piece = pieces[at]
        if piece == "":
            at += 1
            parts.append("\\" + pieces[at])
        elif piece[0] == "u":
            unit = _code_unit(piece)
            if 0xD800 <= unit <= 0xDFFF:
                at += 1
                unit = _surrogate_pair(unit, piece, pieces[at] if at < len(pieces) else "")
            parts.append(chr(unit) + pieces[at][5:])
        elif piece[0] in _ESCAPES:
            parts.append(_ESCAPES[piece[0]] + piece[1:])
        else:
            raise ValueError("unknown escape")
        at += 1
    return "".join(parts)


def _surrogate_pair(high: int, first: str, second: str) -> int:
    low = _code_unit(second) if second.startswith("u") and len(first) == 5 else 0
    if high > 0xDBFF or not 0xDC00 <= low <= 0xDFFF:
        raise ValueError("lone surrogate")
    return 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00)


def _code_unit(piece: str) -> int:
    digits = piece[1:5]
    if len(digits) < 4 or not has_only(digits, HEXADECIMAL):
        raise ValueError("four hexadecimal digits expected")
    return int(digits, 16)


def _number(token: str) -> object:
    """Parse a number by removing its parts one by one; nothing may be left."""
    sign = 1 if token.startswith("-") else 0
    rest = _after_digits(token[sign:], leading=True)
    whole = rest == ""
    if rest.startswith("."):
        rest = _after_digits(rest[1:])
    if rest[:1] in ("e", "E"):
        rest = _after_digits(rest[2:] if rest[1:2] in ("+", "-") else rest[1:])
    if rest:
        raise ValueError("not a number")
    return whole_number(token) if whole else finite_number(token)


def _after_digits(token: str, *, leading: bool = False) -> str:
    rest = token.lstrip(DIGITS)
    if rest == token or (leading and token.startswith("0") and len(token) - len(rest) > 1):
        raise ValueError("digits expected, without a leading zero")
    return rest
