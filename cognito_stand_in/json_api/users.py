"""Users and groups in responses of the API (Cognito API: UserType, GroupType)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..factors.first import first_factors
from ..factors.settings import SECOND_FACTORS
from .attributes import as_list, shown_attributes

if TYPE_CHECKING:
    from collections.abc import Collection

    from ..pool import Group, Pool, User
    from ..service import Service


def status_of(user: User) -> str:
    """Return the status of an account (Cognito API: UserStatusType)."""
    if user.identity is not None:
        return "EXTERNAL_PROVIDER"
    if not user.confirmed:
        return "UNCONFIRMED"
    if user.must_reset_password:
        return "RESET_REQUIRED"
    return "FORCE_CHANGE_PASSWORD" if user.temporary_password else "CONFIRMED"


def described_user(service: Service, user: User, *, only: Collection[str] = ()) -> dict[str, Any]:
    """Return a user as lists of users have it.

    Args:
        service: The stand-in.
        user: The user.
        only: The names of the attributes to return; all by default.
    """
    attributes = {
        name: text for name, text in shown_attributes(user).items() if not only or name in only
    }
    return {
        "Username": user.username,
        "Attributes": as_list(attributes),
        "UserCreateDate": user.created_at or service.started_at,
        "UserLastModifiedDate": user.modified_at or user.created_at or service.started_at,
        "Enabled": user.enabled,
        "UserStatus": status_of(user),
    }


def described_group(service: Service, group: Group) -> dict[str, Any]:
    """Return a group, without the members that it does not have."""
    created_at = group.created_at or service.started_at
    members = {
        "GroupName": group.name,
        "UserPoolId": service.pool.pool_id,
        "Description": group.description,
        "RoleArn": group.role_arn,
        "Precedence": group.precedence,
        "LastModifiedDate": created_at,
        "CreationDate": created_at,
    }
    return {name: value for name, value in members.items() if value is not None}


def mfa_settings(user: User) -> dict[str, Any]:
    """Return the second factors that a user has activated, and which one is preferred."""
    active = [SECOND_FACTORS[one] for one in user.active_factors]
    settings: dict[str, Any] = {"UserMFASettingList": active} if active else {}
    if user.preferred_factor:
        settings["PreferredMfaSetting"] = SECOND_FACTORS[user.preferred_factor]
    return settings


def configured_factors(pool: Pool, user: User) -> list[str]:
    """Return what a user can sign in with in the flow `USER_AUTH` (AuthFactorType)."""
    factors = first_factors(pool, user)
    return [*factors, "SOFTWARE_TOKEN"] if "totp" in user.second_factors else factors
