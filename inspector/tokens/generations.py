"""The lineage of a session's tokens: each renewal makes a new generation of them.

Tokens are known of those generations only that passed while the inspector was there, and are kept
in its memory alone. Of earlier ones the recording knows what is no secret.
"""

from dataclasses import dataclass, field

from auth.protocol.token_endpoint import TokenSet
from auth.session.record import SessionRecord
from inspector.recorder.redaction import hidden
from inspector.recording import Event


@dataclass(frozen=True)
class Tokens:
    """The tokens of one answer; the representation shows none of them."""

    access_token: str = field(repr=False)
    id_token: str | None = field(repr=False)
    refresh_token: str | None = field(repr=False)


@dataclass
class Generation:
    """One answer of the token endpoint, and what is known of it.

    `name` is `0` for the sign-in, `1` for its first renewal, `1 again` where a refresh token was
    used a second time. `parent` names the generation whose refresh token was used, `tokens` is None
    where they were never seen here; times are in epoch seconds. `mark` recognises the access token.
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
        """How many renewals lie between the sign-in and this."""
        return int(self.name.split()[0])


class Lineage:
    """The generations of the current sign-in, oldest first."""

    def __init__(self) -> None:
        self._family = ""
        self.generations: list[Generation] = []

    def forget(self) -> None:
        """Drop every token: nobody is signed in any more."""
        self._family, self.generations = "", []

    def take(self, record: SessionRecord) -> bool:
        """Take up the session as it is now; tell whether that is news."""
        if record.family != self._family:
            self._family, self.generations = record.family, []
        if self.with_mark(hidden(record.access_token)) is not None:
            return False
        tokens = Tokens(record.access_token, record.id_token, record.refresh_token)
        self._replace(_generation(record.sequence, tokens, record.received_at, record.expires_at))
        return True

    def recall(self, events: list[Event]) -> None:
        """Add what a recording knows of the same sign-in's earlier generations."""
        family = hidden(self._family)
        for event in events:
            if (event.kind, event.what) == ("kept", "session") and event.fact("family") == family:
                self._recall(event)

    def branch(self, parent: Generation, answer: TokenSet, now: float) -> Generation:
        """Add what came of a refresh token that was used outside the session."""
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
        received, expires = (float(text) if text.isdigit() else 0.0 for text in times)
        sequence = int(event.fact("sequence") or 0)
        self._replace(Generation(str(sequence), _parent(sequence), mark, received, expires))

    def _replace(self, born: Generation) -> None:
        others = [one for one in self.generations if one.mark != born.mark]
        self.generations = sorted([*others, born], key=lambda one: (one.received_at, one.sequence))


def _generation(sequence: int, tokens: Tokens, received: float, expires: float) -> Generation:
    mark = hidden(tokens.access_token)
    return Generation(str(sequence), _parent(sequence), mark, received, expires, tokens)


def _parent(sequence: int) -> str:
    return str(sequence - 1) if sequence else ""
