"""A strict JSON reader in plain Python, for interpreters whose own reader is lenient (RFC 8259).

It refuses what MicroPython's `json` lets through: trailing commas, missing colons, control
characters in strings, lone surrogates, leading zeros, duplicate names, and bottomless nesting.
"""

MAXIMUM_DEPTH = 32

_SPACE = " \t\n\r"
_ESCAPES = {
    '"': '"',
    "\\": "\\",
    "/": "/",
    "b": "\b",
    "f": "\f",
    "n": "\n",
    "r": "\r",
    "t": "\t",
}
_WORDS = (("true", True), ("false", False), ("null", None))
_DIGITS = "0123456789"
_HEXADECIMAL = "0123456789abcdefABCDEF"


def read_json(text: str) -> object:
    """Give the value of the JSON document `text`. Raises ValueError at the first fault."""
    reader = _Reader(text)
    value = reader.value(0)
    if reader.peek():
        raise ValueError("text after the document")
    return value


def finite_number(digits: str) -> float:
    """Give a number with a fraction or an exponent. Raises ValueError where none is so large."""
    number = float(digits)
    if number - number != 0:
        raise ValueError("larger than any number")
    return number


class _Reader:
    """A position in a text, and one method for each rule of the grammar."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0

    def peek(self) -> str:
        """Skip white space; give the next character, or "" at the end."""
        while self._text[self._at : self._at + 1] and self._text[self._at] in _SPACE:
            self._at += 1
        return self._text[self._at : self._at + 1]

    def value(self, depth: int) -> object:
        """Read any JSON value."""
        first = self.peek()
        if depth > MAXIMUM_DEPTH:
            raise ValueError("nested too deeply")
        if first == "{":
            return self._object(depth)
        if first == "[":
            return self._array(depth)
        if first == '"':
            return self._string()
        return self._word() if first.isalpha() else self._number()

    def _object(self, depth: int) -> "dict[str, object]":
        members: dict[str, object] = {}
        self._expect("{")
        while self._continues("}", first=not members):
            self.peek()
            name = self._string()
            self._expect(":")
            if name in members:
                raise ValueError("duplicate member name")
            members[name] = self.value(depth + 1)
        return members

    def _array(self, depth: int) -> "list[object]":
        items: list[object] = []
        self._expect("[")
        while self._continues("]", first=not items):
            items.append(self.value(depth + 1))
        return items

    def _continues(self, closing: str, *, first: bool) -> bool:
        """Tell whether another member follows, having passed the comma or the closing bracket."""
        if self.peek() == closing:
            self._at += 1
            return False
        if not first:
            self._expect(",")
        return True

    def _expect(self, character: str) -> None:
        if self.peek() != character:
            raise ValueError(f"{character} expected")
        self._at += 1

    def _word(self) -> object:
        for word, meaning in _WORDS:
            if self._text.startswith(word, self._at):
                self._at += len(word)
                return meaning
        raise ValueError("unknown word")

    def _string(self) -> str:
        self._expect('"')
        pieces: list[str] = []
        while True:
            character = self._next()
            if character == '"':
                return "".join(pieces)
            if ord(character) < 0x20:
                raise ValueError("control character in a string")
            pieces.append(self._escape() if character == "\\" else character)

    def _next(self) -> str:
        character = self._text[self._at : self._at + 1]
        if not character:
            raise ValueError("unfinished string")
        self._at += 1
        return character

    def _escape(self) -> str:
        kind = self._next()
        if kind != "u":
            if kind not in _ESCAPES:
                raise ValueError("unknown escape")
            return _ESCAPES[kind]
        unit = self._code_unit()
        if 0xDC00 <= unit <= 0xDFFF:
            raise ValueError("lone surrogate")
        return chr(self._surrogate_pair(unit) if 0xD800 <= unit <= 0xDBFF else unit)

    def _surrogate_pair(self, high: int) -> int:
        if self._next() + self._next() != "\\u":
            raise ValueError("lone surrogate")
        low = self._code_unit()
        if not 0xDC00 <= low <= 0xDFFF:
            raise ValueError("lone surrogate")
        return 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00)

    def _code_unit(self) -> int:
        digits = "".join([self._next() for _ in range(4)])
        if any(digit not in _HEXADECIMAL for digit in digits):
            raise ValueError("four hexadecimal digits expected")
        return int(digits, 16)

    def _number(self) -> object:
        start = self._at
        if self._text[start : start + 1] == "-":
            self._at += 1
        leading = self._digits()
        if leading.startswith("0") and len(leading) > 1:
            raise ValueError("leading zero")
        whole = not (self._fraction() + self._exponent())
        number = self._text[start : self._at]
        return int(number) if whole else finite_number(number)

    def _digits(self) -> str:
        start = self._at
        while self._text[self._at : self._at + 1] and self._text[self._at] in _DIGITS:
            self._at += 1
        if start == self._at:
            raise ValueError("digit expected")
        return self._text[start : self._at]

    def _fraction(self) -> str:
        if self._text[self._at : self._at + 1] != ".":
            return ""
        self._at += 1
        return self._digits()

    def _exponent(self) -> str:
        if self._text[self._at : self._at + 1] not in ("e", "E"):
            return ""
        self._at += 1
        if self._text[self._at : self._at + 1] in ("+", "-"):
            self._at += 1
        return self._digits()
