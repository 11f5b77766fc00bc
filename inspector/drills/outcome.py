"""A drill, what it works with, and its result."""

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
    """The steps of a drill, and the message with which the code refused the attack.

    `refusal` is empty if the attack was not refused.
    """

    steps: tuple[str, ...]
    refusal: str


@dataclass(frozen=True)
class Drill:
    """An attack; `rule` is the rule against it, and `section` and `url` say where it is from."""

    key: str
    title: str
    story: str
    rule: str
    section: str
    url: str
    run: Callable[[Lab], Awaitable[Outcome]]
    needs_session: bool = False


def message_of(error: AuthError | None) -> str:
    """Return an error as text: its class, and its message, which is safe to show."""
    return "" if error is None else f"{type(error).__name__}: {error}"
