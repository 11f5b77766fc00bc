"""Read the TOML file with ids, groups and people, which a template cannot contain."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ..cloudformation.errors import TemplateError
from ..factors.settings import SECOND_FACTORS
from ..made_up_ids import is_pool_id
from ..pool import Group, ProviderPerson
from ..pre_token_generation import check_overrides
from ..predefined_users import predefined_user
from ..usernames import UsernameInvalid
from .tables import TomlTable, toml_type

if TYPE_CHECKING:
    from pathlib import Path

    from ..pool import Pool, User

_POOL_KEYS = ("id", "replica_region")
_CLIENT_KEYS = ("id", "secret", "second_secret")
_GROUP_KEYS = ("name", "precedence", "role_arn", "pool")
_USER_KEYS = (
    *("username", "password", "groups", "second_factors", "active_factors", "attributes"),
    *("pre_token_generation", "confirmed", "enabled", "pool"),
)
_KEYS = {
    "pool": "[pool]",
    "pools": "[pools.NAME]",
    "clients": "[clients.NAME]",
    "identity_pool": "[identity_pool]",
    "parameters": "[parameters]",
    "values": "[values]",
    "groups": "[[groups]]",
    "users": "[[users]]",
    "providers": "[[providers.NAME.people]]",
}
_REGION = re.compile(r"[a-z]{2}(?:-[a-z]+)+-[0-9]+")
_CLIENT_ID = re.compile(r"[\w+]{1,128}", re.ASCII)


def read_development(path: Path | None) -> TomlTable:
    """Read the file, and check the keys of its tables.

    Args:
        path: The file; None for no file.

    Raises:
        TemplateError: it is not TOML, or has unknown keys, or values of other types.
        OSError: it cannot be read.
    """
    file = TomlTable.empty() if path is None else TomlTable.load(path)
    for key in file.values:
        if key not in _KEYS:
            file.fail(f"unknown; expected one of {', '.join(_KEYS.values())}", key)
    for pool in (file.table("pool"), *file.subtables("pools").values()):
        _check_pool(pool)
    for client in file.subtables("clients").values():
        client.require_known(_CLIENT_KEYS)
        client_id = client.optional("id")
        if client_id is not None and not _CLIENT_ID.fullmatch(client_id):
            client.fail(f"got {client_id!r}, expected 1 to 128 letters and digits", "id")
        for key in ("secret", "second_secret"):
            client.optional(key)
    file.table("identity_pool").require_known(["id"])
    return file


def settings_of(file: TomlTable, table: str) -> dict[str, str]:
    """Return `[parameters]` or `[values]`, whose values become strings.

    Raises:
        TemplateError: a value is neither a string nor a number.
    """
    settings = file.table(table)
    return {key: _written(settings, key) for key in settings.values}


def groups_of(file: TomlTable, pool: str) -> dict[str, Group]:
    """Return the groups that the file adds to the template's, by name.

    Args:
        file: The file.
        pool: The pool's name in the template.

    Raises:
        TemplateError: a group has no name, or a value of another type.
    """
    groups = [
        _group(table) for table in file.tables("groups", named_by="name") if _is_in(table, pool)
    ]
    return {group.name: group for group in groups}


def users_of(file: TomlTable, pool: Pool, name: str) -> dict[str, User]:
    """Return the people of the file, by username.

    Args:
        file: The file.
        pool: The user pool.
        name: The pool's name in the template.

    Raises:
        TemplateError: something is missing, unknown, or of another type.
    """
    users: dict[str, User] = {}
    for table in file.tables("users", named_by="username"):
        if not _is_in(table, name):
            continue
        user = _user(table, pool)
        if user.username in users:
            table.fail(f"got {table.values['username']!r} a second time", "username")
        users[user.username] = user
    return users


def provider_people(file: TomlTable, provider: str) -> tuple[ProviderPerson, ...]:
    """Return the people of another identity provider.

    Raises:
        TemplateError: a person has no id, or an attribute is of another type.
    """
    table = file.subtables("providers").get(provider)
    if table is None:
        return ()
    table.require_known(["people"])
    return tuple(
        ProviderPerson(
            user_id=person.string("id"),
            attributes={key: _written(person, key) for key in person.values if key != "id"},
        )
        for person in table.tables("people", named_by="id")
    )


def _check_pool(pool: TomlTable) -> None:
    pool.require_known(_POOL_KEYS)
    pool_id, region = pool.optional("id"), pool.optional("replica_region")
    if pool_id is not None and not is_pool_id(pool_id):
        pool.fail(f"got {pool_id!r}, expected an id such as eu-west-1_Example01", "id")
    if region is not None and not _REGION.fullmatch(region):
        pool.fail(f"got {region!r}, expected a Region such as eu-central-1", "replica_region")


def _is_in(table: TomlTable, pool: str) -> bool:
    return table.optional("pool") in (None, pool)


def _group(table: TomlTable) -> Group:
    table.require_known(_GROUP_KEYS)
    precedence = table.values.get("precedence")
    if isinstance(precedence, bool) or not isinstance(precedence, int | None):
        table.fail(f"got {toml_type(precedence)}, expected a number as precedence", "precedence")
    return Group(
        name=table.string("name"), precedence=precedence, role_arn=table.optional("role_arn")
    )


def _user(table: TomlTable, pool: Pool) -> User:
    table.require_known(_USER_KEYS)
    attributes = table.table("attributes")
    try:
        user = predefined_user(
            pool,
            table.string("username"),
            table.string("password"),
            attributes={name: _written(attributes, name) for name in attributes.values},
            groups=table.choices("groups", pool.groups),
        )
    except UsernameInvalid as mistake:
        table.fail(f"got {table.values['username']!r}: {mistake}", "username")
    user.second_factors = table.choices("second_factors", SECOND_FACTORS)
    user.active_factors = table.choices("active_factors", SECOND_FACTORS)
    user.confirmed = table.boolean("confirmed", default=True)
    user.enabled = table.boolean("enabled", default=True)
    user.pre_token_generation = dict(table.table("pre_token_generation").values)
    try:
        check_overrides(
            user.pre_token_generation, place="pre_token_generation", client_ids=pool.clients
        )
    except TemplateError as mistake:
        part = str(mistake).partition(":")[0].partition(".")[2]
        table.fail(str(mistake).partition(": ")[2], "pre_token_generation", inside=part)
    return user


def _written(table: TomlTable, key: str) -> str:
    """Return a value as Cognito keeps attributes: a string, for numbers and booleans too."""
    value = table.values[key]
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, str | int | float):
        table.fail(f"got {toml_type(value)}, expected a string", key)
    return str(value)
