"""Extend users up to Cognito's quotas: groups with long names and roles, custom attributes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from .pool import Group

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .pool import Pool, User
    from .switches import Switches

# Cognito's quotas: groups of a person, characters of a group's name, custom attributes of a pool,
# characters of an attribute. Names of IAM roles have at most 64 characters.
GROUP_NAME_CHARACTERS = 128
ROLE_NAME_CHARACTERS = 64
ATTRIBUTE_CHARACTERS = 2048


def extended_user(user: User, switches: Switches) -> User:
    """Return the user with the groups and attributes that the switches add to everybody."""
    if not switches.added_groups and not switches.added_attributes:
        return user
    attributes = {
        f"custom:quota_{number}": str(number).ljust(ATTRIBUTE_CHARACTERS, "x")
        for number in range(1, switches.added_attributes + 1)
    }
    return replace(
        user,
        groups=[*user.groups, *_added_groups(switches)],
        attributes={**user.attributes, **attributes},
    )


def extended_groups(pool: Pool, switches: Switches) -> Mapping[str, Group]:
    """Return the pool's groups with those that the switches add to everybody."""
    return {**pool.groups, **_added_groups(switches)} if switches.added_groups else pool.groups


def _added_groups(switches: Switches) -> dict[str, Group]:
    groups = (_group(number) for number in range(1, switches.added_groups + 1))
    return {group.name: group for group in groups}


def _group(number: int) -> Group:
    role = f"quota-{number}-".ljust(ROLE_NAME_CHARACTERS, "r")
    return Group(
        name=f"quota-{number}-".ljust(GROUP_NAME_CHARACTERS, "g"),
        precedence=1000 + number,
        role_arn=f"arn:aws:iam::123456789012:role/{role}",
    )
