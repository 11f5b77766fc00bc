"""Runs the pool without AWS, as Cognito's console and AdminCreateUser, AdminConfirmSignUp … do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .directory import DirectoryError
from .faults import Faults
from .step_up import SECOND_FACTORS
from .switches import Switches, parse_number

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from .cognito import FakeCognito
    from .pool import User


class CommandRefused(ValueError):
    """The command cannot be run; the message says why and what was expected."""


def run_command(cognito: FakeCognito, words: Sequence[str]) -> str:
    """Run a command, `["join", "grace", "admins"]` or `["help"]`, and give what to print.

    Raises:
        CommandRefused: no such command, person, group, fault or switch, or not these words.
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


def _users(cognito: FakeCognito) -> str:
    return in_columns(_described(user) for user in cognito.pool.users.values())


def in_columns(rows: Iterable[Sequence[str]]) -> str:
    """Return `rows` as lines, with at least two spaces between the columns."""
    cells = list(rows)
    widths = [max(map(len, column)) + 2 for column in zip(*cells, strict=True)]
    padded = (map(str.ljust, row, widths) for row in cells)
    return "\n".join("".join(row).rstrip() for row in padded)


def _described(user: User) -> tuple[str, str, str, str]:
    status = "confirmed" if user.confirmed else "unconfirmed"
    if not user.enabled:
        status = "disabled"
    if user.must_reset_password:
        status = "must reset password"
    return user.username, user.email or "-", status, ", ".join(user.groups) or "-"


def _add_user(cognito: FakeCognito, username: str, email: str, password: str) -> str:
    user = cognito.directory.add(username, password, {"email": email}, confirmed=True)
    return f"added {user.username}"


def _confirm(cognito: FakeCognito, username: str) -> str:
    cognito.directory.confirm(_user(cognito, username))
    return f"confirmed {username}"


def _reset(cognito: FakeCognito, username: str) -> str:
    _user(cognito, username).must_reset_password = True
    return f"{username} must reset the password, through 'Forgot your password?'"


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
    return f"{username} has the second factors {', '.join(user.second_factors) or 'none'}"


def _enable(cognito: FakeCognito, username: str) -> str:
    _user(cognito, username).enabled = True
    return f"enabled {username}"


def _disable(cognito: FakeCognito, username: str) -> str:
    _user(cognito, username).enabled = False
    return f"disabled {username}"


def _delete(cognito: FakeCognito, username: str) -> str:
    user = _user(cognito, username)
    # Whoever takes the name next must not inherit anything.
    cognito.end_all_sessions(user.username)
    cognito.directory.forget(user.username)
    del cognito.pool.users[user.username]
    return f"deleted {username}"


def _rotate_keys(cognito: FakeCognito, how: str = "") -> str:
    if how not in {"", "withdraw"}:
        raise CommandRefused(f"expected withdraw or nothing, found {how!r}")
    cognito.rotate_keys(withdraw_old=how == "withdraw")
    return "two new keys sign from now on" + (", and the old ones are gone" if how else "")


def _end_sessions(cognito: FakeCognito, username: str | None = None) -> str:
    owner = None if username is None else _user(cognito, username).username
    browsers, families = cognito.end_all_sessions(owner)
    return f"ended {browsers} browser sessions and {families} families of tokens"


def _outbox(cognito: FakeCognito) -> str:
    messages = cognito.directory.outbox.values()
    rows = [(sent.username, sent.purpose, sent.code) for sent in messages]
    return in_columns(rows) or "no codes waiting"


def _faults(cognito: FakeCognito) -> str:
    active = cognito.faults.active
    return in_columns(
        (f"{'*' if name in active else ' '} {name}", text)
        for name, text in Faults.describe().items()
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
    return in_columns(
        (name, str(getattr(cognito.switches, name)), text)
        for name, text in Switches.describe().items()
    )


def _switch(cognito: FakeCognito, name: str, value: str) -> str:
    if name == "replica_signs" and cognito.pool.replica_issuer is None:
        raise CommandRefused("this pool has no replica: add replica_region to the table [pool]")
    cognito.switches.set(name, value)
    return f"{name} is {getattr(cognito.switches, name)}"


def _user(cognito: FakeCognito, username: str) -> User:
    # An unverified address is no alias for signing in, but a username always is.
    user = cognito.pool.users.get(username) or cognito.directory.find(username)
    if user is None:
        raise CommandRefused(
            f"no user {username!r}; expected one of {', '.join(cognito.pool.users)}"
        )
    return user


COMMANDS: dict[str, tuple[str, str, Callable[..., str]]] = {
    "users": ("users", "list people, their state and their groups", _users),
    "add-user": ("add-user NAME EMAIL PASSWORD", "add somebody, confirmed", _add_user),
    "confirm": ("confirm NAME", "confirm somebody who signed up", _confirm),
    "reset": ("reset NAME", "make somebody choose a new password", _reset),
    "set-password": ("set-password NAME PASSWORD", "set a password", _set_password),
    "join": ("join NAME GROUP", "put somebody in a group", _join),
    "leave": ("leave NAME GROUP", "take somebody out of a group", _leave),
    "second-factor": (
        "second-factor NAME FACTOR",
        "set up totp, sms or email for somebody; none removes them",
        _second_factor,
    ),
    "enable": ("enable NAME", "let somebody sign in again", _enable),
    "disable": ("disable NAME", "let somebody neither sign in nor refresh", _disable),
    "delete": ("delete NAME", "delete an account", _delete),
    "end-sessions": ("end-sessions [NAME]", "sign everybody out, or one person", _end_sessions),
    "rotate-keys": (
        "rotate-keys [withdraw]",
        "sign with new keys; withdraw the old ones",
        _rotate_keys,
    ),
    "outbox": ("outbox", "show the codes that no e-mail carried", _outbox),
    "faults": ("faults", "list the faults and which are on", _faults),
    "fault": (
        "fault NAME [on|off|TIMES]",
        "switch a fault on or off, or let it strike some times",
        _fault,
    ),
    "switches": ("switches", "list the doubtful facts and how they are set", _switches),
    "switch": ("switch NAME VALUE", "set a doubtful fact", _switch),
}
