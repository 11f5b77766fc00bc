"""Commands that manage the pool, like AdminCreateUser or AdminConfirmSignUp in AWS."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..accounts import delete_user, set_enabled
from ..directory_errors import DirectoryError
from ..factors.settings import SECOND_FACTORS
from ..factors.totp import code_at, secret_of
from ..faults import Faults
from ..switches import Switches, parse_number, written
from ..usernames import shown_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from ..cognito import FakeCognito
    from ..pool import User


class CommandRefused(ValueError):
    """The command is invalid; the message says what was expected."""


def run_command(cognito: FakeCognito, words: Sequence[str]) -> str:
    """Run a command and return its output.

    Args:
        cognito: The stand-in.
        words: The command and its arguments: `["join", "grace", "admins"]` or `["help"]`.

    Raises:
        CommandRefused: the command, or a name in it, is unknown, or an argument is invalid.
    """
    name, *arguments = words or ["help"]
    if name == "help":
        return in_columns((usage, meaning) for usage, meaning, _ in COMMANDS.values())
    if name not in COMMANDS:
        raise CommandRefused(f"no command {name!r}; expected one of help, {', '.join(COMMANDS)}")
    usage, _, command = COMMANDS[name]
    least, most = _arity(usage)
    if not least <= len(arguments) <= most:
        raise CommandRefused(f"expected: {usage}")
    try:
        text = command(cognito, *arguments)
    except (DirectoryError, ValueError) as mistake:
        raise CommandRefused(str(mistake)) from None
    cognito.save_state()
    return text


def _arity(usage: str) -> tuple[int, int]:
    words = usage.split()[1:]
    return sum(not word.startswith("[") for word in words), len(words)


def in_columns(rows: Iterable[tuple[str, ...]]) -> str:
    """Return rows with aligned columns, which have two spaces between them."""
    table = list(rows)
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in table
    )


def _users(cognito: FakeCognito) -> str:
    return in_columns(_described(cognito, user) for user in cognito.pool.users.values())


def _described(cognito: FakeCognito, user: User) -> tuple[str, ...]:
    status = "confirmed" if user.confirmed else "unconfirmed"
    if not user.enabled:
        status = "disabled"
    if user.must_reset_password:
        status = "must reset password"
    if user.temporary_password:
        status = "has a temporary password"
    return shown_name(cognito.pool, user), user.email or "-", status, ", ".join(user.groups) or "-"


def _add_user(cognito: FakeCognito, username: str, email: str, password: str) -> str:
    user = cognito.directory.add(username, password, {"email": email}, confirmed=True)
    return f"added {shown_name(cognito.pool, user)}"


def _confirm(cognito: FakeCognito, username: str) -> str:
    cognito.directory.confirm(_user(cognito, username))
    return f"confirmed {username}"


def _reset(cognito: FakeCognito, username: str) -> str:
    cognito.directory.require_reset(_user(cognito, username))
    return f"{username} must reset the password with 'Forgot your password?'"


def _set_password(cognito: FakeCognito, username: str, password: str) -> str:
    cognito.directory.set_password(_user(cognito, username), password)
    return f"set the password of {username}"


def _join(cognito: FakeCognito, username: str, group: str) -> str:
    user = _user(cognito, username)
    if group not in cognito.pool.groups:
        raise CommandRefused(
            f"no group {group!r}; expected one of {', '.join(cognito.pool.groups)}"
        )
    if group not in user.groups:
        user.groups.append(group)
    return f"{username} is in {', '.join(user.groups)}"


def _leave(cognito: FakeCognito, username: str, group: str) -> str:
    user = _user(cognito, username)
    user.groups = [name for name in user.groups if name != group]
    return f"{username} is in {', '.join(user.groups) or 'no group'}"


def _second_factor(cognito: FakeCognito, username: str, factor: str) -> str:
    user = _user(cognito, username)
    if factor not in (*SECOND_FACTORS, "none"):
        raise CommandRefused(
            f"no factor {factor!r}; expected one of {', '.join(SECOND_FACTORS)}, none"
        )
    known = dict.fromkeys([*user.second_factors, factor])
    user.second_factors = [] if factor == "none" else list(known)
    if factor == "none":
        user.active_factors, user.preferred_factor, user.totp_secret = [], "", None
    return f"{username} has the second factors {', '.join(user.second_factors) or 'none'}"


def _totp(cognito: FakeCognito, username: str) -> str:
    user = _user(cognito, username)
    secret = secret_of(cognito.pool, user)
    return in_columns([("key", secret), ("code", code_at(secret, cognito.now()))])


def _enable(cognito: FakeCognito, username: str) -> str:
    set_enabled(cognito, _user(cognito, username), is_enabled=True)
    return f"enabled {username}"


def _disable(cognito: FakeCognito, username: str) -> str:
    set_enabled(cognito, _user(cognito, username), is_enabled=False)
    return f"disabled {username}"


def _delete(cognito: FakeCognito, username: str) -> str:
    user = _user(cognito, username)
    delete_user(cognito, user)
    return f"deleted {username}"


def _rotate_keys(cognito: FakeCognito, how: str = "") -> str:
    if how not in {"", "withdraw"}:
        raise CommandRefused(f"got {how!r}, expected withdraw or nothing")
    cognito.rotate_keys(withdraw_old=how == "withdraw")
    return "two new keys sign tokens" + (", and the old ones are withdrawn" if how else "")


def _end_sessions(cognito: FakeCognito, username: str | None = None) -> str:
    owner = None if username is None else _user(cognito, username).username
    browsers, families = cognito.end_all_sessions(owner)
    return f"ended {browsers} browser sessions and {families} token families"


def _outbox(cognito: FakeCognito) -> str:
    messages = cognito.directory.outbox.values()
    return in_columns((sent.username, sent.purpose, sent.code) for sent in messages) or "no codes"


def _faults(cognito: FakeCognito) -> str:
    active = cognito.faults.active
    meanings = Faults.describe().items()
    return in_columns(
        (f"{'*' if name in active else ' '} {name}", meaning) for name, meaning in meanings
    )


def _fault(cognito: FakeCognito, name: str, how: str = "on") -> str:
    if how == "off":
        cognito.faults.disable(name)
    else:
        cognito.faults.enable(name, times=_times(how))
    return f"on: {', '.join(cognito.faults.active) or 'no fault'}"


def _times(how: str) -> int | None:
    return None if how == "on" else parse_number("fault: TIMES", how, least=1)


def _switches(cognito: FakeCognito) -> str:
    meanings = Switches.describe().items()
    return in_columns(
        (name, written(getattr(cognito.switches, name)), meaning) for name, meaning in meanings
    )


def _switch(cognito: FakeCognito, name: str, value: str) -> str:
    if name == "replica_signs" and cognito.pool.replica_issuer is None:
        raise CommandRefused("this pool has no replica: add replica_region to the table [pool]")
    cognito.switches.set(name, value)
    return f"{name} is {written(getattr(cognito.switches, name))}"


def _names(cognito: FakeCognito) -> list[str]:
    return [shown_name(cognito.pool, user) for user in cognito.pool.users.values()]


def _user(cognito: FakeCognito, username: str) -> User:
    user = cognito.directory.find(username)
    if user is None:
        raise CommandRefused(f"no user {username!r}; expected one of {', '.join(_names(cognito))}")
    return user


COMMANDS: dict[str, tuple[str, str, Callable[..., str]]] = {
    "users": ("users", "list the users, their status and their groups", _users),
    "add-user": ("add-user NAME EMAIL PASSWORD", "add a confirmed user", _add_user),
    "confirm": ("confirm NAME", "confirm a user who signed up", _confirm),
    "reset": ("reset NAME", "require a user to choose a new password", _reset),
    "set-password": ("set-password NAME PASSWORD", "set a password", _set_password),
    "join": ("join NAME GROUP", "add a user to a group", _join),
    "leave": ("leave NAME GROUP", "remove a user from a group", _leave),
    "second-factor": (
        "second-factor NAME FACTOR",
        "set up totp, sms or email for a user; none removes them all",
        _second_factor,
    ),
    "totp": ("totp NAME", "show key and present code of a user's authenticator app", _totp),
    "enable": ("enable NAME", "enable an account", _enable),
    "disable": ("disable NAME", "disable an account: no sign-in, no refresh", _disable),
    "delete": ("delete NAME", "delete an account", _delete),
    "end-sessions": (
        "end-sessions [NAME]",
        "end browser sessions and refresh tokens, of everybody or one user",
        _end_sessions,
    ),
    "rotate-keys": (
        "rotate-keys [withdraw]",
        "sign with new keys; withdraw stops publishing the old ones",
        _rotate_keys,
    ),
    "outbox": ("outbox", "list the codes that would have been sent", _outbox),
    "faults": ("faults", "list the faults and which are on", _faults),
    "fault": (
        "fault NAME [on|off|TIMES]",
        "switch a fault on or off, or on for some uses",
        _fault,
    ),
    "switches": ("switches", "list the switches and their values", _switches),
    "switch": ("switch NAME VALUE", "set a switch", _switch),
}
