"""Groups, and lists of users and groups (Cognito API: CreateGroup, ListUsers, …)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..pool import Group
from .filters import matching_users
from .paging import one_page
from .protocol import ApiError
from .users import described_group, described_user

if TYPE_CHECKING:
    from .call import Call

MOST_LISTED = 60
MOST_GROUPS = 100
_HIGHEST_PRECEDENCE = 2**31 - 1


def _create_group(call: Call) -> dict[str, Any]:
    call.require_pool()
    members, pool = call.members, call.service.pool
    name = members.text("GroupName")
    group = Group(
        name=name,
        precedence=members.number("Precedence", least=0, most=_HIGHEST_PRECEDENCE),
        role_arn=members.optional_text("RoleArn"),
        description=members.optional_text("Description"),
        created_at=call.service.now(),
    )
    if name in pool.groups:
        raise ApiError("GroupExistsException", "A group with the name already exists.")
    pool.groups[name] = group
    return {"Group": described_group(call.service, group)}


def _add_user(call: Call) -> dict[str, Any]:
    user, group = call.user(), call.group()
    if group.name not in user.groups:
        if len(user.groups) >= MOST_GROUPS:
            raise ApiError(
                "InvalidParameterException",
                f"A user can be in {MOST_GROUPS} groups at most (Cognito's quota).",
            )
        user.groups.append(group.name)
    return {}


def _remove_user(call: Call) -> dict[str, Any]:
    user, group = call.user(), call.group()
    user.groups = [name for name in user.groups if name != group.name]
    return {}


def _list_groups(call: Call) -> dict[str, Any]:
    call.require_pool()
    groups = call.service.pool.groups
    page, following = one_page(call, sorted(groups), "NextToken", most=MOST_LISTED)
    return {"Groups": [described_group(call.service, groups[name]) for name in page], **following}


def _list_groups_of_user(call: Call) -> dict[str, Any]:
    user, groups = call.user(), call.service.pool.groups
    names = sorted(name for name in user.groups if name in groups)
    page, following = one_page(call, names, "NextToken", most=MOST_LISTED)
    return {"Groups": [described_group(call.service, groups[name]) for name in page], **following}


def _list_users(call: Call) -> dict[str, Any]:
    call.require_pool()
    only = call.members.texts("AttributesToGet")
    users = {
        user.username: user for user in matching_users(call, call.members.optional_text("Filter"))
    }
    page, following = one_page(call, sorted(users), "PaginationToken", most=MOST_LISTED)
    described = [described_user(call.service, users[name], only=only) for name in page]
    return {"Users": described, **following}


def _list_users_in_group(call: Call) -> dict[str, Any]:
    call.require_pool()
    group, users = call.group(), call.service.pool.users
    names = sorted(name for name, user in users.items() if group.name in user.groups)
    page, following = one_page(call, names, "NextToken", most=MOST_LISTED)
    return {"Users": [described_user(call.service, users[name]) for name in page], **following}


OPERATIONS = {
    "CreateGroup": _create_group,
    "AdminAddUserToGroup": _add_user,
    "AdminRemoveUserFromGroup": _remove_user,
    "AdminListGroupsForUser": _list_groups_of_user,
    "ListGroups": _list_groups,
    "ListUsers": _list_users,
    "ListUsersInGroup": _list_users_in_group,
}
