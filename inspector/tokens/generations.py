"""Track the generations of a session's tokens: each renewal adds one.

The tokens themselves are known only of generations that the inspector has seen, and only in its
memory. Of earlier ones, the recording has what is not secret.
"""

from dataclasses import dataclass, field

from auth.protocol.token_endpoint import TokenSet
from auth.session.record import SessionRecord
from inspector.recorder.redaction import hidden
from inspector.recording import Event

_LONGEST_NUMBER = 15


@dataclass(frozen=True)
class Tokens:
    """The tokens of one token response; the repr shows none of them."""

    access_token: str = field(repr=False)
    id_token: str | None = field(repr=False)
    refresh_token: str | None = field(repr=False)


@dataclass
class Generation:
    """The tokens of one token response, and what is known of them.

    Attributes:
        name: `0` for the sign-in, `1` for its first renewal, `1 again` if a refresh token was used
            a second time.
        parent: The generation whose refresh token was used.
        mark: Length and fingerprint of the access token.
        received_at: When the response came, in epoch seconds.
        expires_at: When the access token expires, in epoch seconds.
        tokens: The tokens, or None if the inspector has not seen them.
        answers: What userInfo and the API responded to the access token.
        is_revoked: Whether the refresh token was revoked here.
    """

    name: str
    parent: str
    mark: str
    received_at: float
    expires_at: float
    tokens: Tokens | None = None
    answers: dict[str, str] = field(default_factory=dict)
    is_revoked: bool = False

    @property
    def sequence(self) -> int:
        """The number of renewals since the sign-in."""
        return int(self.name.split()[0])


class Lineage:
    """The generations of the current sign-in, oldest first."""

    def __init__(self) -> None:
        self._family = ""
        self.generations: list[Generation] = []

    def forget(self) -> None:
        """Delete every token."""
        self._family, self.generations = "", []

    def take(self, record: SessionRecord) -> bool:
        """Add the tokens of a session; return whether they are new."""
        if record.family != self._family:
            self._family, self.generations = record.family, []
        if self.with_mark(hidden(record.access_token)) is not None:
            return False
        tokens = Tokens(record.access_token, record.id_token, record.refresh_token)
        self._replace(_generation(record.sequence, tokens, record.received_at, record.expires_at))
        return True

    def recall(self, events: list[Event]) -> None:
        """Add earlier generations of the same sign-in from a recording."""
        family = hidden(self._family)
        for event in events:
            if (event.kind, event.what) == ("kept", "session") and event.fact("family") == family:
                self._recall(event)

    def branch(self, parent: Generation, answer: TokenSet, now: float) -> Generation:
        """Add the response to a refresh token that was used outside the session."""
        tokens = Tokens(answer.access_token, answer.id_token, answer.refresh_token)
        name = f"{parent.sequence + 1} again"
        ends = now + (answer.expires_in or 0)
        born = Generation(name, parent.name, hidden(answer.access_token), now, ends, tokens)
        self.generations.insert(self.generations.index(parent) + 1, born)
        return born

    def with_mark(self, mark: str) -> Generation | None:
        """Return the generation whose access token has that mark, if its tokens are known."""
        found = [one for one in self.generations if one.mark == mark and one.tokens is not None]
        return found[0] if found else None

    def current(self, record: SessionRecord) -> Generation | None:
        """Return the generation of the session."""
        return self.with_mark(hidden(record.access_token))

    def _recall(self, event: Event) -> None:
        mark = event.fact("access_token")
        if any(one.mark == mark for one in self.generations):
            return
        times = [event.fact("received_at"), event.fact("expires_at")]
        received, expires = map(_number, times)
        sequence = _number(event.fact("sequence"))
        self._replace(Generation(str(sequence), _parent(sequence), mark, received, expires))

    def _replace(self, born: Generation) -> None:
        others = [one for one in self.generations if one.mark != born.mark]
        self.generations = sorted([*others, born], key=lambda one: (one.received_at, one.sequence))


def _generation(sequence: int, tokens: Tokens, received: float, expires: float) -> Generation:
    mark = hidden(tokens.access_token)
    return Generation(str(sequence), _parent(sequence), mark, received, expires, tokens)


def _number(text: str) -> int:
    """Return a number in ASCII digits; 0 for anything else, since storage may contain anything."""
    is_number = text.isascii() and text.isdigit() and len(text) <= _LONGEST_NUMBER
    return int(text) if is_number else 0


def _parent(sequence: int) -> str:
    return str(sequence - 1) if sequence else ""
