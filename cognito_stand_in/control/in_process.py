"""Control of a stand-in for tests: people, faults, switches, clock, keys, sessions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..accounts import delete_user, set_enabled
from ..directory_errors import DirectoryError
from ..factors.settings import SECOND_FACTORS
from ..usernames import shown_name
from .commands import CommandRefused, run_command

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ..cognito import FakeCognito
    from ..pool import User

_FLAGS = ("confirmed", "enabled", "must_reset_password")
_LARGEST_OFFSET = 100 * 366 * 86400


class ControlRefused(ValueError):
    """A control request is invalid; the message says what was expected."""


class UnknownPerson(ControlRefused):
    """There is no user with this name."""


class Control:
    """What a test may change in a stand-in, in the same process or through `control_application`.

    Args:
        cognito: The stand-in.
    """

    def __init__(self, cognito: FakeCognito) -> None:
        self.cognito = cognito

    def people(self) -> list[dict[str, Any]]:
        """Return all people."""
        return [self._described(user) for user in self.cognito.pool.users.values()]

    def person(self, name: str) -> dict[str, Any]:
        """Return one person.

        Raises:
            UnknownPerson: nobody has this name.
        """
        return self._described(self._user(name))

    def add_person(self, username: str, password: str, **changes: object) -> dict[str, Any]:
        """Add a confirmed person, and return them.

        Args:
            username: What the person signs in with.
            password: The password, which has to follow the policy.
            changes: As for `change_person`.

        Raises:
            ControlRefused: the name is taken, or a value is invalid.
        """
        parsed = self._parsed(changes)
        given = dict(parsed.pop("attributes", {}))
        try:
            user = self.cognito.directory.add(username, password, given, confirmed=True)
        except DirectoryError as mistake:
            raise ControlRefused(str(mistake)) from None
        # As an administrator says: `email_verified` counts if it is given.
        user.attributes |= given
        return self._applied(user, parsed)

    def change_person(self, name: str, **changes: object) -> dict[str, Any]:
        """Change a person, and return them.

        Args:
            name: The person.
            changes: `password`, `attributes` (an empty value deletes one), `groups`,
                `second_factors`, `active_factors`, `confirmed`, `enabled`, `must_reset_password`.

        Raises:
            ControlRefused: nobody has this name, or a value is invalid.
        """
        return self._applied(self._user(name), self._parsed(changes))

    def remove_person(self, name: str) -> None:
        """Delete a person with their sessions and tokens.

        Raises:
            UnknownPerson: nobody has this name.
        """
        delete_user(self.cognito, self._user(name))
        self.cognito.save_state()

    def faults(self) -> list[str]:
        """Return the names of the active faults."""
        return list(self.cognito.faults.active)

    def enable_fault(
        self, name: str, *, times: int | None = None, path: str | None = None
    ) -> list[str]:
        """Switch a fault on, and return the active ones.

        Args:
            name: The fault.
            times: How many times it happens; without end by default.
            path: Where a response fault happens, if not at its usual path.

        Raises:
            ControlRefused: there is no such fault, or a value is invalid.
        """
        if isinstance(times, bool) or not isinstance(times, int | None):
            raise ControlRefused("times: expected a number")
        if not isinstance(path, str | None):
            raise ControlRefused("path: expected a string")
        try:
            self.cognito.faults.enable(name, times=times, path=path)
        except ValueError as mistake:
            raise ControlRefused(str(mistake)) from None
        return self.faults()

    def disable_fault(self, name: str | None = None) -> list[str]:
        """Switch a fault off, or all of them, and return the active ones."""
        if name is None:
            self.cognito.faults.clear()
        else:
            self.cognito.faults.disable(name)
        return self.faults()

    def set_switch(self, name: str, value: str) -> None:
        """Set a switch.

        Raises:
            ControlRefused: there is no such switch, or it does not take this value.
        """
        self.run(["switch", name, value])

    def clock(self) -> dict[str, float]:
        """Return Cognito's time in epoch seconds, and how far it was moved."""
        return {"now": self.cognito.now(), "offset_seconds": self.cognito.clock_offset_seconds}

    def set_clock(self, offset_seconds: float) -> dict[str, float]:
        """Move Cognito's clock against this machine's: 3600 is one hour ahead.

        Raises:
            ControlRefused: it is not a number, or more than a century.
        """
        if not abs(_number("offset_seconds", offset_seconds)) <= _LARGEST_OFFSET:
            raise ControlRefused("offset_seconds: expected a number within a century")
        self.cognito.clock_offset_seconds = float(offset_seconds)
        return self.clock()

    def advance_clock(self, seconds: float) -> dict[str, float]:
        """Move Cognito's clock on by some seconds.

        Raises:
            ControlRefused: it is not a number, or too many.
        """
        offset = self.cognito.clock_offset_seconds + _number("advance_seconds", seconds)
        return self.set_clock(offset)

    def rotate_keys(self, *, withdraw_old: bool = False) -> list[str]:
        """Sign with new keys, and return the ids of the published ones."""
        self.cognito.rotate_keys(withdraw_old=withdraw_old)
        return [key.kid for key in self.cognito.issuers.signing.keys.published]

    def sign_out(self, name: str | None = None) -> dict[str, int]:
        """End browser sessions and refresh tokens, of everybody or of one person.

        Raises:
            UnknownPerson: nobody has this name.
        """
        owner = None if name is None else self._user(name).username
        browsers, families = self.cognito.end_all_sessions(owner)
        return {"browser_sessions": browsers, "token_families": families}

    def outbox(self) -> list[dict[str, str]]:
        """Return the codes that would have been sent."""
        sent = self.cognito.directory.outbox.values()
        return [
            {"username": one.username, "purpose": one.purpose, "code": one.code} for one in sent
        ]

    def run(self, words: Sequence[str]) -> str:
        """Run a command, as on the command line, and return its output.

        Raises:
            ControlRefused: the command or an argument is invalid.
        """
        if not all(isinstance(word, str) for word in words):
            raise ControlRefused("expected a list of strings")
        try:
            return run_command(self.cognito, words)
        except CommandRefused as mistake:
            raise ControlRefused(str(mistake)) from None

    def _user(self, name: str) -> User:
        user = self.cognito.directory.find(name)
        if user is None:
            raise UnknownPerson(f"no user {name!r}")
        return user

    def _described(self, user: User) -> dict[str, Any]:
        return {
            "username": user.username,
            "signs_in_as": shown_name(self.cognito.pool, user),
            "sub": user.sub,
            "attributes": dict(user.attributes),
            "groups": list(user.groups),
            "second_factors": list(user.second_factors),
            "active_factors": list(user.active_factors),
            **{name: getattr(user, name) for name in _FLAGS},
        }

    def _parsed(self, changes: Mapping[str, object]) -> dict[str, Any]:
        """Check all changes before the first is applied."""
        pool = self.cognito.pool
        parsers = {
            "password": _string,
            "attributes": _attributes,
            "groups": lambda place, value: _choices(place, value, list(pool.groups)),
            "second_factors": lambda place, value: _choices(place, value, list(SECOND_FACTORS)),
            "active_factors": lambda place, value: _choices(place, value, list(SECOND_FACTORS)),
            **dict.fromkeys(_FLAGS, _boolean),
        }
        for name in changes:
            if name not in parsers:
                raise ControlRefused(f"{name}: unknown; expected one of {', '.join(parsers)}")
        return {name: parsers[name](name, value) for name, value in changes.items()}

    def _applied(self, user: User, changes: dict[str, Any]) -> dict[str, Any]:
        if "password" in changes:
            try:
                self.cognito.directory.set_password(user, changes.pop("password"))
            except DirectoryError as mistake:
                raise ControlRefused(str(mistake)) from None
        if "attributes" in changes:
            merged = {**user.attributes, **changes.pop("attributes")}
            user.attributes = {name: text for name, text in merged.items() if text}
        user.modified_at = self.cognito.now()
        if "enabled" in changes:
            set_enabled(self.cognito, user, is_enabled=changes.pop("enabled"))
        for name, value in changes.items():
            setattr(user, name, value)
        self.cognito.save_state()
        return self._described(user)


def _number(place: str, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ControlRefused(f"{place}: expected a number")
    return value


def _string(place: str, value: object) -> str:
    if not isinstance(value, str):
        raise ControlRefused(f"{place}: expected a string")
    return value


def _boolean(place: str, value: object) -> bool:
    if not isinstance(value, bool):
        raise ControlRefused(f"{place}: expected true or false")
    return value


def _attributes(place: str, value: object) -> dict[str, str]:
    if not isinstance(value, dict):
        raise ControlRefused(f"{place}: expected an object with strings")
    return {_string(place, name): _string(f"{place}.{name}", text) for name, text in value.items()}


def _choices(place: str, value: object, known: Sequence[str]) -> list[str]:
    if not isinstance(value, list):
        raise ControlRefused(f"{place}: expected a list of strings")
    for one in value:
        if one not in known:
            raise ControlRefused(f"{place}: got {one!r}, expected some of {', '.join(known)}")
    return list(dict.fromkeys(value))
