"""A strict JSON reader in plain Python, for interpreters whose own reader is lenient (RFC 8259).

It refuses what MicroPython's `json` lets through: trailing commas, missing colons, control
characters in strings, lone surrogates, leading zeros, duplicate names, and bottomless nesting.
The document is cut into whole tokens first: the further back a character stands in a text, the
longer MicroPython takes to find it.
"""

from .characters import DIGITS, HEXADECIMAL, has_only

MAXIMUM_DEPTH = 32

_END = ""
_SIGNS = "{}[]:,"
_SPACE = "\t\n\r"
# What mostly stands between two strings, and as what it is read.
_USUAL = {":": [":"], ": ": [":"], ",": [","], ", ": [","]}
_ESCAPES = {'"': '"', "/": "/", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_WORDS = {"true": True, "false": False, "null": None}


def read_json(text: str) -> object:
    """Give the value of the JSON document `text`. Raises ValueError at the first fault."""
    reader = _Reader(_tokens(text))
    value = reader.value(0)
    if reader.take() != _END:
        raise ValueError("text after the document")
    return value


def finite_number(digits: str) -> float:
    """Give a number with a fraction or an exponent. Raises ValueError where none is so large."""
    number = float(digits)
    if number - number != 0:
        raise ValueError("larger than any number")
    return number


# --- tokens ---------------------------------------------------------------------------------


def _tokens(text: str) -> "list[str]":
    """Give a document's signs, words and numbers, and its strings with the quote in front."""
    tokens: list[str] = []
    string: list[str] | None = None  # the pieces of the one that is open
    for piece in text.split('"'):
        if string is None:
            tokens += _USUAL.get(piece) or _between_strings(piece)
            string = []
        else:
            string.append(piece)
            if not (piece.endswith("\\") and _escapes_what_follows(piece)):
                tokens.append('"' + '"'.join(string))
                string = None
    if string is None or string:
        raise ValueError("unfinished string")
    return tokens


def _between_strings(text: str) -> "list[str]":
    for space in _SPACE:
        if space in text:
            text = text.replace(space, " ")
    for sign in _SIGNS:
        if sign in text:
            text = text.replace(sign, " " + sign + " ")
    return [word for word in text.split(" ") if word]


def _escapes_what_follows(piece: str) -> bool:
    return (len(piece) - len(piece.rstrip("\\"))) % 2 == 1


# --- values ---------------------------------------------------------------------------------


class _Reader:
    """A position among the tokens of a document, and one method for each rule of the grammar."""

    def __init__(self, tokens: "list[str]") -> None:
        self._tokens = tokens
        self._at = 0

    def take(self) -> str:
        """Give the next token, or "" at the end."""
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
        """Tell whether another member follows, having passed the comma or the closing bracket."""
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
    """Replace escapes; each begins a piece, and a backslash that is escaped itself leaves none."""
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
    """Read a number: what is left of it when each of its parts is taken away must be nothing."""
    sign = 1 if token.startswith("-") else 0
    rest = _after_digits(token[sign:], leading=True)
    whole = rest == ""
    if rest.startswith("."):
        rest = _after_digits(rest[1:])
    if rest[:1] in ("e", "E"):
        rest = _after_digits(rest[2:] if rest[1:2] in ("+", "-") else rest[1:])
    if rest:
        raise ValueError("not a number")
    return int(token) if whole else finite_number(token)


def _after_digits(text: str, *, leading: bool = False) -> str:
    rest = text.lstrip(DIGITS)
    if rest == text or (leading and text.startswith("0") and len(text) - len(rest) > 1):
        raise ValueError("digits expected, and none too many")
    return rest
