"""What a drill is, and what comes of one."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from auth.client import AuthClient
from auth.config import AuthConfig
from auth.errors import AuthError
from auth.ports import Runtime
from auth.session.record import SessionRecord


@dataclass(frozen=True)
class Lab:
    """What a drill works with: the page's own configuration, ports and client.

    `record` is the session, or None when nobody is signed in.
    """

    config: AuthConfig
    runtime: Runtime
    client: AuthClient
    record: SessionRecord | None = field(repr=False)


@dataclass(frozen=True)
class Outcome:
    """What was done, in order, and the `refusal` in the code's own words.

    An attack that was not refused has an empty refusal: that would be news.
    """

    steps: tuple[str, ...]
    refusal: str


@dataclass(frozen=True)
class Drill:
    """An attack: `key` names it, `rule` is what forbids it, and `section` where that stands."""

    key: str
    title: str
    story: str
    rule: str
    section: str
    url: str
    run: Callable[[Lab], Awaitable[Outcome]]
    needs_session: bool = False


def said(error: AuthError | None) -> str:
    """Return an error as text: its class, and its message, which is safe to show."""
    return "" if error is None else f"{type(error).__name__}: {error}"
