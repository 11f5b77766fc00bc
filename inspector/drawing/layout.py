"""Compute where the parts of a diagram are, and how much text fits between its lanes."""

from collections.abc import Iterable
from dataclasses import dataclass

from inspector.drawing.steps import Step
from inspector.recording import LANES

MARGIN = 12
HEAD_HEIGHT = 34
LINE = 16
SEPARATOR = " · "
ALWAYS = ("person", "page", "cognito")
_NARROW = 600
_GUTTER = 84
_WIDEST_HEAD = 128
_WIDEST_TEXT = 380


@dataclass(frozen=True)
class Font:
    """A kind of text: its class in the style sheet, and the mean width of a character in pixels."""

    name: str
    character: float

    def width(self, text: str) -> float:
        """Return the approximate width of `text`."""
        return self.character * len(text)

    def fits(self, room: float) -> int:
        """Return how many characters fit into `room`."""
        return max(12, int(room / self.character))


TITLE = Font("seq-title", 7.3)
DETAIL = Font("seq-detail", 6.7)


@dataclass(frozen=True)
class Layout:
    """A width in pixels, divided among lanes; a wide one has a gutter for the times."""

    total: int
    lanes: tuple[str, ...]

    @property
    def is_narrow(self) -> bool:
        """Whether times and long names do not fit."""
        return self.total < _NARROW

    @property
    def gutter(self) -> int:
        """The width of the column with the times, in pixels."""
        return 0 if self.is_narrow else _GUTTER

    @property
    def head_width(self) -> float:
        """The width of the box with a lane's name."""
        return min(_WIDEST_HEAD, (self.total - self.gutter - 2 * MARGIN) / len(self.lanes) - 6)

    def x(self, lane: str) -> float:
        """Return the position of a lane's line."""
        first = MARGIN + self.gutter + self.head_width / 2
        last = self.total - MARGIN - self.head_width / 2
        return first + (last - first) * self.lanes.index(lane) / (len(self.lanes) - 1)

    def room(self, span: float) -> float:
        """Return the maximum width of a text at an arrow of length `span`."""
        inside = self.total - self.gutter - 2 * MARGIN
        return min(inside, max(span - 2 * MARGIN, _WIDEST_TEXT))

    def clamped(self, middle: float, width: float) -> float:
        """Return the middle of something of this width, so that all of it is inside."""
        left = MARGIN / 2 + self.gutter + width / 2
        return max(left, min(middle, self.total - MARGIN / 2 - width / 2))


def used_lanes(steps: Iterable[Step]) -> tuple[str, ...]:
    """Return the lanes that a diagram of `steps` needs."""
    used = {lane for step in steps for lane in (step.source, step.target)}
    return tuple(lane for lane in LANES if lane in used or lane in ALWAYS)


def wrapped(words: Iterable[str], most: int) -> list[str]:
    """Put words into lines of at most `most` characters; a longer word is divided."""
    lines: list[str] = []
    for word in words:
        for piece in _pieces(word, most):
            if lines and len(lines[-1] + SEPARATOR + piece) <= most:
                lines[-1] += SEPARATOR + piece
            else:
                lines.append(piece)
    return lines


def _pieces(word: str, most: int) -> list[str]:
    """Divide a word that is too long, at a space if it has one."""
    pieces: list[str] = []
    while len(word) > most:
        at = word.rfind(" ", 1, most + 1)
        at = at if at > 0 else most
        pieces.append(word[:at])
        word = word[at:].lstrip()
    return [*pieces, word]
