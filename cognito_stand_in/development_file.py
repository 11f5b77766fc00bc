"""Read the TOML file with ids, groups and users, which a template cannot contain."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any

from .pool import Group
from .pre_token_generation import check_overrides
from .predefined_users import predefined_user
from .step_up import SECOND_FACTORS
from .template import TemplateError

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path

    from .pool import User

_TABLES = ("pool", "clients", "identity_pool", "parameters", "providers")
_LISTS = ("groups", "users")


def read_development(path: Path) -> dict[str, Any]:
    """Read the file.

    Raises:
        TemplateError: it is not TOML, or has values of other types.
        OSError: it cannot be read.
    """
    try:
        notes = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise TemplateError(f"{path}: not valid TOML: {error}") from error
    for name in _TABLES:
        if not isinstance(notes.get(name, {}), dict):
            raise TemplateError(f"{path}: expected a table [{name}]")
    for name in _LISTS:
        entries = notes.get(name, [])
        if not isinstance(entries, list) or not all(isinstance(one, dict) for one in entries):
            raise TemplateError(f"{path}: expected tables [[{name}]]")
    if not isinstance(notes.get("pool", {}).get("id"), str):
        raise TemplateError(f"{path}: expected a table [pool] with an id")
    return notes


def groups_of(notes: Mapping[str, Any]) -> dict[str, Group]:
    """Return the groups that the file adds to the template's, by name.

    Raises:
        TemplateError: a group has no name, or a value of another type.
    """
    groups = [_group(note) for note in notes.get("groups", [])]
    return {group.name: group for group in groups}


def users_of(
    notes: Mapping[str, Any],
    *,
    pool_id: str,
    groups: Collection[str],
    client_ids: Collection[str],
) -> dict[str, User]:
    """Return the people of the file, by username.

    Args:
        notes: The content of the file.
        pool_id: The id of the user pool.
        groups: The names of the pool's groups.
        client_ids: The ids of the pool's app clients.

    Raises:
        TemplateError: something is missing, unknown, or of another type.
    """
    users = [_user(note, pool_id) for note in notes.get("users", [])]
    for user in users:
        place = f"[[users]] {user.username}"
        _require_known(f"{place}: groups", user.groups, groups)
        _require_known(f"{place}: second_factors", user.second_factors, SECOND_FACTORS)
        check_overrides(
            user.pre_token_generation,
            place=f"{place}: pre_token_generation",
            client_ids=client_ids,
        )
    return {user.username: user for user in users}


def _group(note: Mapping[str, Any]) -> Group:
    name = _string(note, "name", "[[groups]]")
    precedence, role = note.get("precedence"), note.get("role_arn")
    if not isinstance(precedence, int | None) or not isinstance(role, str | None):
        raise TemplateError(
            f"[[groups]] {name}: expected a number as precedence and a string as role_arn"
        )
    return Group(name=name, precedence=precedence, role_arn=role)


def _user(note: Mapping[str, Any], pool_id: str) -> User:
    username = _string(note, "username", "[[users]]")
    place = f"[[users]] {username}"
    attributes, trigger = note.get("attributes", {}), note.get("pre_token_generation", {})
    if not isinstance(attributes, dict) or not isinstance(trigger, dict):
        raise TemplateError(f"{place}: expected tables attributes and pre_token_generation")
    user = predefined_user(
        pool_id,
        username,
        _string(note, "password", place),
        attributes={
            name: _attribute(f"{place}: attributes.{name}", value)
            for name, value in attributes.items()
        },
        groups=_strings(note, "groups", place),
    )
    user.second_factors = _strings(note, "second_factors", place)
    user.pre_token_generation = trigger
    return user


def _attribute(place: str, value: object) -> str:
    """Return an attribute as Cognito keeps it: a string, for numbers and booleans too."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, str | int):
        raise TemplateError(f"{place}: got {_type(value)}, expected a string")
    return str(value)


def _string(note: Mapping[str, Any], name: str, place: str) -> str:
    value = note.get(name)
    if not isinstance(value, str) or not value:
        found = "nothing" if value is None else _type(value)
        raise TemplateError(f"{place}: {name}: got {found}, expected a string")
    return value


def _strings(note: Mapping[str, Any], name: str, place: str) -> list[str]:
    values = note.get(name, [])
    if not isinstance(values, list) or not all(isinstance(one, str) for one in values):
        raise TemplateError(f"{place}: {name}: got {_type(values)}, expected a list of strings")
    return list(values)


def _require_known(place: str, names: Collection[str], known: Collection[str]) -> None:
    for name in names:
        if name not in known:
            raise TemplateError(f"{place}: got {name!r}, expected one of {', '.join(known)}")


def _type(value: object) -> str:
    return "an empty string" if value == "" else f"a value of type {type(value).__name__}"
