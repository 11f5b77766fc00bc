"""Users and groups in responses of the API (Cognito API: UserType, GroupType)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .attributes import as_list, shown_attributes

if TYPE_CHECKING:
    from collections.abc import Collection

    from ..pool import Group, User
    from ..service import Service

_FACTORS = {"totp": "SOFTWARE_TOKEN_MFA", "sms": "SMS_MFA", "email": "EMAIL_OTP"}


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


def second_factor_settings(user: User) -> dict[str, Any]:
    """Return the second factors of a user; the first one is preferred."""
    factors = [_FACTORS[one] for one in user.second_factors]
    return {"UserMFASettingList": factors, "PreferredMfaSetting": factors[0]} if factors else {}
